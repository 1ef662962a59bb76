"""Append-only, tamper-evident logs: an RFC 6962 tree per log, signed checkpoints, proofs."""
