"""What was stated of a household and a time: incomes, expenses, events; what is computed of them."""
