"""The audience with its keys: one row a row, in order, its own columns left behind."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import InputError, nearest_column
from hygiene.keys.points import COLUMNS, with_person, with_point
from hygiene.rulebook import rulebook_number
from hygiene.sources.columns import is_text, mapping_problems
from hygiene.sources.entries import Entry
from hygiene.tables import AUDIENCE
from hygiene.text import filled
from hygiene.vocabulary import Reason, SubscriberType

_RESERVED = "_hygiene_"
_ROW = f"{_RESERVED}row"
RESULT_COLUMNS = ("reason", "reasons", "explanation")
"""The columns that the removed file adds to the audience's own."""


def key_audience(
    audience: pl.LazyFrame, entry: Entry, campaign: Campaign
) -> pl.LazyFrame:
    """Return `row` and everything about each audience row that the decision needs.

    Columns: `row` (UInt32), `contact_id` as given, `person`, `strict_key`,
    `wide_key` (both null unless the address is valid), `address_mask` (UInt32, the
    bit of `address_missing` or `address_invalid`, or 0), `rulebook` (UInt16),
    `origin` (whether `source` is filled).

    Raises:
        InputError: The column of the campaign's channel is missing, or a name is
            mapped wrongly.
    """
    return _with_keys(audience, entry, campaign).select(
        "row",
        "contact_id",
        "person",
        *key_columns(),
        rulebook=rulebook_number(
            campaign, pl.col("country"), pl.col("subscriber_type")
        ),
        origin=filled(pl.col("source")).is_not_null(),
        individual=pl.col("subscriber_type").ne_missing("corporate"),
    )


def recipients(
    audience: pl.LazyFrame, entry: Entry, campaign: Campaign
) -> pl.LazyFrame:
    """Return what the audience says of the person of each row, by the keys of it.

    Columns: `person`, `strict_key`, `country` (upper case), `subscriber_type`
    (`individual` where none is given) and `source`; null where blank.

    Raises:
        InputError: See `key_audience`.
    """
    kind = filled(pl.col("subscriber_type")).is_not_null()
    individual = pl.lit(SubscriberType.INDIVIDUAL.value)
    return _with_keys(audience, entry, campaign).select(
        "person",
        key_columns()[0],
        country=_country(),
        subscriber_type=pl.when(kind).then("subscriber_type").otherwise(individual),
        source=filled(pl.col("source")),
    )


def key_columns() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return `strict_key` and `wide_key` of valid addresses, and `address_mask`."""
    valid = pl.col("is_valid")
    mask = (
        pl.when(valid.is_null())
        .then(pl.lit(Reason.ADDRESS_MISSING.bit, pl.UInt32))
        .when(~valid)
        .then(pl.lit(Reason.ADDRESS_INVALID.bit, pl.UInt32))
        .otherwise(pl.lit(0, pl.UInt32))
    )
    return (
        pl.when(valid).then("strict_key").alias("strict_key"),
        pl.when(valid).then("wide_key").alias("wide_key"),
        mask.alias("address_mask"),
    )


def _with_keys(
    audience: pl.LazyFrame, entry: Entry, campaign: Campaign
) -> pl.LazyFrame:
    """Return `row`, the contract's columns as text, and the keys of each row."""
    columns = _picked(audience, entry, campaign)
    # The row number stands among them so that constants alone still make every row.
    picked = audience.with_row_index(_ROW).select(pl.col(_ROW).alias("row"), *columns)
    region = _country().fill_null(campaign.default_region or "")
    return picked.pipe(with_person).pipe(
        with_point,
        COLUMNS[campaign.channel],
        campaign.channel,
        pl.when(region != "").then(region),
    )


def countries(audience: pl.LazyFrame, entry: Entry) -> list[str]:
    """Return the countries of an audience, in order.

    >>> from hygiene.sources.files import Source
    >>> audience = pl.LazyFrame({"country": ["gb", None, "FR", "GB "]})
    >>> countries(audience, Entry("audience", (Source("a", audience),), "UTC"))
    ['FR', 'GB']
    """
    named = audience.select(_column("country", audience.collect_schema(), entry))
    found = named.select(_country().unique()).collect(engine="streaming")
    return found["country"].drop_nulls().sort().to_list()


def _country() -> pl.Expr:
    return filled(pl.col("country")).str.to_uppercase()


def _picked(audience: pl.LazyFrame, entry: Entry, campaign: Campaign) -> list[pl.Expr]:
    """Return the contract's columns as text under their canonical names."""
    given = audience.collect_schema()
    problems = [*_problems(given, entry, campaign)]
    if problems:
        label = entry.sources[0].label
        raise InputError(f"{label} cannot be used as the audience:", problems)
    return [_column(column, given, entry) for column in AUDIENCE.column_names]


def _problems(given: pl.Schema, entry: Entry, campaign: Campaign) -> Iterator[str]:
    yield from mapping_problems(given, entry, AUDIENCE)
    yield from _name_problems(given)
    wanted = COLUMNS[campaign.channel]
    point = entry.columns.get(wanted, wanted)
    if point not in given and wanted not in entry.constants:
        yield (
            f"column '{point}' is missing; a campaign by {campaign.channel} reads it."
            + nearest_column(point, given, AUDIENCE.column_names)
        )
    used = {entry.columns.get(name, name) for name in AUDIENCE.column_names}
    for name, dtype in given.items():
        if name in used and not is_text(dtype):
            yield (
                f"column '{name}' is {dtype}, not text; read it as text, so that "
                "an id such as 7 does not become 7.0."
            )


def _name_problems(given: pl.Schema) -> Iterator[str]:
    for name in RESULT_COLUMNS:
        if name in given:
            yield (
                f"column '{name}' has the name of a column of the removed file; "
                "rename it (or is this a removed file?)"
            )
    if any(name.startswith(_RESERVED) for name in given):
        yield f"column names that begin with '{_RESERVED}' are the toolkit's own."


def _column(name: str, given: pl.Schema, entry: Entry) -> pl.Expr:
    if name in entry.constants:
        return pl.lit(entry.constants[name], pl.String).alias(name)
    if entry.columns.get(name, name) in given:
        return pl.col(entry.columns.get(name, name)).cast(pl.String).alias(name)
    return pl.lit(None, pl.String).alias(name)
