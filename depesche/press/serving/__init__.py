"""Answering readers from the page store. Nothing here knows Django: a stored page costs one look at the disk."""
