"""Pages of the register: one file per subject, and what several of them share."""
