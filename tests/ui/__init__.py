"""Pages and their parts without a browser."""
