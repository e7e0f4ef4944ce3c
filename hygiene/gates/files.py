"""Files of a subject as DuckDB reads them: by position, as text, nothing guessed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from hygiene.errors import InputError, nearest

_PARQUET, _CSV, _NDJSON = (".parquet", ".pq"), (".csv",), (".ndjson", ".jsonl")
_BLOCK = 1 << 24


def quoted(text: str) -> str:
    """Return `text` as a SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def selection(path: Path, columns: Mapping[str, str | None]) -> str:
    """Return a query for some columns of a file, each as text under another name.

    Columns are taken by their position: DuckDB does not tell `Email` from `email`.

    Args:
        path: A Parquet, CSV or NDJSON file.
        columns: The new name and the name in the file; None yields nulls.

    Raises:
        InputError: The file is missing, of another kind, or lacks a column.
    """
    if not path.is_file():
        raise InputError(f"There is no file '{path.name}' for the gate to read.")
    suffix = path.suffix.lower()
    wanted = [name for name in columns.values() if name is not None]
    if suffix in _NDJSON:
        return _ndjson(path, columns, wanted)
    if suffix not in (*_PARQUET, *_CSV):
        raise InputError(f"The gate reads Parquet, CSV and NDJSON, not '{path.name}'.")
    names = _parquet_names(path) if suffix in _PARQUET else _csv_names(path)
    for name in wanted:
        if name not in names:
            raise InputError(
                f"'{path.name}' has no column '{name}'.{nearest(name, names)}"
            )
    scan = _parquet(path) if suffix in _PARQUET else _csv(path, len(names))
    places = ", ".join(f"c{place}" for place in range(len(names)))
    chosen = ", ".join(
        f"{'null' if name is None else f'c{names.index(name)}'}::varchar as {new}"
        for new, name in columns.items()
    )
    return f"select {chosen} from {scan} as file({places})"  # noqa: S608 - quoted


def readable_csv(path: Path, work: Path) -> Path:
    """Return a CSV file, or a Parquet copy where DuckDB would count other rows in it.

    DuckDB leaves blank lines out and ends a row at a lone carriage return; the
    toolkit does neither.
    """
    if path.suffix.lower() not in _CSV or not _is_odd(path):
        return path
    copy = work / "audience_of_odd_lines.parquet"
    pl.scan_csv(path, infer_schema=False, glob=False).sink_parquet(copy)
    return copy


def _is_odd(path: Path) -> bool:
    """Return whether a file has blank lines, or carriage returns that end no line."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK) + file.readline():
            lone = block.count(b"\r") > block.count(b"\r\n")
            blank = block.startswith((b"\n", b"\r\n"))
            if lone or blank or b"\n\n" in block or b"\n\r\n" in block:
                return True
    return False


def _csv_names(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def _csv(path: Path, width: int) -> str:
    columns = ", ".join(f"'c{place}': 'varchar'" for place in range(width))
    # In one thread, because a short row may stand beside a quoted line break.
    return (
        f"read_csv({quoted(str(path))}, columns = {{{columns}}}, header = true, "
        "auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        "null_padding = true, parallel = false, strict_mode = false, "
        "hive_partitioning = false)"
    )


def _parquet_names(path: Path) -> list[str]:
    return list(pq.read_schema(path).names)


def _parquet(path: Path) -> str:
    return f"read_parquet({quoted(str(path))}, hive_partitioning = false)"


def _ndjson(path: Path, columns: Mapping[str, str | None], wanted: list[str]) -> str:
    # A key that no object holds is a column of nulls, as it is for the toolkit.
    fields = ", ".join(f"{quoted(name)}: 'varchar'" for name in dict.fromkeys(wanted))
    chosen = ", ".join(
        f"{'null::varchar' if name is None else _identifier(name)} as {new}"
        for new, name in columns.items()
    )
    return (
        f"select {chosen} from read_json({quoted(str(path))}, "  # noqa: S608 - quoted
        f"columns = {{{fields}}}, format = 'newline_delimited', "
        "hive_partitioning = false)"
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
