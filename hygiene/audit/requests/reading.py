"""Reading: every file of a campaign's tables, its rows numbered, with their keys.

Other than for a screening nothing is refused row by row: what breaks a contract is held
all the same. Nothing is joined and nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import InputError
from hygiene.inputs import Inputs
from hygiene.keys.points import COLUMNS, with_person, with_point
from hygiene.sources.columns import mapping_problems
from hygiene.sources.conform import PROBLEMS, conform
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.opening import open_table
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import STAGED, UNREADABLE, blame, unreadable
from hygiene.tables import AUDIENCE, EVIDENCE
from hygiene.text import filled
from hygiene.transforms.prohibition import match_value
from hygiene.vocabulary import Channel, Match

# What may stand around an address in a text; it is not a part of a longer one.
_BEFORE = r"(?:^'?|[^\w.+%'-]'?)"
_AFTER = r"(?:$|[^\w.-]|[.-](?:$|\W))"

LISTED = "listed"
"""The column that holds what a suppression's value is compared with."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file of a table, as one campaign reads it.

    Attributes:
        campaign: The campaign.
        table: The table's name.
        entry: How it is read.
        source: The file.
        keyed: Its canonical columns, `_row` (from 1), `_problems` (0 where the row
            keeps the contract), `strict_key`, `wide_key`, `person`, `match`, `listed`.
        offset: How many rows of the table stand in the files before it.
        is_released: Whether it is a list that was released from the audience.
    """

    campaign: Campaign
    table: str
    entry: Entry
    source: Source
    keyed: pl.LazyFrame
    offset: int = 0
    is_released: bool = False

    @property
    def place(self) -> str:
        """What is the same whenever the same file is read."""
        path = self.source.path
        return str(path.resolve()) if path else f"{id(self.source.frame)}"

    @property
    def height(self) -> int:
        """How many rows it has."""
        return int(self.keyed.select(pl.len()).collect().item())

    def mentioning(self, texts: Collection[str]) -> list[int]:
        """Return the rows with one of these e-mail addresses anywhere in their text."""
        schema = _schema(self.source)
        cells = [name for name, dtype in schema.items() if dtype == pl.String]
        addresses = sorted(re.escape(text) for text in texts if "@" in text)
        if not cells or not addresses:
            return []
        whole = f"{_BEFORE}(?:{'|'.join(addresses)}){_AFTER}"
        is_there = [
            pl.col(name).str.to_lowercase().str.contains(whole) for name in cells
        ]
        frame = self.source.frame
        if not self.source.is_numbered:
            frame = frame.with_row_index(ROW, offset=1)
        found = frame.filter(pl.any_horizontal(is_there)).select(ROW).unique()
        return found.collect()[ROW].sort().to_list()

    def given(self, rows: list[int]) -> dict[int, dict[str, object]]:
        """Return rows as the file has them, by number; none of what was mapped.

        A record of a system's export may be about several people, so of these the
        mapped rows alone are shown.
        """
        if self.source.is_numbered:
            return {}
        numbered = self.source.frame.with_row_index(ROW, offset=1)
        found = numbered.filter(pl.col(ROW).is_in(rows)).collect()
        return {line.pop(ROW): line for line in found.to_dicts()}


def held_files(inputs: Inputs, channel: Channel, work: Path) -> Iterator[HeldFile]:
    """Yield every file of a campaign's tables, the audience first.

    Args:
        inputs: The campaign and its tables.
        channel: How an address is read: what kind is asked for.
        work: A folder of this process, for the keyed rows.

    Raises:
        InputError: A file cannot be read, or lacks a column.
    """
    campaign = inputs.campaign
    offset = 0
    for source in inputs.audience.sources:
        keyed = _audience(source, inputs.audience, campaign, channel)
        keyed = _sunk(keyed, source, work)
        held = HeldFile(campaign, AUDIENCE.name, inputs.audience, source, keyed, offset)
        offset += held.height
        yield held
    for table in EVIDENCE:
        for entry in inputs.evidence.get(table, ()):
            for source in entry.sources:
                keyed = _sunk(_evidence(source, entry, campaign, channel), source, work)
                yield HeldFile(campaign, table, entry, source, keyed)


def released_files(
    inputs: Inputs, folder: Path, channel: Channel, work: Path
) -> Iterator[HeldFile]:
    """Yield the lists that a screening wrote: they hold the rows of the audience.

    Args:
        inputs: The campaign and its tables.
        folder: The folder of the release.
        channel: How an address is read.
        work: A folder of this process, for the keyed rows.

    Raises:
        InputError: A list cannot be read.
    """
    entry = inputs.audience
    lists = sorted(p for p in folder.glob("*") if p.stem in {"kept", "removed"})
    for path in lists:
        for source in open_table(str(path.resolve()), entry.table, folder):
            named = replace(source, label=f"{folder.name}/{source.label}")
            keyed = _audience(named, entry, inputs.campaign, channel)
            yield HeldFile(
                inputs.campaign,
                entry.table,
                entry,
                named,
                _sunk(keyed, named, work),
                is_released=True,
            )


def _audience(
    source: Source, entry: Entry, campaign: Campaign, channel: Channel
) -> pl.LazyFrame:
    given = _schema(source)
    problems = [*mapping_problems(given, entry, AUDIENCE)]
    if problems:
        raise InputError(f"{source.label} cannot be used as the audience:", problems)
    columns = [_column(name, given, entry) for name in AUDIENCE.column_names]
    country = filled(pl.col("country")).str.to_uppercase()
    region = country.fill_null(pl.lit(campaign.default_region, pl.String))
    picked = source.frame.with_row_index(ROW, offset=1).select(ROW, *columns)
    keyed = _keyed(picked, COLUMNS[channel], channel, region)
    return keyed.with_columns(pl.lit(0, pl.UInt32).alias(PROBLEMS), **_UNLISTED)


_UNLISTED = {
    "match": pl.lit(Match.ADDRESS.value),
    LISTED: pl.lit(None, pl.String),
}


def _column(name: str, given: pl.Schema, entry: Entry) -> pl.Expr:
    if name in entry.constants:
        return pl.lit(entry.constants[name], pl.String).alias(name)
    column = entry.columns.get(name, name)
    value = pl.col(column) if column in given else pl.lit(None, pl.String)
    return value.cast(pl.String).alias(name)


def _evidence(
    source: Source, entry: Entry, campaign: Campaign, channel: Channel
) -> pl.LazyFrame:
    try:
        frame = conform(source, entry)
    except UNREADABLE:
        raise unreadable(source) from None
    if entry.table == "suppressions":
        is_address = pl.col("match") == Match.ADDRESS
        frame = frame.with_columns(address=pl.when(is_address).then("value"))
    elif entry.table == "wordings":
        none = pl.lit(None, pl.String)
        frame = frame.with_columns(address=none, contact_id=none)
    region = pl.lit(campaign.default_region, pl.String)
    keyed = _keyed(frame, "address", channel, region)
    if entry.table == "suppressions":
        return keyed.with_columns(match_value().alias(LISTED))
    return keyed.with_columns(**_UNLISTED)


def _keyed(
    frame: pl.LazyFrame, column: str, channel: Channel, region: pl.Expr
) -> pl.LazyFrame:
    """Add the keys; what is surely of another kind than asked for has none."""
    keyed = frame.pipe(with_person).pipe(
        with_point, column, channel, region, validate=False
    )
    if channel is not Channel.EMAIL:
        return keyed
    is_email = pl.col("wide_key").str.contains("@", literal=True)
    names = ("strict_key", "wide_key")
    return keyed.with_columns(
        pl.when(is_email).then(name).alias(name) for name in names
    )


def _schema(source: Source) -> pl.Schema:
    try:
        return source.frame.collect_schema()
    except UNREADABLE:
        raise unreadable(source) from None


def _sunk(plan: pl.LazyFrame, source: Source, work: Path) -> pl.LazyFrame:
    """Key the rows once: every step of the search scans the result."""
    path = work / f"{len([*work.iterdir()])}.parquet"
    try:
        plan.sink_parquet(path, **STAGED)
    except UNREADABLE:
        blame([source], path)
    return pl.scan_parquet(path, glob=False)
