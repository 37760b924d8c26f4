"""The demonstration: one command, an invented cast, a mailbox. The office knows nothing of it."""
