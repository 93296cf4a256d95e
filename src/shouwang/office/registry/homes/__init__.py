"""Households and people: found, entered, corrected, moved, completed."""
