"""Reading: the evidence tables as their files hold them, in SQL of the gate's own.

Nothing is taken from what the screening staged: columns are mapped, times are read in
their zones and codes are judged here once more. What a column means stands in
`hygiene.tables`; how its text is read, in `expectations/macros`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hygiene.gates.files import Scan, quoted
from hygiene.sources.entries import Entry
from hygiene.tables import Column, Kind, Table

FLAWS: dict[str, int] = {"lacks": 1, "unknown": 2, "unread": 4}
"""What can be wrong with a row, as bits of `flaws`: a required value is missing, a code
is not known, a time cannot be read."""

_ABSENT = "null::varchar"
_ZONED = "TIMESTAMP WITH TIME ZONE"
_GIVEN = {
    _ZONED: "{}",
    "DATE": "{}",
    "TIMESTAMP": "{}::timestamp",
    "TIMESTAMP_S": "{}::timestamp",
    "TIMESTAMP_MS": "{}::timestamp",
    "TIMESTAMP_NS": "without_nanoseconds({})",
    "TEXT": "filled({}::varchar)",
}
_ENDS = ("first", "last")
_KEYS = {"address", "contact_id", "value"}
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
    """Return a query for `columns_of` every row of a table; nothing is left out.

    Parts whose times are of the same types are read by one expression: planning it is
    what a short table costs.
    """
    alike: dict[tuple[str, ...], list[Part]] = {}
    for part in parts:
        kinds = tuple(_kind(column, part) for column in table.columns)
        alike.setdefault(kinds, []).append(part)
    return "\nunion all\n".join(
        _read(table, dict(zip(table.column_names, kinds, strict=True)), group)
        for kinds, group in alike.items()
    )


def _read(table: Table, kinds: Mapping[str, str], parts: list[Part]) -> str:
    """Return the query of parts alike: as given, shaped, first instants, last ones."""
    given = "\nunion all\n".join(_given(table, part) for part in parts)
    times = [_Time(c.name, kinds[c.name]) for c in table.columns if _is_time(c)]
    shaped = ", ".join(["*", *(sql for time in times for sql in time.shape())])
    first = ", ".join(["s.*", *(sql for time in times for sql in time.first())])
    joins = "\n".join(time.join for time in times)
    last = ", ".join(["*", *(time.last() for time in times)])
    chosen = ", ".join(["row", "entry", *_chosen(table)])
    flaws = " + ".join(f"({sql})" for sql in _flaws(table))
    return (
        f"select {chosen}, ({flaws})::tinyint as flaws from (\n"  # noqa: S608
        f"select {last} from (\n"
        f"select {first} from (\n"
        f"select {shaped} from (\n{given}\n)\n) s\n{joins}\n)\n)"
    )


def _given(table: Table, part: Part) -> str:
    """Return a query for the cells of a part as given, times in their own types."""
    row = part.scan.column("row") if part.is_planted else "0"
    raw = [f"{row}::bigint as row", f"{part.number} as entry"]
    raw.append(f"{quoted(part.entry.timezone)} as zone")
    for column in table.columns:
        value, _ = _value(column.name, part)
        read = _GIVEN.get(_kind(column, part), "as_given({}::varchar)")
        if column.name in _KEYS:
            read = "filled({}::varchar)"
        raw.append(f"{read.format(value)} as {column.name}")
    return f"select {', '.join(raw)} from {part.scan.sql}"  # noqa: S608


def _kind(column: Column, part: Part) -> str:
    """Return how the times of a column are typed, or nothing of any other column."""
    if not _is_time(column):
        return ""
    _, kind = _value(column.name, part)
    return kind if kind in _GIVEN else "TEXT"


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
    """How one time column is read, step by step, in microseconds since 1970.

    The day that a local time speaks of is looked up in `local_days`; what is not
    plainly written, or lies on a day on which a clock changes, is read by functions.
    """

    def __init__(self, name: str, kind: str) -> None:
        self._name = name
        self._kind = kind
        self._day = f"d_{name}"

    def shape(self) -> Iterator[str]:
        """Yield SQL for how a text is written, and for the day that a time lies on."""
        name = self._name
        if self._kind == "TEXT":
            yield f"shape_of({name}) as {name}_shape"
            yield f"day_of({name}) as {name}_day"
        elif self._kind != _ZONED:
            yield f"{name}::date as {name}_day"

    @property
    def join(self) -> str:
        """SQL that finds the row of that day in its zone."""
        if self._kind == _ZONED:
            return ""
        day = self._day
        on = f"{day}.zone = s.zone and {day}.day = s.{self._name}_day"
        return f"left join local_days {day} on {on}"

    def first(self) -> Iterator[str]:
        """Yield SQL for the first instant, and for what the last one needs."""
        name, day = self._name, self._day
        if self._kind == _ZONED:
            yield f"epoch_us(s.{name}) as {name}_first"
            return
        known = f"{day}.first_us, {day}.has_jump, s.zone"
        if self._kind == "TEXT":
            sql = f"first_of_text(s.{name}, s.{name}_shape, {known})"
        elif self._kind == "DATE":
            sql = f"first_of_day(s.{name}, {day}.first_us, s.zone)"
        else:
            sql = f"instant_of(s.{name}, {known})"
        yield f"{sql} as {name}_first"
        yield f"{day}.last_us as {name}_day_last"
        yield f"{day}.has_jump as {name}_has_jump"

    def last(self) -> str:
        """Return SQL for the last instant: the end of a day where no more is known."""
        name = self._name
        if self._kind == "TEXT":
            known = f"{name}_first, {name}_day_last, {name}_has_jump, zone"
            sql = f"last_of_text({name}, {name}_shape, {known})"
        elif self._kind == "DATE":
            sql = f"last_of_day({name}, {name}_day_last, zone)"
        else:
            sql = f"{name}_first"
        return f"{sql} as {name}_last"
