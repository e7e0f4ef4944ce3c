"""Landing: a file that cannot be scanned as it is becomes a Parquet file of text.

The copy is what the transform and the gate read; the file itself is what is hashed and
named. What a system's columns mean is told by its format (`hygiene.sources.formats`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from hygiene.errors import InputError, listed
from hygiene.folders import private_folder
from hygiene.sources.dates import to_iso
from hygiene.sources.files import Source, open_file, require_file
from hygiene.sources.formats.choosing import (
    LINE,
    check_columns,
    check_paths,
    held_parts,
    named_parts,
    notes_on,
)
from hygiene.sources.formats.mapping import mapped
from hygiene.sources.formats.registry import format_named
from hygiene.sources.formats.shapes import check_shapes
from hygiene.sources.formats.spec import Format, Part
from hygiene.sources.raw import delimited, objects
from hygiene.sources.raw.archives import is_archive, unpack
from hygiene.sources.raw.condition import TEXTS
from hygiene.sources.raw.encoding import WINDOWS, codec_of, encoding_of, is_guess
from hygiene.sources.raw.headed import require_single, table_rows
from hygiene.sources.raw.kinds import TEXT, WORKBOOK, kind_of
from hygiene.sources.raw.lines import lines_of
from hygiene.sources.raw.rows import ITEM, ROW, Rows
from hygiene.sources.reading import Reading
from hygiene.tables import AUDIENCE, EVIDENCE, Kind

CSV = "csv"
JSON = "json"


@cache
def landing_folder() -> Path:
    """Return the private folder for copies, which goes when the process does."""
    return private_folder()


def new_copy() -> Path:
    """Return a path in the landing folder at which nothing lies."""
    return Path(tempfile.mkdtemp(dir=landing_folder())) / "rows.parquet"


def unpacked(path: Path, table: str, reading: Reading) -> list[Path]:
    """Return the files that a path stands for: those in a folder or an archive.

    Of a system's export only those are meant that may fill the table, by their names;
    a name that is none of the system's is never passed over.

    Raises:
        InputError: The archive cannot be read, holds nothing for the table, a file
            of which it is not known what it is, or the folder holds another one.
    """
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.name[0] != ".")
        for file in files:
            if file.is_dir():
                raise InputError(
                    f"'{path.name}' holds the folder '{file.name}', which would not be "
                    "read. Name the files or a glob."
                )
            require_file(file)
    elif is_archive(path):
        files = unpack(path, new_copy().parent)
    else:
        return [path]
    if reading.is_foreign and reading.part is None:
        given = format_named(reading.format)
        strange = [file.name for file in files if not given.knows_file(file.name)]
        if strange:
            raise InputError(
                f"'{path.name}' holds {listed(strange)}, which by its name is no file "
                f"of {given.name}. Move it, or name the files one by one, each with "
                "its part."
            )
        parts = given.parts_for(table)
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
        RejectedRowsError: Rows have more or fewer cells than the header, or values of
            another shape than the format's.
        InputError: It cannot be read as its format, or says nothing for this table.
    """
    notes: tuple[str, ...] = ()
    if reading.is_foreign:
        given = format_named(reading.format)
        parts = named_parts(path, given, table, reading)
        frame = _of_system(path, given, parts, reading)
        notes = notes_on(path, given, parts)
    else:
        frame = _canonical(path, table, reading)
        if _is_scanned_alike(path, frame, reading):
            return open_file(path)
        frame = _with_dates(frame, table, reading)
    copy = new_copy()
    frame.sink_parquet(copy, compression="lz4")
    landed = pl.scan_parquet(copy, glob=False)
    is_numbered = ROW in frame.collect_schema()
    label = _label(path, reading)
    return Source(label, landed, CSV, path, copy, is_numbered, notes)


def _canonical(path: Path, table: str, reading: Reading) -> pl.LazyFrame:
    if kind_of(path) != WORKBOOK and path.suffix.lower() not in TEXTS:
        return open_file(path).frame
    rows = table_rows(path, reading, pads=table == AUDIENCE.name)
    require_single(rows, _read_names(table, reading))
    return rows.write(new_copy()).drop(ROW, ITEM)


def _is_scanned_alike(path: Path, rows: pl.LazyFrame, reading: Reading) -> bool:
    """Return whether Polars reads the same cells from the file as it is.

    Then it is scanned: Polars tells an empty cell from a quoted one with nothing in it.
    """
    if path.suffix.lower() != ".csv" or reading.dates is not None:
        return False
    try:
        scanned = open_file(path).frame
        pair = [frame.select(pl.all().fill_null("")) for frame in (scanned, rows)]
        one, other = pl.collect_all(pair)
    except (InputError, PolarsError):
        return False
    return one.equals(other)


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


def _of_system(
    path: Path, given: Format, parts: list[Part], reading: Reading
) -> pl.LazyFrame:
    if given.kind == JSON:
        held = [(part, _json_frame(path, given, part, reading)) for part in parts]
        check_paths(path, reading, [frame for _, frame in held])
    else:
        is_audience = parts[0].table == AUDIENCE.name
        rows = _rows(path, given, reading, pads=is_audience)
        present = held_parts(path, given, parts, rows.names)
        check_columns(path, reading, rows.names)
        names = [name for part in present for name in part.paths]
        read = None if is_audience else [*names, *reading.columns.values()]
        require_single(rows, read)
        frame = rows.write(new_copy())
        if is_audience:
            return frame.drop(ROW, ITEM)
        held = [(part, frame) for part in present]
    for part, frame in held:
        check_shapes(frame, part, path.name)
    made = [mapped(frame, part, reading, path.name) for part, frame in held]
    return pl.concat(made, how="diagonal").sort(ROW, maintain_order=True)


def _rows(path: Path, given: Format, reading: Reading, *, pads: bool) -> Rows:
    if given.kind == CSV:
        return table_rows(path, reading, pads=pads)
    if kind_of(path) != TEXT:
        raise InputError(f"'{path.name}' is no text, as a {given.name} file is.")
    codec = codec_of(path, reading.encoding)
    if given.kind == "lines":
        lines = ((number, [line]) for number, line in lines_of(path, codec))
        return Rows(path.name, [LINE], lines)
    mark = reading.delimiter or ","
    rows = delimited.rows_of(path, codec, mark)
    if not pads:
        rows = delimited.unswallowed(rows, path, mark, len(given.header))
    numbered = ((number, row) for number, (_, row) in enumerate(rows, start=1))
    return Rows(path.name, list(given.header), numbered, pads=True)


def _json_frame(
    path: Path, given: Format, part: Part, reading: Reading
) -> pl.LazyFrame:
    values = (
        (number, row)
        for number, record in _records(path, given, reading)
        for row in objects.rows_at(
            record,
            part.each,
            part.paths,
            pads=part.pads,
            place=f"record {number:,} of '{path.name}'",
        )
    )
    return Rows(path.name, part.paths, values).write(new_copy())


def _records(
    path: Path, given: Format, reading: Reading
) -> Iterator[tuple[int, dict[str, Any]]]:
    if kind_of(path) != TEXT:
        raise InputError(f"'{path.name}' is no text, as a {given.name} file is.")
    codec = codec_of(path, reading.encoding)
    for number, wrapped in objects.records_of(path, codec):
        place = f"record {number:,} of '{path.name}'"
        record = objects.unwrapped(wrapped, given.unwrap, place)
        if not isinstance(record, dict) or not set(given.marks) & record.keys():
            raise InputError(
                f"{place} is not one of {given.name}: it has none of the keys "
                f"{listed(given.marks)}."
            )
        yield number, record
