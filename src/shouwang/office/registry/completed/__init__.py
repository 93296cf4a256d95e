"""What was filled in at once of what was missing, kept together to be taken back as one."""
