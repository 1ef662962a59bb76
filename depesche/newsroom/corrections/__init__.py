"""Corrections: written at the desk, approved by a second person, published with a dated note; from then on they never change."""
