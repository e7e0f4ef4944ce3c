"""Phone keys and validity: E.164 by phonenumbers; strict and wide are the same."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
import polars as pl

_POINT = pl.Struct({"strict": pl.String, "wide": pl.String, "valid": pl.Boolean})


@lru_cache(maxsize=1_000_000)
def e164(text: str, region: str | None) -> tuple[str | None, bool]:
    """Return the E.164 form of a number, or None, and whether it is a valid number.

    Args:
        text: The number in any spelling.
        region: ISO 3166-1 alpha-2 code for numbers without a country code.

    >>> e164("020 7946 0018", "GB")
    ('+442079460018', True)
    >>> e164("020 7946 0018", None)
    (None, False)
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None, False
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return key, phonenumbers.is_valid_number(number)


def read_points(points: pl.Series, *, validate: bool = True) -> pl.Series:  # noqa: ARG001 - comes with the key
    """Return struct(strict, wide, valid) of a struct series (text, region).

    Null and blank text has null keys and a null validity.
    """
    frame = points.struct.unnest()
    distinct = frame.filter(pl.col("text").is_not_null()).unique()
    keys = [
        _point(text, region)
        for text, region in zip(distinct["text"], distinct["region"], strict=True)
    ]
    read = distinct.with_columns(point=pl.Series(keys, dtype=_POINT))
    return frame.join(
        read,
        on=["text", "region"],
        how="left",
        validate="m:1",
        nulls_equal=True,
        maintain_order="left",
    )["point"]


def _point(text: str, region: str | None) -> dict[str, str | bool | None]:
    if not text.strip():
        return {"strict": None, "wide": None, "valid": None}
    key, valid = e164(text.strip(), region)
    return {"strict": key, "wide": key, "valid": valid}
