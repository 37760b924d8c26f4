"""A demonstration office: the cast, its past, one-click sign-in, a mailbox. Never part of a real office."""
