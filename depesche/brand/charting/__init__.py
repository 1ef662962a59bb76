"""Charts and tables of figures: read from what an editor pastes, drawn as plain geometry, said in words."""
