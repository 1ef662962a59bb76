"""Publishing an article."""
