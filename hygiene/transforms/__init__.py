"""Transforms: lazy frames in, lazy frames out; together they decide."""
