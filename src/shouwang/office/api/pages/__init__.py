"""Pages about what other programs are told, and the reference."""
