"""What stands behind the claims of a page: who says what, in which status, with which figure; as plain data for templates, feeds and machines."""
