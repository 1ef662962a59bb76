"""A font of the house: how wide its letters are, and how a font that readers have already is made as wide (docs/guides/theme.md)."""
