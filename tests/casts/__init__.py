"""Cases of the invented cast, made by the real actions."""
