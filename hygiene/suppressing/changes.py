"""Changes: files that add to a list and take from it, applied in their order.

A removal ends an entry of the same list; it deletes nothing, so that a decision of the
past stays what it was, and no entry of another list can be touched.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from hygiene.errors import InputError
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import FILE, stage
from hygiene.suppressing.applied import AppliedChanges
from hygiene.suppressing.canonical import COLUMNS, ID, REPEATS, ZONE, canonical_rows
from hygiene.suppressing.changes_file import (
    Actions,
    Description,
    Files,
    read_changes_file,
)
from hygiene.suppressing.keyed import with_keys
from hygiene.suppressing.sequence import ADD, REMOVE, Position, in_order, position_of
from hygiene.tables import SUPPRESSIONS
from hygiene.text import stripped
from hygiene.transforms.prohibition import match_value
from hygiene.vocabulary import Match

_STEP = "_step"
_ACTION = "_action"
_SAME = ("match", "key", "person", "channel", "purpose", "controller")


def apply_changes(description: str | Path) -> AppliedChanges:
    """Return a list as its full file and its files of changes leave it.

    The files are applied in their order. A number or a day that no file covers, or two
    do, stops everything. A removal ends the entries that stood before its file, of
    exactly the same value and scope, once it took effect and was known.

    Args:
        description: A TOML file that describes the list (docs/suppressions.md).

    Raises:
        InputError: The description or a file cannot be used, a file is missing, two
            overlap, or they are listed out of order.

    Examples:
        >>> from hygiene.resources import shipped_folder
        >>> path = shipped_folder("sample_data") / "changes" / "register.toml"
        >>> apply_changes(path).ended
        1
    """
    said = read_changes_file(Path(description))
    changes = said.changes.sources
    positions = [
        position_of(source.label, said.pattern, exclusive=said.exclusive)
        for source in changes
    ]
    for source in changes:
        given = source.frame.collect_schema()
        if said.actions and said.actions.column not in given:
            raise InputError(f"'{source.label}' lacks the column that 'action' names.")
    order = in_order(positions, said.after, is_listed=said.changes.is_listed)
    rows = _rows(said, [(changes[at], positions[at]) for at in order])
    removes = rows.filter(pl.col(_ACTION) == REMOVE)
    entries = rows.filter(pl.col(_ACTION) == ADD)
    applied = _ended(entries, removes, said.removable)
    sources = [*(said.full.sources if said.full else ()), *changes]
    canonical = canonical_rows(applied.entries.lazy(), said.timezone).select(
        *(name for name in COLUMNS if name not in (ZONE, REPEATS)),
        pl.lit(said.timezone).alias(ZONE),
        pl.lit(None, pl.String).alias(REPEATS),
    )
    return AppliedChanges(
        name=said.name,
        frame=canonical.sort(ID).collect(),
        files=tuple(changes[at].label for at in order),
        added=entries.filter(pl.col(_STEP) > 0).height,
        ended=applied.ended,
        without_entry=applied.without_entry,
        refused=applied.refused,
        read=tuple(source.path for source in sources if source.path is not None),
    )


def _rows(said: Description, changes: list[tuple[Source, Position]]) -> pl.DataFrame:
    """Return every row of every file: staged, with its key, step and action.

    Raises:
        InputError: A file cannot be read, or a row says neither add nor remove.
    """
    full = list(said.full.sources) if said.full else []
    sources = [(_identified(source, said.name), said.full) for source in full]
    sources += [(_identified(source, said.name), said.changes) for source, _ in changes]
    entries = [_entry(source, files, said) for source, files in sources if files]
    actions = [pl.lit(ADD)] * len(full)
    actions += [_action(said.actions, position) for _, position in changes]
    spans = dict.fromkeys((at.first, at.last) for _, at in changes)
    places = {span: place for place, span in enumerate(spans, start=1)}
    steps = [0] * len(full) + [places[at.first, at.last] for _, at in changes]
    said_by_row = [
        _numbered(entry.sources[0].frame).select(
            pl.lit(number, pl.UInt16).alias(FILE),
            pl.col(ROW).cast(pl.UInt32),
            action.cast(pl.String).alias(_ACTION),
        )
        for number, (entry, action) in enumerate(zip(entries, actions, strict=True))
    ]
    with tempfile.TemporaryDirectory(prefix="hygiene-") as work:
        staged = stage(
            SUPPRESSIONS.name,
            entries,
            Path(work),
            "streaming",
            lambda f: _keyed(f, said),
        )
        rows = staged.frame.collect()
    found = rows.join(
        pl.concat(said_by_row).collect(), on=[FILE, ROW], how="left", validate="1:1"
    ).with_columns(
        pl.col(FILE)
        .replace_strict(range(len(steps)), steps, return_dtype=pl.Int64)
        .alias(_STEP)
    )
    _check_actions(found, entries)
    return found


def _identified(source: Source, name: str) -> Source:
    """Give ids to the rows of a file without any: the list, the file and the row."""
    if ID in source.frame.collect_schema():
        return source
    identity = pl.format("{}:{}#{}", pl.lit(name), pl.lit(source.label), ROW)
    frame = _numbered(source.frame).with_columns(identity.alias(ID))
    return replace(source, frame=frame, is_numbered=True)


def _numbered(frame: pl.LazyFrame) -> pl.LazyFrame:
    return (
        frame if ROW in frame.collect_schema() else frame.with_row_index(ROW, offset=1)
    )


def _entry(source: Source, files: Files, said: Description) -> Entry:
    return Entry(
        SUPPRESSIONS.name, (source,), said.timezone, files.columns, files.constants
    )


def _action(actions: Actions | None, position: Position) -> pl.Expr:
    """Return what each row does: `add`, `remove`, or null where it says neither."""
    if actions is None:
        return pl.lit(position.action)
    known = dict.fromkeys(actions.add, ADD) | dict.fromkeys(actions.remove, REMOVE)
    return stripped(pl.col(actions.column).cast(pl.String)).replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String
    )


def _check_actions(rows: pl.DataFrame, entries: list[Entry]) -> None:
    unclear = rows.filter(pl.col(_ACTION).is_null()).sort(FILE, ROW)
    if not unclear.is_empty():
        file, row = unclear.row(0, named=True)[FILE], unclear.row(0, named=True)[ROW]
        raise InputError(
            f"{unclear.height:,} row(s) say neither add nor remove, the first in "
            f"'{entries[file].sources[0].label}' at row {row:,}. Name what they hold "
            "in 'action', or get the file again."
        )


def _keyed(frame: pl.LazyFrame, said: Description) -> pl.LazyFrame:
    """Add the key on which a removal matches: narrowly, as it lets somebody through."""
    is_address = pl.col("match") == Match.ADDRESS
    return with_keys(frame, said.channel, said.default_region).with_columns(
        key=pl.when(is_address).then("strict_key").otherwise(match_value())
    )


@dataclass(frozen=True, slots=True)
class _Ended:
    entries: pl.DataFrame
    ended: int
    without_entry: int
    refused: int


def _ended(
    entries: pl.DataFrame, removes: pl.DataFrame, removable: tuple[str, ...]
) -> _Ended:
    """End the entries that a removal of a later file names, at the earliest."""
    ends = pl.max_horizontal(_over("effective_from"), _over("recorded_at"))
    removals = removes.with_row_index("_removal").select(
        "_removal", *_SAME, ends.alias("_end"), pl.col(_STEP).alias("_removed_in")
    )
    pairs = removals.join(
        entries.select(ID, "reason", *_SAME, _STEP),
        on=_SAME,
        how="inner",
        validate="m:m",
        nulls_equal=True,
    ).filter(pl.col("key").is_not_null() & (pl.col("_removed_in") > pl.col(_STEP)))
    can_end = pl.col("reason").is_in(removable)
    earliest = pairs.filter(can_end).group_by(ID).agg(pl.col("_end").min())
    until = pl.col("effective_until_last")
    sooner = pl.col("_end").is_not_null() & (until.is_null() | (pl.col("_end") < until))
    ended = entries.join(earliest, on=ID, how="left", validate="1:1").with_columns(
        effective_until_first=pl.when(sooner)
        .then("_end")
        .otherwise("effective_until_first"),
        effective_until_last=pl.when(sooner).then("_end").otherwise(until),
        _sooner=sooner,
    )
    return _Ended(
        ended,
        ended.filter("_sooner").height,
        removals.height - pairs["_removal"].n_unique(),
        pairs.filter(~can_end)["_removal"].n_unique(),
    )


def _over(column: str) -> pl.Expr:
    """Return the instant at which a time is surely over: the end of a day."""
    first, last = pl.col(f"{column}_first"), pl.col(f"{column}_last")
    day_over = last + pl.duration(microseconds=1)
    return pl.when(first == last).then(last).otherwise(day_over)
