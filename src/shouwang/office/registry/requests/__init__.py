"""Changes of a household as typed, approved requests with their papers."""
