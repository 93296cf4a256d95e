"""One page that adds up, place by place."""
