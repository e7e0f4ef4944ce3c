"""Formats: what the files of other systems mean, as data (`systems/*.toml`)."""
