"""Newsletters: composing, approving, choosing recipients, sending, reporting, archive."""
