"""The front door's commands."""
