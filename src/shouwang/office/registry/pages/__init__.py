"""Pages of the register: one file per subject, one class per address."""
