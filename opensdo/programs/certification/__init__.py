"""Pre-check, application, review, decision, renewal."""
