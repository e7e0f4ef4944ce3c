"""DuckDB: one query over a file that is opened for reading, and over nothing else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from hygiene.errors import InputError
from hygiene.sources.places.addresses import local_path, read_address
from hygiene.sources.places.copying import copy_rows
from hygiene.sources.places.fetched import Fetched, packages, required_query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 50_000
_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


def fetch(given: str, folder: Path, query: str | None) -> list[Fetched]:
    """Return a copy of what a DuckDB file answers to a query.

    Raises:
        InputError: The file or the query cannot be used.
        MissingExtraError: DuckDB is not installed.
    """
    address = read_address(given)
    path = local_path(address, folder)
    label = f"duckdb:///{path.name}"
    asked = required_query(query, "duckdb")
    if not path.is_file():
        raise InputError(f"There is no file '{path.name}' for a 'duckdb://' address.")
    with packages("A DuckDB file", "databases"):
        import duckdb
    # Attached to a database in memory, the file stays out of the cache in which DuckDB
    # holds the files that this process has opened, perhaps to write.
    with closing(duckdb.connect(config=_SAFE)) as connection:
        quoted = str(path.resolve()).replace("'", "''")
        try:
            connection.execute(f"attach '{quoted}' as given (read_only)")
        except duckdb.Error:
            raise InputError(
                f"'{label}' cannot be opened: it is not a DuckDB file, was written by "
                "a newer version, or is being written to."
            ) from None
        try:
            return [Fetched(label, _copy(connection, asked, label))]
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise _failed(label, type(error).__name__) from None


def _copy(connection: DuckDBPyConnection, query: str, label: str) -> Path:
    from duckdb import StatementType

    kinds = [one.type for one in connection.extract_statements(query)]
    if kinds != [StatementType.SELECT]:
        raise InputError(
            f"The query of '{label}' is not one 'select'; nothing else is run."
        )
    connection.execute("use given")
    connection.execute("set TimeZone = 'UTC'")
    # From here on the query sees this file alone, and no other file or address.
    connection.execute("set enable_external_access = false")
    rows = connection.sql(query).to_arrow_reader(_BATCH)
    try:
        return copy_rows(rows, label)
    finally:
        rows.close()


def _failed(label: str, kind: str) -> InputError:
    """Return why DuckDB refused by the kind of its error: its text may hold data."""
    known = {
        "CatalogException": "it names a table or function that is not there",
        "BinderException": "it names a column that is not there",
        "ParserException": "it is not SQL that DuckDB knows",
        "PermissionException": "it does more than read this file",
    }
    return InputError(
        f"The query of '{label}' failed: {known.get(kind, 'DuckDB refused it')} "
        f"({kind})."
    )
