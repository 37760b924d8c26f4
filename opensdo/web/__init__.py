"""The front door: settings, middleware, page parts, URLs, the office's own public pages."""
