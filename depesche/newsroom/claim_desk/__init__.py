"""The desk's screens for claims, sources and questions. Each translates: it reads what was typed, calls one deed of ``newsroom.claims``, answers."""
