"""Pages of screening: one file per subject, and what several of them share."""
