"""Subscribers and their consents: texts, forms, sign-up, confirmation, permission, withdrawal, proof, erasure."""
