"""Is every clause true today? The evidence page, the security plan, training, yearly self-audit."""
