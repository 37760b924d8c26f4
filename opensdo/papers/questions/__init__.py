"""Questions in pages, answers, versions: the one engine for forms."""
