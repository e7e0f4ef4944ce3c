"""Staging: a table is read once, checked, and kept as canonical Parquet.

Every later step scans the staged file, so that each source is parsed once, memory
stays flat, and a file that changes during a run cannot change the answer.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

import polars as pl
from polars.exceptions import PanicException, PolarsError

from hygiene.errors import InputError, RejectedRowsError, nearest
from hygiene.sources.conform import (
    PROBLEMS,
    RAW,
    conform,
    is_prohibition,
    row_checks,
)
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.raw.rows import ROW
from hygiene.tables import EVIDENCE

Engine = Literal["streaming", "in-memory"]

STAGED: dict[str, Any] = {"compression": "lz4", "statistics": False}
"""How files of the work folder are written: quickly, and readable by any engine."""

UNREADABLE = (PolarsError, PanicException, OSError)
"""What the engine raises on a file that it cannot parse; a panic is no `Exception`."""

FILE = "_file"
REJECTS_SCHEMA = pl.Schema(
    {"file": pl.String, "row": pl.UInt32, "column": pl.String, "problem": pl.String}
)
_PROBLEM_SCHEMA = pl.Schema(
    {
        FILE: pl.UInt16,
        ROW: pl.UInt32,
        "column": pl.String,
        "problem": pl.String,
        "droppable": pl.Boolean,
    }
)
_MOST_SHOWN = 20
_NOT_UNIQUE = "is not unique in the table"


@dataclass(frozen=True, slots=True)
class Staged:
    """A table that has been read.

    Attributes:
        table: Its name.
        frame: Its canonical columns, good rows only; `_file` numbers the sources and
            `_row` counts the data rows of each from 1.
        rows: How many rows were read from each source, in the order of the entries.
        dropped: How many bad rows were dropped, as the campaign asked.
    """

    table: str
    frame: pl.LazyFrame
    rows: tuple[int, ...] = ()
    dropped: int = 0

    @property
    def height(self) -> int:
        """How many rows were read in all."""
        return sum(self.rows)


def stage(
    table: str,
    entries: list[Entry],
    work: Path,
    engine: Engine,
    prepare: Callable[[pl.LazyFrame], pl.LazyFrame],
) -> Staged:
    """Read every entry of a table, check every row, and keep the good rows.

    Args:
        table: The table's name.
        entries: Where it comes from; none means an empty table.
        work: A folder for the staged file.
        engine: The Polars engine.
        prepare: Adds the keys that the decision needs.

    Raises:
        RejectedRowsError: Rows break the table's contract; all of them are listed.
        InputError: A file cannot be read at all.
    """
    path = work / f"{table}.parquet"
    numbered = [(entry, source) for entry in entries for source in entry.sources]
    parts = [
        _conformed(source, entry).with_columns(pl.lit(number, pl.UInt16).alias(FILE))
        for number, (entry, source) in enumerate(numbered)
    ]
    if not parts:
        return _empty(table, prepare)
    _sink(pl.concat(parts).pipe(prepare), path, engine, [s for _, s in numbered])
    staged = pl.scan_parquet(path, glob=False)
    bad = _with_repeated_ids(_problem_rows(staged, numbered), staged, numbered)
    fatal = bad.filter(~pl.col("droppable"))
    if not fatal.is_empty():
        raise _rejected(table, fatal.sort(FILE, ROW, maintain_order=True), numbered)
    counts = staged.group_by(FILE).len().collect()
    lengths = dict(zip(counts[FILE], counts["len"], strict=True))
    return Staged(
        table,
        _without(bad, staged),
        tuple(lengths.get(number, 0) for number in range(len(numbered))),
        bad.select(FILE, ROW).n_unique(),
    )


def unreadable(source: Source) -> InputError:
    """Return the error for a file that its reader cannot parse, without its content."""
    return InputError(
        f"'{source.label}' cannot be read as {source.format}: it is damaged, "
        "not UTF-8, or has rows with too many fields. Export it again."
    )


def _conformed(source: Source, entry: Entry) -> pl.LazyFrame:
    try:
        return conform(source, entry)
    except UNREADABLE:
        raise unreadable(source) from None


def _empty(table: str, prepare: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Staged:
    nothing = pl.LazyFrame(
        schema=dict.fromkeys(EVIDENCE[table].column_names, pl.String)
    )
    source = Source(f"{table} (not given)", nothing)
    frame = conform(source, Entry(table, (source,), "UTC")).with_columns(
        pl.lit(0, pl.UInt16).alias(FILE)
    )
    return Staged(table, _without(pl.DataFrame(), prepare(frame)))


def _sink(
    frame: pl.LazyFrame, path: Path, engine: Engine, sources: list[Source]
) -> None:
    try:
        frame.sink_parquet(path, **STAGED, engine=engine)
    except UNREADABLE:
        # The engine's own message may quote a cell: say which file instead.
        blame(sources, path)


def probe(source: Source) -> None:
    """Read every cell of a source once.

    Raises:
        InputError: It cannot be read.
    """
    try:
        source.frame.select(pl.all().null_count()).collect(engine="streaming")
    except UNREADABLE:
        raise unreadable(source) from None


def blame(sources: Iterable[Source], target: Path) -> NoReturn:
    """Raise what made a stage fail: a source that cannot be read, or else the disk.

    Raises:
        InputError: One of the two, in a sentence without any cell's content.
    """
    for source in sources:
        probe(source)
    free = shutil.disk_usage(target.parent).free // 1_000_000
    raise InputError(
        f"'{target.name}' could not be written to '{target.parent.name}' ({free:,} MB "
        "are free there). Make room, or name another folder with TMPDIR or --out."
    )


def _problem_rows(
    staged: pl.LazyFrame, numbered: list[tuple[Entry, Source]]
) -> pl.DataFrame:
    """Return one row a problem: file, row, column, problem, droppable."""
    table = numbered[0][0].table
    found = staged.filter(pl.col(PROBLEMS) > 0).collect()
    if found.is_empty():
        return pl.DataFrame(schema=_PROBLEM_SCHEMA)
    parts = [
        found.filter(
            (pl.col(FILE) == number) & (pl.col(PROBLEMS) & (1 << bit) > 0)
        ).select(
            FILE,
            ROW,
            column=pl.lit(check.column),
            problem=_wording(check.column, check.problem, found),
            droppable=pl.lit(entry.drop_bad_rows) & ~is_prohibition(table),
        )
        for number, (entry, _) in enumerate(numbered)
        for bit, check in enumerate(row_checks(entry))
    ]
    return pl.concat(parts)


def _wording(column: str, problem: str, found: pl.DataFrame) -> pl.Expr:
    """Return the problem of a row, with the nearest code where one was meant."""
    if not problem.startswith("is not one of") or found.is_empty():
        return pl.lit(problem)
    known = problem.removeprefix("is not one of ").replace("'", "").split(", ")
    given = found[column].drop_nulls().unique()
    said = [f"{problem}.{nearest(code, known)}" for code in given]
    return pl.col(column).replace_strict(
        given, pl.Series(said, dtype=pl.String), default=problem
    )


def _with_repeated_ids(
    bad: pl.DataFrame, staged: pl.LazyFrame, numbered: list[tuple[Entry, Source]]
) -> pl.DataFrame:
    """Add a problem for every row whose id stands in the table more than once."""
    table = numbered[0][0].table
    column = EVIDENCE[table].id_column
    if column is None:
        return bad
    # Equal ids have equal hashes: as many hashes as rows proves that no id repeats.
    ids = staged.select(pl.col(column).drop_nulls())
    counted = ids.select(
        rows=pl.len(), hashes=pl.col(column).hash().n_unique()
    ).collect()
    if counted["rows"].item() == counted["hashes"].item():
        return bad
    lenient = [n for n, (entry, _) in enumerate(numbered) if entry.drop_bad_rows]
    repeated = ids.group_by(column).len().filter(pl.col("len") > 1)
    rows = staged.join(repeated, on=column, how="semi").select(
        FILE,
        ROW,
        column=pl.lit(column),
        problem=pl.lit(_NOT_UNIQUE),
        droppable=pl.col(FILE).is_in(lenient) & ~is_prohibition(table),
    )
    return pl.concat([bad, rows.collect()])


def _rejected(
    table: str, bad: pl.DataFrame, numbered: list[tuple[Entry, Source]]
) -> RejectedRowsError:
    labels = [source.label for _, source in numbered]
    rejects = bad.select(
        file=pl.col(FILE).replace_strict(
            list(range(len(labels))), labels, return_dtype=pl.String
        ),
        row=ROW,
        column="column",
        problem="problem",
    )
    rows = rejects.select(pl.struct("file", "row").n_unique()).item()
    return RejectedRowsError(
        f"The {table} table has {rows:,} row(s) that break its contract "
        f"(see `hygiene tables {table}`); nothing was screened.",
        _sentences(rejects, [s.label for _, s in numbered if s.is_numbered]),
        rejects.cast(REJECTS_SCHEMA),
    )


def _sentences(rejects: pl.DataFrame, foreign: list[str]) -> Iterator[str]:
    """Yield one sentence a kind of problem: where, how often, and the first row."""
    kinds = rejects.group_by("file", "column", "problem", maintain_order=True).agg(
        count=pl.len(), first=pl.col("row").min()
    )
    for row in kinds.head(_MOST_SHOWN).iter_rows(named=True):
        yield (
            f"{row['file']}: '{row['column']}' {row['problem']} "
            f"({row['count']:,} row(s), first at row {row['first']:,})"
        )
    if kinds.height > _MOST_SHOWN:
        yield f"and {kinds.height - _MOST_SHOWN} more kinds of problem"
    for label in kinds.filter(problem=_NOT_UNIQUE)["file"].unique().sort():
        if foreign.count(label) > 1:
            yield (
                f"More than one file is called '{label}', and ids that are made are "
                "made of the name: give each file a name of its own."
            )


def _without(bad: pl.DataFrame, staged: pl.LazyFrame) -> pl.LazyFrame:
    """Return the good rows, without the columns that only checking needs."""
    names = staged.collect_schema().names()
    keep = [n for n in names if not n.startswith(RAW) and n != PROBLEMS]
    if bad.is_empty():
        return staged.select(keep)
    marked = bad.lazy().select(FILE, ROW).unique().with_columns(_bad=True)
    joined = staged.join(marked, on=[FILE, ROW], how="left", validate="m:1")
    return joined.filter(pl.col("_bad").is_null()).select(keep)
