"""The registry of places: which scheme is fetched by what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hygiene.errors import InputError, listed, nearest
from hygiene.sources.places import delta, duckdb, iceberg, postgresql, s3, sqlite
from hygiene.sources.places.addresses import check_query, scheme_of
from hygiene.sources.places.fetched import Fetched
from hygiene.sources.reading import Reading

PLACES: dict[str, Callable[[str, Path, str | None], list[Fetched]]] = {
    "s3": s3.fetch,
    "postgresql": postgresql.fetch,
    "postgres": postgresql.fetch,
    "sqlite": sqlite.fetch,
    "duckdb": duckdb.fetch,
    "delta": delta.fetch,
    "delta+s3": delta.fetch,
    "iceberg": iceberg.fetch,
    "iceberg+s3": iceberg.fetch,
}
"""Scheme to what fetches an address of it; a new place is a module and a line here."""

_OF_FILES = ("part", "encoding", "delimiter", "sheet", "dates", "digest")


def fetch(given: str, folder: Path, reading: Reading) -> list[Fetched]:
    """Fetch what an address names into the landing folder.

    Args:
        given: The address.
        folder: What relative paths are relative to.
        reading: How the campaign says that it is to be read.

    Raises:
        InputError: The address is unknown or refused, or nothing can be fetched.
        MissingExtraError: The packages for it are not installed.
    """
    scheme = scheme_of(given)
    place = PLACES.get(scheme)
    if place is None:
        raise InputError(
            f"An address of this kind cannot be read. Known are {listed(PLACES)}."
            f"{nearest(scheme, PLACES)}"
        )
    if scheme != "s3":
        _check_table(reading, scheme)
    if reading.query is not None:
        check_query(reading.query)
    return place(given, folder, reading.query)


def _check_table(reading: Reading, scheme: str) -> None:
    """Refuse what is only said of files: a database or a lake has columns and types."""
    if reading.is_foreign:
        raise InputError(
            f"'format' says who wrote a file; a '{scheme}://' address is no file. "
            "Name its columns with columns = { ... } instead."
        )
    said = [name for name in _OF_FILES if getattr(reading, name) is not None]
    if said:
        raise InputError(
            f"{listed(said)} says how a file is read; a '{scheme}://' address is none."
        )
