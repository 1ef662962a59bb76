"""Moving in from another system: files are read, every row is graded by its evidence, and only proven rows become mailable (L-28)."""
