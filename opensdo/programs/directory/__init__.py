"""The public list of businesses."""
