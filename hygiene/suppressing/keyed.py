"""Keys of staged rows, as a screening makes them, and the places rows come from."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hygiene.deciding import Decided
from hygiene.keys.points import COLUMNS, with_person, with_point
from hygiene.masking import mask
from hygiene.sources.entries import Entry
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import FILE
from hygiene.text import by_distinct
from hygiene.vocabulary import Match


def with_keys(staged: pl.LazyFrame, channel: str, region: str | None) -> pl.LazyFrame:
    """Add `person`, `strict_key` and `wide_key` to staged evidence.

    Args:
        staged: A staged table with `address`, or suppressions with `match` and `value`.
        channel: How its addresses are read.
        region: The region of phone numbers without a country.
    """
    if "match" in staged.collect_schema():
        is_address = pl.col("match") == Match.ADDRESS
        staged = staged.with_columns(address=pl.when(is_address).then("value"))
    return staged.pipe(with_person).pipe(
        with_point, "address", channel, pl.lit(region, pl.String), validate=False
    )


def file_label(entries: Sequence[Entry]) -> pl.Expr:
    """Return what messages call the file of a staged row."""
    labels = [source.label for entry in entries for source in entry.sources]
    return pl.col(FILE).replace_strict(
        range(len(labels)), labels, default=None, return_dtype=pl.String
    )


def audience_places(decided: Decided) -> pl.LazyFrame:
    """Return `row`, and the `audience_file` and `audience_row` (from 1) of each."""
    sources = decided.inputs.audience.sources
    heights = [s.frame.select(pl.len()).collect().item() for s in sources[:-1]]
    starts = [sum(heights[:place]) for place in range(len(sources))]
    file = pl.lit(sources[0].label)
    start = pl.lit(0)
    for source, first in zip(sources[1:], starts[1:], strict=True):
        is_here = pl.col("row") >= first
        file = pl.when(is_here).then(pl.lit(source.label)).otherwise(file)
        start = pl.when(is_here).then(pl.lit(first)).otherwise(start)
    place = pl.col("row").cast(pl.Int64) - start + 1
    return decided.decisions.select("row", audience_file=file, audience_row=place)


def audience_addresses(decided: Decided) -> pl.LazyFrame:
    """Return `row` and `address`: the contact point as it stands in the audience."""
    entry, channel = decided.inputs.audience, decided.inputs.campaign.channel
    name = entry.columns.get(COLUMNS[channel], COLUMNS[channel])
    if name in decided.audience.collect_schema():
        given = pl.col(name).cast(pl.String)
    else:
        given = pl.lit(entry.constants.get(COLUMNS[channel]), pl.String)
    return decided.audience.with_row_index("row").select(
        pl.col("row").cast(pl.UInt64), address=given
    )


def masked(values: pl.Expr) -> pl.Expr:
    """Return addresses masked, so that nobody is named.

    >>> pl.select(masked(pl.lit("ann@example.com"))).item()
    'a•••@e•••.com'
    """
    return values.map_batches(
        lambda series: by_distinct(series, mask, pl.String()),
        return_dtype=pl.String,
        is_elementwise=True,
    )


def numbered_rows(
    staged: pl.LazyFrame, key: str, entries: Sequence[Entry]
) -> pl.LazyFrame:
    """Return `id`, `file` and `at_row` of every staged row."""
    return staged.select(
        pl.col(key).alias("id"), file=file_label(entries), at_row=pl.col(ROW)
    )
