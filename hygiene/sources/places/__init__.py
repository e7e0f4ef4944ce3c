"""Places: where a table lies when it is not a local file."""
