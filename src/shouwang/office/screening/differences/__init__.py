"""Two runs side by side: who enters, leaves, moves, and because of what."""
