"""Landing: a file that cannot be scanned as it is becomes a Parquet file of text.

The copy is what the transform and the gate read; the file itself is what is hashed and
named. What a system's columns mean is told by its format (`hygiene.sources.formats`).
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.errors import InputError, listed
from hygiene.sources.dates import to_iso
from hygiene.sources.files import Source, open_file
from hygiene.sources.formats.mapping import mapped
from hygiene.sources.formats.registry import format_named
from hygiene.sources.formats.spec import Format, Part
from hygiene.sources.raw import delimited, objects
from hygiene.sources.raw.archives import is_archive, unpack
from hygiene.sources.raw.condition import TEXTS
from hygiene.sources.raw.encoding import WINDOWS, encoding_of, is_guess
from hygiene.sources.raw.headed import require_single, table_rows
from hygiene.sources.raw.kinds import TEXT, WORKBOOK, kind_of
from hygiene.sources.raw.lines import lines_of
from hygiene.sources.raw.rows import ITEM, ROW, Rows
from hygiene.sources.reading import Reading
from hygiene.tables import AUDIENCE, EVIDENCE, Kind

LINE = "line"
"""The one column of a file that is read line by line."""

CSV = "csv"
JSON = "json"

DIGESTS = ("md5", "sha1", "sha256", "sha512")
"""How an address may have been hashed."""

NORMALISATIONS: dict[str, str] = {
    "lowercase": "stripped and in lower case",
    "mailbox": "also without an alias after '+', and at Gmail without dots",
}
"""What may have been hashed; digests of anything else match nobody."""


@cache
def landing_folder() -> Path:
    """Return the private folder for copies, which goes when the process does."""
    folder = Path(tempfile.mkdtemp(prefix="hygiene-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def new_copy() -> Path:
    """Return a path in the landing folder at which nothing lies."""
    return Path(tempfile.mkdtemp(dir=landing_folder())) / "rows.parquet"


def unpacked(path: Path, table: str, reading: Reading) -> list[Path]:
    """Return the files that a path stands for: those in a folder or an archive.

    Of a system's export only those are meant that may fill the table, by their names.

    Raises:
        InputError: The archive cannot be read, or holds nothing for the table.
    """
    if path.is_dir():
        files = sorted(f for f in path.iterdir() if f.is_file() and f.name[0] != ".")
    elif is_archive(path):
        files = unpack(path, new_copy().parent)
    else:
        return [path]
    if reading.is_foreign and reading.part is None:
        parts = format_named(reading.format).parts_for(table)
        files = [f for f in files if any(part.is_named(f.name) for part in parts)]
    if not files:
        raise InputError(f"'{path.name}' holds no file for the {table} table.")
    return files


def land(path: Path, table: str, reading: Reading) -> Source:
    """Return a source that reads a file through a copy of its rows.

    Args:
        path: A file that is not packed.
        table: The table that it is for.
        reading: How it is to be read.

    Returns:
        Of an evidence table the canonical columns, as text; of an audience its own.

    Raises:
        RejectedRowsError: Rows have more or fewer cells than the header.
        InputError: It cannot be read as its format, or says nothing for this table.
    """
    if reading.is_foreign:
        frame = _of_system(path, format_named(reading.format), table, reading)
    else:
        frame = _with_dates(_canonical(path, table, reading), table, reading)
    copy = new_copy()
    frame.sink_parquet(copy, compression="lz4")
    numbered = ROW in frame.collect_schema()
    landed = pl.scan_parquet(copy, glob=False)
    return Source(_label(path, reading), landed, CSV, path, copy, numbered)


def _canonical(path: Path, table: str, reading: Reading) -> pl.LazyFrame:
    if kind_of(path) != WORKBOOK and path.suffix.lower() not in TEXTS:
        return open_file(path).frame
    rows = table_rows(path, reading, pads=table == AUDIENCE.name)
    require_single(rows, _read_names(table, reading))
    return rows.write(new_copy()).drop(ROW, ITEM)


def _label(path: Path, reading: Reading) -> str:
    """Return what messages and the summary call a file; a guess of its text is said."""
    if reading.encoding or kind_of(path) != TEXT or not is_guess(encoding_of(path)):
        return path.name
    return f"{path.name} (read as {WINDOWS})"


def _read_names(table: str, reading: Reading) -> list[str] | None:
    """Return the columns that are read of a canonical file; None for all of them."""
    if table not in EVIDENCE:
        return None
    names = EVIDENCE[table].column_names
    return [reading.columns.get(name, name) for name in names]


def _with_dates(frame: pl.LazyFrame, table: str, reading: Reading) -> pl.LazyFrame:
    """Read the times of a canonical table in the style that the campaign declares."""
    if reading.dates is None or table not in EVIDENCE:
        return frame
    given = frame.collect_schema()
    times = [
        reading.columns.get(column.name, column.name)
        for column in EVIDENCE[table].columns
        if column.kind is Kind.TIME
    ]
    return frame.with_columns(
        to_iso(pl.col(name), reading.dates)
        for name in times
        if given.get(name) == pl.String
    )


def _of_system(path: Path, given: Format, table: str, reading: Reading) -> pl.LazyFrame:
    parts = _named_parts(path, given, table, reading)
    if given.kind == JSON:
        frames = [_json_frame(path, given, part, reading) for part in parts]
        held = list(zip(parts, frames, strict=True))
    else:
        rows = _rows(path, given, reading, pads=table == AUDIENCE.name)
        held_parts = [part for part in parts if part.is_in(rows.names)]
        if not held_parts:
            raise InputError(
                f"'{path.name}' lacks the columns of a {given.name} file for the "
                f"{table} table. Run `hygiene formats {given.name}` to see them."
            )
        is_audience = table == AUDIENCE.name
        names = [name for part in held_parts for name in part.paths]
        read = None if is_audience else [*names, *reading.columns.values()]
        require_single(rows, read)
        frame = rows.write(new_copy())
        if is_audience:
            return frame.drop(ROW, ITEM)
        held = [(part, frame) for part in held_parts]
    made = [mapped(frame, part, reading, path.name) for part, frame in held]
    return pl.concat(made, how="diagonal").sort(ROW, maintain_order=True)


def _named_parts(path: Path, given: Format, table: str, reading: Reading) -> list[Part]:
    """Return the parts that a file may hold, by its name or as the campaign says."""
    parts = given.parts_for(table)
    if not parts:
        raise InputError(
            f"a {given.name} export says nothing for the {table} table; it fills "
            f"{listed(dict.fromkeys(part.table for part in given.parts))}."
        )
    if given.is_hashed:
        parts = tuple(_of_digests(part, reading) for part in parts)
    if reading.part is not None:
        chosen = [part for part in parts if part.name == reading.part]
        wrong = f"{given.name} has no part '{reading.part}' for the {table} table"
    else:
        chosen = [part for part in parts if part.is_named(path.name)]
        wrong = f"the name '{path.name}' does not say which {given.name} file it is"
    if not chosen:
        names = listed(dict.fromkeys(part.name for part in parts))
        raise InputError(f"{wrong}. Say part = one of {names}.")
    return chosen


def _of_digests(part: Part, reading: Reading) -> Part:
    """Return the part of a hashed list, whose rows say how they are matched.

    Raises:
        InputError: The campaign does not say what was hashed, and how.
    """
    if reading.digest not in DIGESTS or reading.normalisation not in NORMALISATIONS:
        raise InputError(
            "a hashed list can only be matched when it is known what was hashed: say "
            f"digest = one of {listed(DIGESTS)} and normalisation = one of "
            f"{listed(NORMALISATIONS)}. Ask who made the list."
        )
    return replace(part, constants={**part.constants, "match": reading.digest})


def _rows(path: Path, given: Format, reading: Reading, *, pads: bool) -> Rows:
    if given.kind == CSV:
        return table_rows(path, reading, pads=pads)
    if kind_of(path) != TEXT:
        raise InputError(f"'{path.name}' is no text, as a {given.name} file is.")
    codec = reading.encoding or encoding_of(path)
    if given.kind == "lines":
        lines = ((number, [line]) for number, line in lines_of(path, codec))
        return Rows(path.name, [LINE], lines)
    rows = delimited.rows_of(path, codec, reading.delimiter or ",")
    numbered = ((number, row) for number, (_, row) in enumerate(rows, start=1))
    return Rows(path.name, list(given.header), numbered, pads=True)


def _json_frame(
    path: Path, given: Format, part: Part, reading: Reading
) -> pl.LazyFrame:
    names = list(dict.fromkeys([*part.paths, *reading.columns.values()]))
    values = (
        (number, row)
        for number, record in _records(path, given, reading)
        for row in objects.rows_at(record, part.each, names)
    )
    return Rows(path.name, names, values).write(new_copy())


def _records(
    path: Path, given: Format, reading: Reading
) -> Iterator[tuple[int, dict[str, Any]]]:
    if kind_of(path) != TEXT:
        raise InputError(f"'{path.name}' is no text, as a {given.name} file is.")
    codec = reading.encoding or encoding_of(path)
    for number, wrapped in objects.records_of(path, codec):
        record = objects.unwrapped(wrapped, given.unwrap)
        if not isinstance(record, dict) or not set(given.marks) & record.keys():
            raise InputError(
                f"record {number:,} of '{path.name}' is not one of {given.name}: it "
                f"has none of the keys {listed(given.marks)}."
            )
        yield number, record
