"""Reading: the evidence tables as their files hold them, in SQL of the gate's own.

Nothing is taken from what the screening staged: columns are mapped, times are read in
their zones and codes are judged here once more. What a column means stands in
`hygiene.tables`; how its text is read, in `expectations/macros`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hygiene.gates.files import Scan, quoted
from hygiene.sources.entries import Entry
from hygiene.tables import Column, Kind, Table

FLAWS: dict[str, int] = {"lacks": 1, "unknown": 2, "unread": 4}
"""What can be wrong with a row, as bits of `flaws`: a required value is missing, a code
is not known, a time cannot be read."""

_ABSENT = "null::varchar"
_LOCAL = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_ZONED = "TIMESTAMP WITH TIME ZONE"
_ENDS = ("first", "last")
_STARTS = {"recorded_at": ("occurred_at", "effective_from")}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a table, or the rows that the gate plants in it.

    Attributes:
        number: The number of its entry, or -1 for planted rows.
        scan: The file.
        entry: How it is to be read.
    """

    number: int
    scan: Scan
    entry: Entry

    @property
    def is_planted(self) -> bool:
        """Whether the gate made these rows itself."""
        return self.number < 0


def columns_of(table: Table) -> dict[str, str]:
    """Return the columns of a table that rules see, with their DuckDB types.

    `row` is 0, or negative for a planted row; `entry` is the number of the entry; a
    time `x` is `x_first` and `x_last`: equal, or the ends of a day when only a date is
    known; `flaws` has a bit for each of `FLAWS`.

    >>> from hygiene.tables import EVIDENCE
    >>> columns_of(EVIDENCE["wordings"])["invalidated_at_last"]
    'timestamptz'
    """
    columns = {"row": "bigint", "entry": "integer"}
    for column in table.columns:
        if column.kind is Kind.TIME:
            columns |= {f"{column.name}_{end}": "timestamptz" for end in _ENDS}
        else:
            kind = "boolean" if column.kind is Kind.YES_NO else "varchar"
            columns[column.name] = kind
    return {**columns, "flaws": "tinyint"}


def query(table: Table, parts: list[Part]) -> str:
    """Return a query for `columns_of` every row of a table; nothing is left out."""
    return "\nunion all\n".join(_part(table, part) for part in parts)


def _part(table: Table, part: Part) -> str:
    times = [_Time(column, part) for column in table.columns if _is_time(column)]
    row = part.scan.column("row") if part.is_planted else "0"
    raw = [f"{row}::bigint as row"]
    for column in table.columns:
        value, _ = _value(column.name, part)
        if not _is_time(column):
            raw.append(f"as_given({value}::varchar) as {column.name}")
    raw += [time.raw for time in times]
    joins = "\n".join(time.join for time in times)
    read = [f"{sql} as {name}" for time in times for name, sql in time.ends()]
    chosen = ", ".join([f"{part.number} as entry", *_chosen(table)])
    flaws = " + ".join(f"({sql})" for sql in _flaws(table))
    return (
        f"select row, {chosen}, ({flaws})::tinyint as flaws from (\n"  # noqa: S608
        f"select s.*, {', '.join(read)}\n"
        f"from (select {', '.join(raw)} from {part.scan.sql}) s\n{joins}\n)"
    )


def _is_time(column: Column) -> bool:
    return column.kind is Kind.TIME


def _value(name: str, part: Part) -> tuple[str, str]:
    """Return the SQL of a column as given, and its DuckDB type."""
    if name in part.entry.constants:
        return f"{quoted(_text(part.entry.constants[name]))}::varchar", "VARCHAR"
    given = part.entry.columns.get(name, name)
    if given not in part.scan.names:
        return _ABSENT, "VARCHAR"
    return part.scan.column(given), part.scan.type_of(given)


def _text(constant: Any) -> str:
    if isinstance(constant, bool):
        return str(constant).lower()
    return constant.isoformat() if hasattr(constant, "isoformat") else str(constant)


def _chosen(table: Table) -> Iterator[str]:
    names = table.column_names
    for column in table.columns:
        name = column.name
        if column.kind is Kind.YES_NO:
            yield f"yes_or_no({name}) as {name}"
        elif not _is_time(column):
            yield name
        else:
            start = [one for one in _STARTS.get(name, ()) if one in names]
            for end in _ENDS:
                value = f"{name}_{end}"
                if start:  # recorded when it happened, unless the row says otherwise
                    other = f"{start[0]}_{end}"
                    value = f"case when {name} is null then {other} else {value} end"
                yield f"make_timestamptz({value}) as {name}_{end}"


def _flaws(table: Table) -> Iterator[str]:
    """Yield SQL for the bit of each flaw that a row can have."""
    lacking, unknown, unread = [], [], []
    for column in table.columns:
        name = column.name
        if _is_time(column):
            lacking += [f"{name} is null"] if column.required else []
            unread.append(f"({name} is not null and {name}_first is null)")
            continue
        lacking += [f"{name} is null"] if column.required else []
        if column.codes:
            unknown.append(f"not known_{table.name}_{name}({name})")
        elif column.kind is Kind.YES_NO:
            unknown.append(f"({name} is not null and yes_or_no({name}) is null)")
    if table.one_of:
        neither = " and ".join(f"{name} is null" for name in table.one_of)
        lacking.append(f"({neither})")
    for flaw, found in zip(FLAWS, (lacking, unknown, unread), strict=True):
        if found:
            yield f"case when {' or '.join(found)} then {FLAWS[flaw]} else 0 end"


class _Time:
    """How one time column of a part is read."""

    def __init__(self, column: Column, part: Part) -> None:
        value, kind = _value(column.name, part)
        self._name = column.name
        self._kind = kind
        self._zone = quoted(part.entry.timezone)
        self._day = f"d_{column.name}"
        text = kind not in {*_LOCAL, _ZONED, "DATE"}
        self._text = text
        if text:
            value = f"nullif(stripped({value}::varchar), '')"
        elif kind == "TIMESTAMP_NS":
            value = f"without_nanoseconds({value})"
        elif kind in _LOCAL:
            value = f"{value}::timestamp"
        self.raw = f"{value} as {column.name}"

    @property
    def join(self) -> str:
        if self._kind == _ZONED:
            return ""
        value = f"s.{self._name}"
        day = f"day_of({value})" if self._text else f"{value}::date"
        on = f"{self._day}.zone = {self._zone} and {self._day}.day = {day}"
        return f"left join local_days {self._day} on {on}"

    def ends(self) -> Iterator[tuple[str, str]]:
        """Yield the names and the SQL of both ends, in microseconds since 1970."""
        value, day = f"s.{self._name}", self._day
        jump, zone = f"{day}.has_jump", self._zone
        for end in _ENDS:
            odd = f"odd_{end}({value}::varchar, {zone})"
            if self._kind == _ZONED:
                sql = f"epoch_us({value})"
            elif self._kind == "DATE":
                known = f"{day}.{end}_us"
                sql = f"coalesce({known}, case when {value} is not null then {odd} end)"
            elif not self._text:
                known = f"{day}.first_us + since_midnight({value})"
                sql = (
                    f"case when not {jump} then {known}"
                    f" when {value} is not null then {odd} end"
                )
            elif end == "first":
                sql = f"first_instant({value}, {day}.first_us, {jump}, {zone})"
            else:
                known = f"{day}.first_us, {day}.last_us"
                sql = f"last_instant({value}, {known}, {jump}, {zone})"
            yield f"{self._name}_{end}", sql
