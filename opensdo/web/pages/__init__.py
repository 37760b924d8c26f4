"""The office's own pages: the front page, who we are, how to reach us, and what to do when something fails."""
