"""Specifications of the warning rules W01 to W22 and of what is decided about them."""
