"""The reasons of one household, clause by clause, with its own numbers and what would change them; a pack in words."""
