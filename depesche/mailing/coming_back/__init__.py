"""What follows from mail that comes back: addresses are counted and suppressed (M-12), complaints and replies end consents (M-14, L-32)."""
