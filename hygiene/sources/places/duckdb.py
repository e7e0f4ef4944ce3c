"""DuckDB: one query over a file that is opened for reading, and over nothing else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pyarrow as pa

from hygiene.errors import InputError
from hygiene.sources.places.addresses import local_path, read_address
from hygiene.sources.places.copying import copy_rows
from hygiene.sources.places.fetched import Fetched, packages, required_query

_BATCH = 50_000
# A query of a campaign file reads this database, and no other file or address.
_SHUT_IN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
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
    try:
        connection = duckdb.connect(path, read_only=True, config=_SHUT_IN)
    except duckdb.Error:
        raise InputError(
            f"'{label}' cannot be opened: it is not a DuckDB file, was written by a "
            "newer version, or is being written to."
        ) from None
    with closing(connection):
        try:
            statements = connection.extract_statements(asked)
            kinds = [statement.type for statement in statements]
            if kinds != [duckdb.StatementType.SELECT]:
                raise InputError(
                    f"The query of '{label}' is not one 'select'; nothing else is run."
                )
            connection.execute("set TimeZone = 'UTC'")
            rows = connection.execute(statements[0]).to_arrow_reader(_BATCH)
            return [Fetched(label, copy_rows(rows, label))]
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise _failed(label, type(error).__name__) from None


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
