"""Opening: a path, an address or anything tabular that a notebook holds is a source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PanicException, PolarsError

from hygiene.errors import InputError
from hygiene.sources.files import IN_MEMORY, PARQUET, QUERY, Source, expand, open_file
from hygiene.sources.landing import land, unpacked
from hygiene.sources.places.addresses import is_address
from hygiene.sources.places.fetched import Fetched, no_query
from hygiene.sources.places.registry import fetch
from hygiene.sources.raw.condition import is_scanned
from hygiene.sources.reading import Reading

_PLAIN = Reading()


def open_table(
    given: Any, table: str, folder: Path, reading: Reading = _PLAIN
) -> list[Source]:
    """Return the sources that `given` stands for.

    Args:
        given: A path, a glob, an address (docs/places.md), a Polars eager or lazy
            frame, a pyarrow table, a pandas frame, anything with the Arrow C stream
            interface, or a list of these.
        table: The table's name, for messages.
        folder: What relative paths are relative to.
        reading: How files are to be read.

    Raises:
        RejectedRowsError: Rows of a file have more or fewer cells than its header.
        InputError: It is none of these, or a file cannot be found or read.
        MissingExtraError: An address needs packages that are not installed.

    >>> sources = open_table(pl.DataFrame({"a": [1]}), "sends", Path())
    >>> [source.label for source in sources]
    ['sends (in memory)']
    """
    if isinstance(given, str) and is_address(given):
        fetched = fetch(given, folder, reading)
        sources: list[Source] = []
        for one in fetched:
            with _guard(one.label, str(one.path)):
                sources += _open_fetched(one, table, reading)
        return sources
    no_query(reading.query, "A file")
    if isinstance(given, str | Path):
        with _guard(Path(str(given)).name, str(given)):
            return [*_open_paths(str(given), table, folder, reading)]
    if isinstance(given, list | tuple):
        found = [s for item in given for s in open_table(item, table, folder, reading)]
        if not found:
            raise InputError(f"The {table} table names no file.")
        return found
    kind = QUERY if isinstance(given, pl.LazyFrame) else IN_MEMORY
    return [Source(f"{table} ({kind})", _lazy(given, table), kind)]


@contextmanager
def _guard(label: str, path: str) -> Iterator[None]:
    """Say in a sentence why a file cannot be read.

    Raises:
        InputError: It cannot: no right, no room, damage, or text that no file can hold.
    """
    try:
        yield
    except OSError as error:
        told = error.strerror or "the system refuses it"
        raise InputError(f"'{label}' cannot be read: {told}.") from None
    except ValueError:
        told = "it holds text that cannot be written"
        if "\0" in path:
            told = "it has no name of a file"
        raise InputError(f"'{label}' cannot be read: {told}.") from None
    except (PolarsError, PanicException):
        raise InputError(f"'{label}' cannot be read.") from None


def _open_paths(
    given: str, table: str, folder: Path, reading: Reading
) -> Iterator[Source]:
    for named in expand(given, folder, may_be_folder=reading.is_foreign):
        for path in unpacked(named, table, reading):
            yield _open_path(path, named, table, reading)


def _open_path(path: Path, given: Path, table: str, reading: Reading) -> Source:
    """Scan a file as it is where it is clean and canonical, or else through a copy.

    What was unpacked is a copy of the archive that the user gave.
    """
    if is_scanned(path, reading):
        source = open_file(path)
    else:
        source = land(path, table, reading)
    if path == given or given.is_dir():
        return source
    return replace(source, path=given, copy=source.copy or path)


def _open_fetched(fetched: Fetched, table: str, reading: Reading) -> Iterator[Source]:
    """Open what was fetched like a local file, under the name of its address."""
    if fetched.is_table:
        frame = pl.scan_parquet(fetched.path, glob=False)
        yield Source(fetched.label, frame, PARQUET, fetched.path)
        return
    for path in unpacked(fetched.path, table, reading):
        is_whole = path == fetched.path
        label = fetched.label if is_whole else f"{fetched.label} ({path.name})"
        yield replace(_open_path(path, fetched.path, table, reading), label=label)


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
