"""Readers report mistakes: taken, worked off at a board, answered only if asked for, deleted after 180 days."""
