"""Contact points of any channel: which column holds them and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl

from hygiene.keys import email, phone, post
from hygiene.text import filled
from hygiene.vocabulary import Channel

POINT = pl.Struct({"strict": pl.String, "wide": pl.String, "valid": pl.Boolean})
"""What reading a contact point yields: its two keys and whether it is valid."""

COLUMNS: dict[str, str] = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.VOICE: "phone",
    Channel.POST: "postal_key",
}
"""The audience column that holds the contact point of a channel."""

_READERS: dict[str, Callable[..., pl.Series]] = {
    Channel.EMAIL: email.read_points,
    Channel.SMS: phone.read_points,
    Channel.VOICE: phone.read_points,
    Channel.POST: post.read_points,
}


def read_point(
    text: pl.Expr, channel: str, region: pl.Expr, *, validate: bool = True
) -> pl.Expr:
    """Return a struct (strict, wide, valid) of the contact point in `text`.

    Args:
        text: The contact point as given.
        channel: What kind of contact point it is.
        region: Upper-case region of a phone number without a country code, or null.
        validate: Whether `valid` is wanted; it may be null otherwise.

    >>> point = read_point(pl.lit(" Ann@Example.com"), "email", pl.lit(None))
    >>> pl.select(point.struct.field("strict")).item()
    'ann@example.com'
    """
    fields = pl.struct(text=text.cast(pl.String), region=region.cast(pl.String))
    return fields.map_batches(
        partial(_READERS[channel], validate=validate),
        return_dtype=POINT,
        is_elementwise=True,
    )


def with_point(
    frame: pl.LazyFrame,
    column: str,
    channel: str,
    region: pl.Expr,
    *,
    validate: bool = True,
) -> pl.LazyFrame:
    """Add `strict_key`, `wide_key` and `is_valid` of the contact point in `column`.

    >>> frame = pl.LazyFrame({"address": ["a+x@example.com"]})
    >>> with_point(frame, "address", "email", pl.lit(None)).collect().row(0)
    ('a+x@example.com', 'a+x@example.com', 'a@example.com', True)
    """
    point = pl.col("_point").struct
    return (
        frame.with_columns(
            _point=read_point(pl.col(column), channel, region, validate=validate)
        )
        .with_columns(
            strict_key=point.field("strict"),
            wide_key=point.field("wide"),
            is_valid=point.field("valid"),
        )
        .drop("_point")
    )


def with_person(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Add `person`: the trimmed `contact_id`, null where it is blank.

    >>> frame = pl.LazyFrame({"contact_id": [" 7 ", ""]})
    >>> with_person(frame).collect()["person"].to_list()
    ['7', None]
    """
    return frame.with_columns(person=filled(pl.col("contact_id")))
