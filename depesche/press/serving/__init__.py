"""Serving stored pages without any framework. It opens with the page store; until then pages are rendered per request."""
