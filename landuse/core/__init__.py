"""The accounting of the campaign: tables in, tables out; no geometry, no files, no clock."""
