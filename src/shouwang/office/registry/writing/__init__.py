"""Many rows at once, past the models: laid out, written, told to the journal."""
