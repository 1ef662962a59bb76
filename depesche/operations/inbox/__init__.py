"""Shows what the catcher caught."""
