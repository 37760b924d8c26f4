"""The pages of certification, one module for each kind of reader."""
