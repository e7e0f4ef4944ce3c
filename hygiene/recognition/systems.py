"""Systems: which format a file has, how sure that is, and what else it could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hygiene.recognition.content import SAMPLE, Content
from hygiene.recognition.names import canonical_names
from hygiene.sources.formats.spec import Format, Part, folded
from hygiene.sources.raw import objects
from hygiene.sources.reading import CANONICAL
from hygiene.tables import AUDIENCE, EVIDENCE

CONTACT_POINTS = ("email", "phone", "postal_key")
_TELLING = 3
_ORDERS = {
    "amount",
    "currency",
    "total",
    "paid",
    "invoice",
    "order",
    "payment",
    "price",
}
_KINDS = {
    "csv": ("csv",),
    "headless": ("csv",),
    "lines": ("lines", "csv"),
    "json": ("json", "ndjson"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a file could be.

    Attributes:
        format: The format's name, or `canonical`.
        table: The table that it fills.
        parts: The format's parts that the file may hold.
        confidence: `sure` when its columns leave no doubt or its name says so too,
            `likely` when all needed columns are there, `possible` when little is told.
        because: What was seen.
    """

    format: str
    table: str
    parts: tuple[str, ...]
    confidence: str
    because: str

    @property
    def rank(self) -> int:
        """How sure it is: 2, 1 or 0.

        >>> Match("sendgrid", "suppressions", ("bounces",), "likely", "").rank
        1
        """
        return ("possible", "likely", "sure").index(self.confidence)

    def __str__(self) -> str:
        """Return it in words.

        >>> str(Match("sendgrid", "suppressions", ("bounces",), "sure", "its name"))
        'sendgrid, bounces (suppressions): sure, its name'
        """
        parts = f", {' or '.join(self.parts)}" if self.parts else ""
        return f"{self.format}{parts} ({self.table}): {self.confidence}, {self.because}"


def matches_of(content: Content, known: Mapping[str, Format]) -> list[Match]:
    """Return everything that a file could be, the surest first.

    Args:
        content: The file.
        known: The formats by name.
    """
    found = [*_canonical(content), *_systems(content, known)]
    return sorted(found, key=lambda match: (-match.rank, match.format, match.table))


def best(matches: list[Match]) -> list[Match]:
    """Return the surest matches; of several formats none is surely the right one."""
    return [match for match in matches if match.rank == matches[0].rank]


def is_of_orders(content: Content) -> bool:
    """Return whether a file is about dealings: such a file never proves consent."""
    words = {word for name in content.names for word in _split(name)}
    words |= set(_split(content.label))
    return bool(words & (_ORDERS | {f"{word}s" for word in _ORDERS}))


def _split(name: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in name.casefold()).split()


def _canonical(content: Content) -> Iterator[Match]:
    columns = content.names
    whole = [
        table
        for table in EVIDENCE.values()
        if {c.name for c in table.columns if c.required} <= set(columns)
    ]
    # The columns of a smaller table may be among those of a larger one.
    if whole:
        table = max(whole, key=lambda one: sum(c.required for c in one.columns))
        yield Match(CANONICAL, table.name, (), "sure", "every required column")
        return
    for table in EVIDENCE.values():
        required = [column.name for column in table.columns if column.required]
        near = canonical_names(columns, required)
        if len(required) > _TELLING and len(near) == len(required):
            yield Match(
                CANONICAL, table.name, (), "likely", "near names of its columns"
            )
    points = canonical_names(columns, CONTACT_POINTS)
    if points:
        own = set(columns) & set(AUDIENCE.column_names)
        is_own = len(own) >= _TELLING and not is_of_orders(content)
        how = "likely" if is_own else "possible"
        yield Match(CANONICAL, AUDIENCE.name, (), how, "a column of contact points")


def _systems(content: Content, known: Mapping[str, Format]) -> Iterator[Match]:
    for given in known.values():
        if content.kind not in _KINDS[given.kind]:
            continue
        held = [part for part in given.parts if _is_in(part, given, content)]
        for table in dict.fromkeys(part.table for part in held):
            yield _match(given, [p for p in held if p.table == table], table, content)


def _is_in(part: Part, given: Format, content: Content) -> bool:
    if given.kind == "csv":
        return (
            content.header is not False
            and bool(part.needs)
            and not part.lacking(content.names)
        )
    if given.kind == "headless":
        width = len(content.shown)
        return content.header is False and 1 < width <= len(given.header)
    if given.kind == "lines":
        return content.header is False and len(content.shown) == 1
    return _is_in_records(part, given, content)


def _is_in_records(part: Part, given: Format, content: Content) -> bool:
    """Return whether the first records all are of a system and one holds the part."""
    records = [objects.unwrapped(r, given.unwrap) for r in content.records[:SAMPLE]]
    marks = set(given.marks)
    if not records or not all(
        isinstance(r, dict) and marks & r.keys() for r in records
    ):
        return False
    needs = part.needs or tuple(part.columns.values())
    return any(
        all(value is not None for value in row)
        for record in records
        for row in objects.rows_at(record, part.each, needs)
    )


def _match(given: Format, parts: list[Part], table: str, content: Content) -> Match:
    named = [part for part in parts if part.files and part.is_named(_file(content))]
    parts = named or parts
    names = tuple(part.name for part in parts)
    if given.kind in {"headless", "lines"}:
        how = "likely" if named else "possible"
        why = "its name" if named else "any such list could be"
        return Match(given.name, table, names, how, why)
    if given.kind == "json":
        return Match(given.name, table, names, "sure", "the keys of its records")
    expected = {folded(name) for part in parts for name in part.paths}
    own = {folded(name) for name in content.names}
    is_telling = len(expected & own) > _TELLING or own <= expected
    if named and len(named) == 1:
        return Match(given.name, table, names, "sure", "its columns and its name")
    if is_telling and len(parts) == 1:
        return Match(given.name, table, names, "sure", "its columns")
    return Match(given.name, table, names, "likely", "the columns that it needs")


def _file(content: Content) -> str:
    return content.label.rpartition("/")[2]
