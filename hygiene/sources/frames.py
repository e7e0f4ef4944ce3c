"""Frames: anything tabular that a notebook holds becomes a source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from hygiene.errors import InputError
from hygiene.sources.files import IN_MEMORY, QUERY, Source, expand, open_file


def open_table(given: Any, table: str, folder: Path) -> list[Source]:
    """Return the sources that `given` stands for.

    Args:
        given: A path, a glob, a Polars eager or lazy frame, a pyarrow table, a pandas
            frame, anything with the Arrow C stream interface, or a list of these.
        table: The table's name, for messages.
        folder: What relative paths are relative to.

    Raises:
        InputError: It is none of these, or a file cannot be found.

    >>> sources = open_table(pl.DataFrame({"a": [1]}), "sends", Path())
    >>> [source.label for source in sources]
    ['sends (in memory)']
    """
    if isinstance(given, str | Path):
        return [open_file(path) for path in expand(str(given), folder)]
    if isinstance(given, list | tuple):
        found = [s for item in given for s in open_table(item, table, folder)]
        if not found:
            raise InputError(f"The {table} table names no file.")
        return found
    kind = QUERY if isinstance(given, pl.LazyFrame) else IN_MEMORY
    return [Source(f"{table} ({kind})", _lazy(given, table), kind)]


def _lazy(given: Any, table: str) -> pl.LazyFrame:
    if isinstance(given, pl.LazyFrame):
        return given
    if isinstance(given, pl.DataFrame):
        return given.lazy()
    if hasattr(given, "__arrow_c_stream__"):
        return pl.DataFrame(given).lazy()
    raise InputError(
        f"The {table} table is a {type(given).__name__}, which cannot be read. Give a "
        "path, a Polars or pandas frame, a pyarrow table or an Arrow stream."
    )
