"""The pages of the administrator and the supervisor, and what every officer sees of herself."""
