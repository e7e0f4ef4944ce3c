"""Postal keys: trimmed and upper-cased; strict and wide are the same."""

from __future__ import annotations

import polars as pl

from hygiene.text import by_distinct, filled, is_ascii


def postal_key(text: str) -> str:
    """Return the key of a postal address.

    >>> postal_key(" sw1a 1aa/10 ")
    'SW1A 1AA/10'
    """
    return text.strip().upper()


def read_points(points: pl.Series, *, validate: bool = True) -> pl.Series:  # noqa: ARG001 - comes with the key
    """Return struct(strict, wide, valid) of a struct series with a field `text`.

    Null and blank text has null keys and a null validity; anything else is valid.
    """
    frame = points.struct.unnest().select(text=filled(pl.col("text")))
    odd = frame.select(pl.when(~is_ascii(pl.col("text"))).then("text")).to_series()
    key = pl.coalesce(
        by_distinct(odd, postal_key, pl.String()), pl.col("text").str.to_uppercase()
    )
    valid = pl.when(pl.col("text").is_not_null()).then(statement=True)
    return (
        frame.select(strict=key, valid=valid)
        .select(pl.struct("strict", pl.col("strict").alias("wide"), "valid"))
        .to_series()
    )
