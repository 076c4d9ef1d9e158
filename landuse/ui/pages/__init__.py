"""One page a file: read what is chosen, ask a view or two, draw."""
