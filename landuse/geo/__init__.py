"""Areas, coordinate systems, shapes and what they share: pure geometry, no files."""
