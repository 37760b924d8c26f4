"""The office as a whole."""
