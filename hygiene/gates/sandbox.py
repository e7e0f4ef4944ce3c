"""The sandbox: DuckDB over the files of one subject, and over nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from hygiene.gates.facts import COLUMNS
from hygiene.gates.files import Opener, quoted
from hygiene.gates.questions import Questions
from hygiene.gates.spellings import day_bounds, teach
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import BrokenGateError, Declared
from hygiene.gates.views import OUT_OF_ROOM, Views, create_table

_MEMORY = "3GB"
_LONG = 1_000
_SAMPLE = 50_000
_FIRST_DAY, _LAST_DAY = date(1995, 1, 1), date(2046, 1, 1)
_DAY_US = 24 * 60 * 60 * 1_000_000
# Of the consents all entries are one list; see `meets_someone` in the definitions.
_LISTS = """
select of_table, case of_table when 'consents' then 0 else entry end, sum(n)
from sizes
where of_table in ('consents', 'suppressions')
group by all
having sum(n) >= ?
"""
_KINDS = """
select distinct matched_by
from named
where value is not null and of_table = ? and (of_table = 'consents' or entry = ?)
"""
_DAYS = {
    "zone": "varchar",
    "day": "date",
    "first_us": "bigint",
    "last_us": "bigint",
    "has_jump": "boolean",
}


@contextmanager
def sandbox(
    subject: GateSubject, asked: Questions, work: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a locked database with one table for each rule.

    The table of a rule has the rule's type as its name and one row for each case that
    breaks the rule: `row`, negative for a planted one. A rule that fails while it runs
    is a view instead, which fails again when it is asked. The database can read the
    subject's files and spill to `work`; other files, the network, extensions and
    settings are out of reach.

    Raises:
        BrokenGateError: The SQL of the suites cannot be used.
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
        connection.execute("set timezone = 'UTC'")
        # A notebook without ipywidgets cannot show a bar, and cannot be told not to.
        with suppress(duckdb.InvalidInputException):
            connection.execute("set enable_progress_bar = false")
        teach(connection)
        _define(connection, asked.shared.macros)
        _fill(connection, asked)
        opener = Opener(connection, spill)
        Views(connection, opener, asked.planting.rows).create(subject, spill)
        _lock(connection, opener.files, spill)
        _define(connection, asked.shared.definitions)
        _meet(connection)
        for rule in asked.expectations:
            _judge(connection, rule)
        yield connection
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def _fill(connection: duckdb.DuckDBPyConnection, asked: Questions) -> None:
    """Create the tables about the campaign, planted rows among them."""
    for table, columns in COLUMNS.items():
        planted = asked.planting.rows.get(table, [])
        create_table(connection, table, columns, [*asked.facts.tables[table], *planted])
    create_table(connection, "local_days", _DAYS, [])
    for zone in sorted(asked.facts.zones):
        connection.register("days_of_zone", _days(zone))
        connection.execute("insert into local_days select * from days_of_zone")
        connection.unregister("days_of_zone")


@cache
def _days(zone: str) -> pa.Table:
    """Return the days of a zone; others are read one by one, by `odd_first`."""
    return pa.Table.from_pylist(list(_each_day(zone)))


def _each_day(zone: str) -> Iterator[Mapping[str, Any]]:
    day = _FIRST_DAY
    while day < _LAST_DAY:
        first, last = day_bounds(day, zone)
        if first is not None and last is not None:
            has_jump = last - first + 1 != _DAY_US
            values = (zone, day, first, last, has_jump)
            yield dict(zip(_DAYS, values, strict=True))
        day += timedelta(days=1)


def _define(connection: duckdb.DuckDBPyConnection, scripts: tuple[str, ...]) -> None:
    """Create what rules share; nothing else is run."""
    with _explained():
        for script in scripts:
            for statement in connection.extract_statements(script):
                if statement.type != duckdb.StatementType.CREATE:
                    raise BrokenGateError("A definition does something but create.")
                connection.execute(statement)


def _meet(connection: duckdb.DuckDBPyConnection) -> None:
    """Note of every long list whether it names anybody in a large audience."""
    with _explained():
        counted = connection.execute("select count(*) from audience").fetchone()
        if counted is None or counted[0] < _LONG:
            return
        lists = connection.execute(_LISTS, [_LONG]).fetchall()
        for table, entry, listed in lists:
            kinds = connection.execute(_KINDS, [table, entry]).fetchall()
            asked = f"from meets_someone({quoted(table)}, {entry}, {{}}, {{}})"
            met = any(
                connection.execute(asked.format(quoted(kind), most)).fetchone()
                for most in (_SAMPLE, counted[0])  # a few of the audience mostly do
                for (kind,) in kinds
            )
            if kinds:  # a list of domains alone may well name nobody
                connection.execute(
                    "insert into meetings values (0, ?, ?)", [int(listed), met]
                )


def _judge(connection: duckdb.DuckDBPyConnection, rule: Declared) -> None:
    """Run one rule, once."""
    with _explained():
        statements = connection.extract_statements(rule.sql)
        if [statement.type for statement in statements] != [
            duckdb.StatementType.SELECT
        ]:
            raise BrokenGateError(f"{rule.type}.sql must be one SELECT.")
        query = statements[0].query.strip().rstrip(";")
        asked = f"as select row from (\n{query}\n) where row < removed_from()"  # noqa: S608 - reviewed SQL
        try:
            connection.execute(f"create table {rule.type} {asked}")
        except duckdb.Error as error:
            if _is_told_safely(error):
                raise
            connection.execute(f"create view {rule.type} {asked}")


def _is_told_safely(error: duckdb.Error) -> bool:
    """Return whether an error came before any file was read, so that it quotes none."""
    early = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
    return isinstance(error, early)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what DuckDB says into a broken gate, without a cell of a table."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise BrokenGateError(OUT_OF_ROOM) from None
    except duckdb.Error as error:
        is_safe = _is_told_safely(error)
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
