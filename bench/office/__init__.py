"""How fast the office is on PostgreSQL, beside the same SQL by hand and a bare WSGI page: `python -m bench.office`."""
