"""The public pages: what pages exist, their views, feeds, sitemaps, templates and static files."""
