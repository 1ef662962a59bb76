"""Articles, sections, topics and authors, and how they are published."""
