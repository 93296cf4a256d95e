"""What was stated of a household and a time – incomes, expenses, events, measures –, and what is computed of it."""
