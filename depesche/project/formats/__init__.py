"""How dates and numbers look, per language."""
