"""Invite, appoint, stand in, let go, review, help back in."""
