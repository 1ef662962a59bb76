"""Rendering pages: which pages exist, the tags they depend on, and what a change outdates."""
