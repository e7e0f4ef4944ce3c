"""Views: what rules may read of a subject, each with the rows that the gate plants.

A rule sees the contact point, the person, the source, the country and the subscriber
type of a row, the evidence as its files hold it, and what a screening claims. Keys and
flags that the transform made are not there, so a rule that trusts one cannot even be
loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from hygiene.errors import InputError
from hygiene.gates.files import Opener, Scan, quoted
from hygiene.gates.reading import Part, columns_of, query
from hygiene.gates.subject import CONTACT_COLUMNS, Claims, Contacts, GateSubject
from hygiene.gates.suites import BrokenGateError
from hygiene.sources.entries import Entry
from hygiene.tables import EVIDENCE, Table

Rows = Sequence[Mapping[str, Any]]

_CONTACTS = {"row": "bigint", **dict.fromkeys(CONTACT_COLUMNS, "varchar")}
_FILLED = ("point", "person", "origin")  # compared without white space around them
OUT_OF_ROOM = (
    "It ran out of memory, or of room in the temporary folder. Free some, or set "
    "TMPDIR to a folder on a larger disk."
)
_REMOVED_FROM = 1 << 40  # removed_from() in the definitions
_JUDGED = 20_000
_CELLS = {"row": "bigint", "cells": "varchar[]"}
_SCREENED: dict[str, dict[str, str]] = {
    "removed": {
        "row": "bigint",
        **dict.fromkeys(("reason", "reasons", "explanation"), "varchar"),
    },
    "claims": {
        "row": "bigint",
        "is_kept": "boolean",
        "ground": "varchar",
        "proof": "varchar",
    },
    "given_cells": _CELLS,
    "kept_cells": _CELLS,
    "removed_cells": _CELLS,
}


def create_table(
    database: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Rows,
) -> None:
    """Create a table of these columns (DuckDB types) and fill it."""
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    database.execute(f"create table {name} ({declared})")
    if not rows:
        return
    values = [[row.get(column) for row in rows] for column in columns]
    places = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    database.execute(f"insert into {name} select {places}", values)


class Views:
    """Makes the views of one subject in one database."""

    def __init__(
        self, database: duckdb.DuckDBPyConnection, opener: Opener, planted: Any
    ) -> None:
        """Take what is planted: table to rows, as `Planting.rows` has them."""
        self._database = database
        self._opener = opener
        self._planted = planted

    def create(self, subject: GateSubject, work: Path) -> None:
        """Create every view; a file that cannot be read breaks the gate.

        Raises:
            BrokenGateError: A file cannot be read as what it is.
            InputError: A file is missing, or lacks a column.
        """
        # The order of evidence says nothing; that of the lists does.
        self._database.execute("set preserve_insertion_order = false")
        for table in EVIDENCE.values():
            self._evidence(table, subject.evidence.get(table.name, ()), work)
        self._database.execute("set preserve_insertion_order = true")
        self._contacts("kept", subject.listed)
        self._contacts("audience", subject.audience)
        self._judged(subject)
        self._screened(subject)

    def _evidence(self, table: Table, entries: Sequence[Entry], work: Path) -> None:
        """Read a table once, into a file of the gate's own."""
        parts = [
            Part(number, self._opener.open_source(source), entry)
            for number, entry in enumerate(entries)
            for source in entry.sources
        ]
        for part in parts:
            _require(part, table)
        columns = dict.fromkeys(table.column_names, "varchar")
        scan = self._planted_scan(table.name, {"row": "bigint", **columns})
        parts.append(Part(-1, scan, Entry(table.name, (), "UTC")))
        path = work / f"{table.name}.parquet"
        names = ", ".join(columns_of(table))
        read = f"select {names} from ({query(table, parts)})"  # noqa: S608
        options = "format parquet, compression lz4"
        self._run(table.name, f"copy ({read}) to {quoted(str(path))} ({options})")
        self._view(table.name, f"from read_parquet({quoted(str(path))})")

    def _contacts(self, name: str, contacts: Contacts | None) -> None:
        selected = []
        for path in contacts.paths if contacts else ():
            scan = self._opener.open(path)
            chosen = ", ".join(_contact_columns(contacts, scan))
            selected.append(f"select {chosen} from {scan.sql}")  # noqa: S608
        names = ", ".join(CONTACT_COLUMNS)
        # Only the list needs the numbers of its rows.
        row = "row_number() over () - 1" if name == "kept" else "0"
        given = [
            f"select {row} as row, {names} from ({' union all '.join(selected)})"  # noqa: S608
        ]
        self._with_planted(name, _CONTACTS, given if selected else [])

    def _judged(self, subject: GateSubject) -> None:
        """Put removed rows beside the list, every so many of them: were they to go?"""
        queries = ["from kept"]
        claims = subject.claims
        if claims and claims.removed.stat().st_size:  # NDJSON may have no row at all
            scan = self._opener.open(claims.removed)
            counted = self._database.execute(f"select count(*) from {scan.sql}")  # noqa: S608
            (rows,) = counted.fetchone() or (0,)
            step = max(1, -(-rows // _JUDGED))
            chosen = ", ".join(_contact_columns(subject.listed, scan))
            queries.append(
                f"select {_REMOVED_FROM} + n as row, * exclude (n) from "  # noqa: S608
                f"(select row_number() over () - 1 as n, {chosen} from {scan.sql}) "
                f"where n % {step} = 0"
            )
        self._with_planted("judged", _CONTACTS, queries)

    def _screened(self, subject: GateSubject) -> None:
        claims = subject.claims
        queries: dict[str, list[str]] = {name: [] for name in _SCREENED}
        if claims is not None:
            queries = self._claimed(subject, claims)
        for name, columns in _SCREENED.items():
            self._with_planted(name, columns, queries[name])

    def _claimed(self, subject: GateSubject, claims: Claims) -> dict[str, list[str]]:
        decisions = self._opener.open(claims.decisions)
        given = [
            self._opener.open(path)
            for path in (subject.audience or subject.listed).paths
        ]
        kept = [self._opener.open(path) for path in subject.listed.paths]
        claimed = {"ground": "basis", "proof": "basis_evidence"}
        return {
            **self._removed(claims),
            "claims": [
                _select(
                    decisions,
                    claimed,
                    f"{decisions.column('decision')} = 'keep' as is_kept",
                )
            ],
            "given_cells": [_cells(scan, claims.compared) for scan in given],
            "kept_cells": [_cells(scan, claims.compared) for scan in kept],
        }

    def _removed(self, claims: Claims) -> dict[str, list[str]]:
        if not claims.removed.stat().st_size:  # NDJSON without a row has no columns
            return {"removed": [], "removed_cells": []}
        removed = self._opener.open(claims.removed)
        reasons = removed.column("reasons")
        if claims.removed.suffix == ".ndjson":
            reasons = f"{reasons}::json::varchar[]"
        if claims.removed.suffix != ".csv":
            reasons = f"array_to_string({reasons}, '|')"
        said = {"reason": "reason", "explanation": "explanation"}
        return {
            "removed": [_select(removed, said, f"{reasons} as reasons")],
            "removed_cells": [_cells(removed, claims.compared)],
        }

    def _planted_scan(self, name: str, columns: Mapping[str, str]) -> Scan:
        table = f"planted_{name}"
        create_table(self._database, table, columns, self._planted.get(name, []))
        places = ", ".join(f"c{place}" for place in range(len(columns)))
        kinds = tuple(kind.upper() for kind in columns.values())
        return Scan(table, f"{table} as planted({places})", tuple(columns), kinds)

    def _with_planted(
        self, name: str, columns: Mapping[str, str], queries: list[str]
    ) -> None:
        self._planted_scan(name, columns)
        names = ", ".join(columns)
        planted = f"select {names} from planted_{name}"  # noqa: S608
        all_rows = " union all by name ".join([*queries, planted])
        read = ", ".join(f"filled({c}) as {c}" for c in columns if c in _FILLED)
        if read:
            all_rows = f"select * replace ({read}) from ({all_rows})"  # noqa: S608
        self._view(name, all_rows)

    def _view(self, name: str, sql: str) -> None:
        self._run(name, f"create view {name} as {sql}")

    def _run(self, name: str, sql: str) -> None:
        try:
            self._database.execute(sql)
        except duckdb.OutOfMemoryException:
            raise BrokenGateError(OUT_OF_ROOM) from None
        except duckdb.Error as error:
            # A message about a file may quote its content: name the kind alone.
            kind = type(error).__name__
            raise BrokenGateError(
                f"The {name} file cannot be opened ({kind})."
            ) from None


def _contact_columns(contacts: Contacts | None, scan: Scan) -> list[str]:
    found = []
    for name in CONTACT_COLUMNS:
        value = "null"
        if contacts and name in contacts.constants:
            value = quoted(str(contacts.constants[name]))
        elif contacts and name in contacts.columns:
            value = scan.column(contacts.columns[name])
        found.append(f"{value}::varchar as {name}")
    return found


def _select(scan: Scan, columns: Mapping[str, str], more: str) -> str:
    named = [f"{scan.column(given)} as {name}" for name, given in columns.items()]
    return f"select 0 as row, {', '.join([*named, more])} from {scan.sql}"  # noqa: S608


def _cells(scan: Scan, names: Sequence[str]) -> str:
    # A row without a column has fewer cells than the one that was given.
    columns = [scan.column(name) for name in names if name in scan.names]
    # CSV does not tell a blank cell from an empty one.
    cells = ", ".join(f"nullif({column}::varchar, '')" for column in columns)
    return f"select 0 as row, [{cells}]::varchar[] as cells from {scan.sql}"  # noqa: S608


def _require(part: Part, table: Table) -> None:
    """Refuse a file that lacks a mapped column, as the toolkit does."""
    for name, given in part.entry.columns.items():
        if name in table.column_names and given not in part.scan.names:
            raise InputError(f"'{part.scan.label}' has no column '{given}'.")
