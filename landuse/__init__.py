"""landuse: a district's yearly industrial-land campaign on a map, against its targets, from dated events."""
