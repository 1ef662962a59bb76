"""Configurations with which other web servers serve the page store of a home; everything that is not stored they ask of the built-in server."""
