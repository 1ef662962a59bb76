"""Claims: who says what, with which stance, figure and evidence (newsroom.md, section 3). Knows no article page; those stand above."""
