"""Writes: one verb, one function, keyword-only actor; page, command line and notebook call the same."""
