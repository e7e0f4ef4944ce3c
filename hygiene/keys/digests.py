"""Digests of keys, for suppression lists that hold digests instead of addresses."""

from __future__ import annotations

import hashlib

import polars as pl

from hygiene.vocabulary import Match

ALGORITHMS: tuple[str, ...] = (Match.MD5, Match.SHA1, Match.SHA256, Match.SHA512)
"""The digests that a suppression may hold, named as `hashlib` names them."""


def digests(keys: pl.Expr, algorithm: str) -> pl.Expr:
    """Return the lower-case hex digest of each UTF-8 key; null stays null.

    >>> pl.select(digests(pl.lit("jane.doe@gmail.com"), "md5")).item()
    '1df66fbb427ff7e64ac46af29cc74b71'
    """
    new = getattr(hashlib, algorithm)

    def hexadecimal(values: pl.Series) -> pl.Series:
        return pl.Series(
            [
                None if text is None else new(text.encode()).hexdigest()
                for text in values
            ],
            dtype=pl.String,
        )

    return keys.map_batches(hexadecimal, return_dtype=pl.String, is_elementwise=True)
