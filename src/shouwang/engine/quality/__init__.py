"""Checks at the door: what cannot be true, what contradicts itself, what is odd in the canonical tables."""
