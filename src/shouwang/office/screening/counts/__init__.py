"""How many are what, counted from a run in one DuckDB: SQL, no sentences."""
