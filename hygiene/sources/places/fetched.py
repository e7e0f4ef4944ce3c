"""Fetched: what was brought from a place into the landing folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hygiene.errors import InputError, MissingExtraError
from hygiene.sources.places.addresses import DOCS


@dataclass(frozen=True, slots=True)
class Fetched:
    """One thing that was fetched.

    Attributes:
        label: What messages and reports call it: its address without credentials.
        path: Where it lies in the landing folder.
        is_table: Whether it is a Parquet copy of a table, and not a file as it was.
    """

    label: str
    path: Path
    is_table: bool = True


@contextmanager
def packages(what: str, extra: str) -> Iterator[None]:
    """Import packages that come with an extra.

    Raises:
        MissingExtraError: One of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError:
        raise MissingExtraError(what, extra) from None


def required_query(query: str | None, scheme: str) -> str:
    """Return the query of a database.

    Raises:
        InputError: There is none.

    >>> required_query("select 1", "sqlite")
    'select 1'
    """
    if query is None or not query.strip():
        raise InputError(
            f"A '{scheme}://' address needs a 'query', which a campaign file gives "
            f"({DOCS} has examples)."
        )
    return query


def no_query(query: str | None, what: str) -> None:
    """Refuse a query where nothing can be asked.

    Raises:
        InputError: There is one.

    >>> no_query(None, "A file")
    """
    if query is not None:
        raise InputError(f"{what} takes no 'query'; only a database does.")
