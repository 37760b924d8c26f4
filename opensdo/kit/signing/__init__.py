"""Signed statements that anybody can check with nothing but the office's public key."""
