"""Backups, restores, and the drill that proves them."""
