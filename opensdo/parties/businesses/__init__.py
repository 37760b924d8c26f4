"""Suppliers and the people who own or speak for them."""
