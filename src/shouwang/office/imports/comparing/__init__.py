"""Files beside register: what is new, changed, unchanged, gone, and what cannot be taken.  Set-based, in DuckDB."""
