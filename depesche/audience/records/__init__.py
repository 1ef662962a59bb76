"""Consent records and receipts as ISO/IEC TS 27560 in the Data Privacy Vocabulary: written from the log, and read back (S-30, S-31)."""
