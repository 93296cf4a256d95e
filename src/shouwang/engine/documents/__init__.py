"""What people look at: the ledger they print and file, the page they open."""
