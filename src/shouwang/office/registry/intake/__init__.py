"""Whole lists: taken into the register, counted again, taken back."""
