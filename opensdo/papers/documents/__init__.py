"""Uploaded files: checked, sealed, served safely."""
