"""A run from its order to its result: what it knew, what it keeps, what becomes of it later."""
