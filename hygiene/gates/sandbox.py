"""The sandbox: DuckDB over the files of one subject, and over nothing else.

A rule sees the contact point, the person, the source, the country and the subscriber
type of a kept row, and the raw columns of the evidence. Keys and flags that the
transform made are not there, so a rule that trusts one cannot even be loaded.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from hygiene.gates.facts import COLUMNS, Rows
from hygiene.gates.files import quoted, readable_csv, selection
from hygiene.gates.spellings import teach
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import BrokenGateError, Suite
from hygiene.tables import EVIDENCE, Kind, Table

TABLES = tuple(EVIDENCE)
"""The evidence that rules may read."""

_MEMORY = "2GB"
_BEFORE_ANY_FILE = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
)
_TYPES = {Kind.TEXT: "varchar", Kind.CODE: "varchar", Kind.YES_NO: "boolean"}


@contextmanager
def sandbox(
    subject: GateSubject, about: dict[str, Rows], suite: Suite, work: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a locked database with one view for each rule of a suite.

    The view of a rule has the rule's type as its name and one row for each case that
    breaks the rule. It can read the subject's files and spill to `work`; other files,
    the network, extensions and settings are out of reach.

    Raises:
        BrokenGateError: The SQL of the suite cannot be used.
        InputError: A file is missing or lacks a column.
    """
    spill = work.resolve() / "gate_spill"
    spill.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": _MEMORY,
            "temp_directory": str(spill),
        }
    )
    try:
        teach(connection)
        files = _open_files(connection, subject, work.resolve())
        _open_campaign(connection, about)
        _define(connection, suite)
        _lock(connection, files, spill)
        yield connection
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def raw_columns(table: Table) -> dict[str, str]:
    """Return the columns of a staged table that rules may see, with DuckDB types.

    >>> raw_columns(EVIDENCE["consents"])["occurred_at_first"]
    'timestamptz'
    """
    columns = {}
    for column in table.columns:
        if column.kind is Kind.TIME:
            columns[f"{column.name}_first"] = "timestamptz"
            columns[f"{column.name}_last"] = "timestamptz"
        else:
            columns[column.name] = _TYPES[column.kind]
    return columns


def _open_files(
    connection: duckdb.DuckDBPyConnection, subject: GateSubject, work: Path
) -> list[Path]:
    kept = subject.kept.resolve()
    views = {"kept": _kept(kept, subject)}
    files = [kept]
    if subject.audience is None:
        views["audience"] = "select null::varchar as point where false"
    else:
        audience = readable_csv(subject.audience.resolve(), work)
        point = {"point": subject.audience_address_column}
        views["audience"] = selection(audience, point)
        files.append(audience)
    views |= {name: _evidence(name, subject.tables) for name in TABLES}
    files += [path.resolve() for path in subject.tables.values()]
    for name, query in views.items():
        _create(connection, name, query)
    return files


def _kept(path: Path, subject: GateSubject) -> str:
    columns: dict[str, str | None] = {
        "point": subject.address_column,
        "person": subject.contact_id_column,
        "origin": subject.source_column,
        "country": subject.country_column,
        "subscriber_type": subject.subscriber_type_column,
    }
    return selection(path, columns)


def _evidence(name: str, tables: Mapping[str, Path]) -> str:
    columns = raw_columns(EVIDENCE[name])
    if name not in tables:
        nulls = ", ".join(
            f"null::{kind} as {column}" for column, kind in columns.items()
        )
        return f"select {nulls} where false"
    chosen = ", ".join(
        f'"{column}"::{kind} as "{column}"' for column, kind in columns.items()
    )
    path = quoted(str(tables[name].resolve()))
    return f"select {chosen} from read_parquet({path}, hive_partitioning = false)"  # noqa: S608


def _create(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    try:
        connection.execute(f'create view "{name}" as {query}')
    except duckdb.Error as error:
        # A message about a file may quote its content: name the kind of error alone.
        kind = type(error).__name__
        raise BrokenGateError(f"The {name} file cannot be opened ({kind}).") from None


def _open_campaign(
    connection: duckdb.DuckDBPyConnection, about: dict[str, Rows]
) -> None:
    connection.execute("set timezone = 'UTC'")
    for table, columns in COLUMNS.items():
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"create table {table} ({declared})")
        rows = about[table]
        if len(columns) == 1:
            (name,) = columns
            values = [[row[0] for row in rows]]
            connection.execute(f"insert into {table} select unnest(?)", values)
            continue
        places = ", ".join("?" for _ in columns)
        for row in rows:
            connection.execute(f"insert into {table} values ({places})", row)  # noqa: S608


def _define(connection: duckdb.DuckDBPyConnection, suite: Suite) -> None:
    """Create what rules share, once, then a view for each rule; nothing else is run."""
    try:
        for script in suite.definitions:
            for statement in connection.extract_statements(script):
                if statement.type != duckdb.StatementType.CREATE:
                    raise BrokenGateError("A definition does something but create.")
                connection.execute(statement)
        for declared in suite.expectations:
            statements = connection.extract_statements(declared.sql)
            kinds = [statement.type for statement in statements]
            if kinds != [duckdb.StatementType.SELECT]:
                raise BrokenGateError(f"{declared.type}.sql must be one SELECT.")
            query = statements[0].query.strip().rstrip(";")
            connection.execute(f"create view {declared.type} as {query}\n")
    except duckdb.Error as error:
        # Shared tables are made from the files, so a message could quote a cell, unless
        # the SQL did not even load.
        is_safe = isinstance(error, _BEFORE_ANY_FILE)
        told = str(error).partition("\n")[0] if is_safe else type(error).__name__
        raise BrokenGateError(f"Its SQL cannot be used: {told}.") from None


def _lock(
    connection: duckdb.DuckDBPyConnection, files: list[Path], spill: Path
) -> None:
    paths = ", ".join(quoted(str(path)) for path in files)
    connection.execute(f"set allowed_paths = [{paths}]")
    connection.execute(f"set allowed_directories = [{quoted(str(spill))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
