"""How the office sees itself."""
