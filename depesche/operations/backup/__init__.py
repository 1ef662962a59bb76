"""Copies of a running site in one file, and sites made from such a file (see docs/decisions/backup-and-restore.md)."""
