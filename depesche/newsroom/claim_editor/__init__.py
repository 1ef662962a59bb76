"""Claims marked while an article is written: the panel at the selected words, what it is filled with, what it enters."""
