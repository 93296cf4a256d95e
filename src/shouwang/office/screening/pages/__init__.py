"""Pages of screening: one file per subject, one class per address."""
