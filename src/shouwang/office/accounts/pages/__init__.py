"""Pages about signing in, users, appointments and tokens."""
