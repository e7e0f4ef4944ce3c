"""Hostile files: what people and programs really hand in, and what must come of it."""
