"""The unknowns as work: which answers settle most, handed out, filled in, brought back."""
