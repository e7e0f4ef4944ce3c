"""Canonical rows: staged suppressions as the text of one table in one zone.

Everything that a decision reads is written out, defaults too, so that two rows that
decide alike are alike. A day of another zone cannot be written in this one: it becomes
every day that it touches, and so begins earlier and lifts later, never the reverse.
"""

from __future__ import annotations

import polars as pl

from hygiene.keys.digests import ALGORITHMS
from hygiene.sources.files import Source
from hygiene.tables import SUPPRESSIONS
from hygiene.text import filled, stripped
from hygiene.times import CALENDAR, read_interval
from hygiene.vocabulary import REASONS, SUPPRESSION_REASONS, Blocks

ID = "suppression_id"
ZONE = "timezone"
REPEATS = "repeats"
SEPARATOR = "|"
COLUMNS = (*SUPPRESSIONS.column_names, ZONE, REPEATS)
"""The columns of a written table: the contract's, its zone, and ids that it stands for.

Whoever reads suppressions ignores the last two.
"""
MATTERS = tuple(
    name for name in SUPPRESSIONS.column_names if name not in (ID, "source")
)
"""What tells two entries apart: all but their ids and where they came from."""

IS_WIDENED = "_is_widened"
_INSTANT = "%Y-%m-%dT%H:%M:%S%.6fZ"
_BLOCKS = {
    r.value: (REASONS[r].blocks or Blocks.ALL).value for r in SUPPRESSION_REASONS
}


def canonical_rows(staged: pl.LazyFrame, zone: str) -> pl.LazyFrame:
    """Return staged suppressions as text, a row for each day of another zone's day.

    Args:
        staged: Suppressions as they were staged: defaults filled, times as intervals.
        zone: The zone in which dates are to be read again.

    Returns:
        The contract's columns as text, and whether a row is a day of another zone.
    """
    first, last = pl.col("effective_from_first"), pl.col("effective_from_last")
    is_exact = first == last
    days = staged.with_columns(
        _is_exact=is_exact,
        _day=pl.date_ranges(_local_day(first, zone), _local_day(last, zone)),
    ).explode("_day")
    day = read_interval(pl.col("_day"), pl.Date(), zone).struct
    touched = days.with_columns(
        _first=day.field("first").clip(*CALENDAR),
        _last=day.field("last").clip(*CALENDAR),
    ).filter(pl.col("_is_exact") | pl.col("_first").is_not_null())
    is_other = ~pl.col("_is_exact") & (
        (pl.col("_first") != first) | (pl.col("_last") != last)
    )
    begins = (
        pl.when("_is_exact")
        .then(_text(first))
        .otherwise(pl.col("_day").cast(pl.String))
    )
    identity = pl.when(is_other).then(pl.format("{}~{}", ID, "_day")).otherwise(ID)
    return touched.select(
        identity.alias(ID),
        *_meaning(),
        effective_from=begins,
        effective_until=_text(_end()),
        recorded_at=_text(pl.col("recorded_at_first")),
        source=filled(pl.col("source")),
        **{IS_WIDENED: is_other},
    )


def _meaning() -> list[pl.Expr]:
    """Return whom an entry is about and what it covers, as it is compared."""
    value, is_digest = stripped(pl.col("value")), pl.col("match").is_in(ALGORITHMS)
    blocks = pl.col("reason").replace_strict(_BLOCKS, return_dtype=pl.String)
    return [
        pl.col("match"),
        pl.when(is_digest)
        .then(value.str.to_lowercase())
        .otherwise(value)
        .alias("value"),
        filled(pl.col("contact_id")).alias("contact_id"),
        pl.col("reason"),
        pl.col("channel"),
        stripped(pl.col("purpose")).alias("purpose"),
        stripped(pl.col("controller")).alias("controller"),
        pl.col("blocks").fill_null(blocks),
    ]


def _local_day(instant: pl.Expr, zone: str) -> pl.Expr:
    return instant.dt.convert_time_zone(zone).dt.date()


def _text(instant: pl.Expr) -> pl.Expr:
    return instant.dt.strftime(_INSTANT)


def _end() -> pl.Expr:
    """Return the exclusive end; a day's last instant of the calendar is no end."""
    first, last = pl.col("effective_until_first"), pl.col("effective_until_last")
    following = last + pl.duration(microseconds=1)
    return (
        pl.when(first == last)
        .then(last)
        .when(last < pl.lit(CALENDAR[1]))
        .then(following)
    )


def is_canonical(source: Source) -> bool:
    """Return whether a file was written by this part of the toolkit.

    >>> from pathlib import Path
    >>> is_canonical(Source("a", pl.LazyFrame({"email": [""]}), "csv", Path("a.csv")))
    False
    """
    return tuple(source.frame.collect_schema()) == COLUMNS
