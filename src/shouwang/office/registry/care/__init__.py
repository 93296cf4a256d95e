"""What is done for a household, who looks after it, when it is looked at next; key areas."""
