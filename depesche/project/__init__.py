"""Puts the parts together: settings, addresses, WSGI entry, middleware."""
