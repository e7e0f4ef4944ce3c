"""Cleaning: copies of files without some of their rows; the files stay as they are.

Of a CSV or NDJSON file every other row is kept byte for byte.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

import polars as pl

from hygiene.audit.disk import put
from hygiene.errors import InputError
from hygiene.sources.files import Source, open_file
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import UNREADABLE, unreadable

_QUOTE = b'"'


def can_be_cleaned(source: Source) -> bool:
    """Return whether rows can be left out of a copy of a file.

    A file that is read through a copy (another system's, another encoding, an archive,
    a table in a database) is for its own system to clean.
    """
    path = source.path
    return path is not None and source.copy is None and source.label == path.name


def write_without(source: Source, rows: Collection[int], target: Path) -> None:
    """Write a copy of a file without some of its rows, for its owner alone.

    Args:
        source: A file that can be cleaned.
        rows: The numbers of the rows that go, from 1.
        target: A new file with the same ending.

    Raises:
        InputError: The copy does not lack exactly these rows.
    """
    path = source.path
    if path is None:
        raise InputError(f"'{source.label}' is no file.")
    put(target, b"")
    if source.format in {"csv", "ndjson"}:
        with path.open("rb") as old, target.open("wb") as new:
            is_csv = source.format == "csv"
            records = _csv_records(old) if is_csv else _json_records(old)
            if is_csv:
                new.write(next(records, b""))
            new.writelines(r for n, r in _numbered(records) if n not in rows)
    else:
        kept = source.frame.with_row_index(ROW, offset=1)
        kept = kept.filter(~pl.col(ROW).is_in(sorted(rows))).drop(ROW)
        if source.format == "parquet":
            kept.sink_parquet(target)
        else:
            kept.sink_ipc(target)
    _require_rest(source, rows, target)
    shutil.copystat(path, target)
    target.chmod(0o600)


def _csv_records(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the records of a CSV file, the header first; a cell may hold lines."""
    record = b""
    for line in file:
        record += line
        if record.count(_QUOTE) % 2 == 0:
            yield record
            record = b""
    if record:
        yield record


def _json_records(file: IO[bytes]) -> Iterator[bytes]:
    yield from file


def _numbered(records: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number the records from 1; a blank line is none."""
    number = 0
    for record in records:
        number += bool(record.strip())
        yield number if record.strip() else 0, record


def _require_rest(source: Source, rows: Collection[int], target: Path) -> None:
    """Refuse a copy that is not the file without these rows, cell by cell."""
    numbered = source.frame.with_row_index(ROW, offset=1)
    rest = numbered.filter(~pl.col(ROW).is_in(sorted(rows))).drop(ROW)
    try:
        written, wanted = pl.collect_all([_reopened(source, target), rest])
    except UNREADABLE:
        raise unreadable(source) from None
    if not written.equals(wanted):
        raise InputError(
            f"'{source.label}' cannot be copied without these rows; leave them out in "
            "the system that it comes from."
        )


def _reopened(source: Source, target: Path) -> pl.LazyFrame:
    """Return the copy, its columns as in the file: those of a JSON file are guessed."""
    if source.format != "ndjson":
        return open_file(target).frame
    schema = source.frame.collect_schema()
    if not target.stat().st_size:
        return pl.LazyFrame(schema=schema)
    return pl.scan_ndjson(glob.escape(str(target)), schema=schema)
