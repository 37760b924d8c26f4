"""The office's own addresses, with /demo/ before them."""
