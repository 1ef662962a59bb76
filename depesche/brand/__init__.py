"""The publisher: identity, people, trust points, menus, legal texts, pictures, letterhead, callback requests."""
