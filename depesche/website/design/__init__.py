"""The design as it is: every page and mail of the site with sample content in every state, from the very templates that readers get."""
