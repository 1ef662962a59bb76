"""Newsletters that make themselves from new articles, at a time that a publisher sets (docs/decisions/digests.md)."""
