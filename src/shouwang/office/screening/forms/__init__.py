"""Forms of screening."""
