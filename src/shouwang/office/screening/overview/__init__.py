"""One page that adds up, place by place; what stands on desks."""
