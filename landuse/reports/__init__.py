"""Lists and geodata out: the same views as the screen, written to files that other programs read."""
