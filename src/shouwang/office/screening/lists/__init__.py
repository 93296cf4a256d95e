"""The households behind a number."""
