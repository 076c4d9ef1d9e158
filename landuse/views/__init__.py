"""Reads: a store and a question in, frozen records or schema tables out; screen, CLI and papers print the same."""
