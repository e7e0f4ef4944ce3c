"""SQLite: one query over a file that is opened for reading alone.

A column of SQLite may hold values of several types. What a column is in the copy is
decided over all of its rows: where they differ, it is text, as SQLite writes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from hygiene.errors import InputError
from hygiene.sources.places.addresses import local_path, read_address
from hygiene.sources.places.copying import check_names, copy_rows
from hygiene.sources.places.fetched import Fetched, required_query

_BATCH = 50_000
_TYPES = {
    "integer": pa.int64(),
    "real": pa.float64(),
    "text": pa.string(),
    "blob": pa.binary(),
}
# What a query may do: read. It may not attach another file or change anything.
_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


def fetch(given: str, folder: Path, query: str | None) -> list[Fetched]:
    """Return a copy of what a SQLite file answers to a query.

    Raises:
        InputError: The file or the query cannot be used.
    """
    address = read_address(given)
    path = local_path(address, folder)
    label = f"sqlite:///{path.name}"
    asked = required_query(query, "sqlite").strip().rstrip(";")
    if not path.is_file():
        raise InputError(f"There is no file '{path.name}' for a 'sqlite://' address.")
    try:
        return [Fetched(label, _copy(path, asked, label))]
    except (sqlite3.Warning, sqlite3.ProgrammingError):
        raise InputError(f"The query of '{label}' is not one SQL statement.") from None
    except (sqlite3.Error, pa.ArrowException) as error:
        raise _refused(error, label) from None


def _copy(path: Path, query: str, label: str) -> Path:
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("begin")  # the types and the rows are of one moment
        connection.execute("select count(*) from sqlite_master")  # reads the file
        connection.set_authorizer(_authorise)
        rows = connection.execute(query)
        names = [column[0] for column in rows.description or ()]
        check_names(names, label)
        types = _types(connection, query, names, label)
        schema = pa.schema(zip(names, types, strict=True))
        batches = pa.RecordBatchReader.from_batches(schema, _batches(rows, schema))
        return copy_rows(batches, label)


def _authorise(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _types(
    connection: sqlite3.Connection, query: str, names: list[str], label: str
) -> Iterator[pa.DataType]:
    """Yield the type of each column: text where its rows are of several."""
    columns = [f"c{number}" for number in range(len(names))]
    kinds = ", ".join(f"group_concat(distinct typeof({name}))" for name in columns)
    found = connection.execute(
        f"with q({', '.join(columns)}) as (\n{query}\n) select {kinds} from q"  # noqa: S608
    ).fetchone()
    for given in found:
        several = set(given.split(",")) - {"null", ""} if given else set()
        if "blob" in several and len(several) > 1:
            raise InputError(
                f"The query of '{label}' answers text and binary data in one column. "
                "Make it text in the query, with cast(... as text)."
            )
        only = several.pop() if len(several) == 1 else "text"
        yield _TYPES[only]


def _batches(rows: sqlite3.Cursor, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while batch := rows.fetchmany(_BATCH):
        columns = [
            pa.array(
                map(_text, column) if pa.types.is_string(field.type) else column,
                field.type,
            )
            for column, field in zip(zip(*batch, strict=True), schema, strict=True)
        ]
        yield pa.record_batch(columns, schema=schema)


def _text(value: str | float | None) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)


def _refused(error: Exception, label: str) -> InputError:
    """Return why SQLite refused, in words of our own: its text may hold data."""
    kind = getattr(error, "sqlite_errorname", "") or ""
    if kind == "SQLITE_NOTADB":
        return InputError(f"'{label}' is not a SQLite file, or is encrypted.")
    if kind.startswith("SQLITE_CORRUPT"):
        return InputError(f"'{label}' is damaged. Get it again.")
    if kind.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return InputError(f"'{label}' is being written to. Try again later.")
    if kind.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY")):
        return InputError(f"'{label}' cannot be opened for reading.")
    if kind == "SQLITE_AUTH":
        return InputError(f"The query of '{label}' does more than read its tables.")
    code = f" ({kind})" if kind else ""
    return InputError(
        f"The query of '{label}' failed: it is not SQL that SQLite knows, or names a "
        f"table or column that is not there{code}."
    )
