"""Who says so? Proposals for the claims editor, read from the text alone: no model, no download, German and English."""
