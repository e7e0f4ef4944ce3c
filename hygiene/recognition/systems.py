"""Systems: which format a file has, how sure that is, and what else it could be."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping

from hygiene.recognition.cells import (
    Cells,
    cells_of,
    has_codes,
    is_headless,
    is_list,
    says_codes,
)
from hygiene.recognition.content import SAMPLE, Content
from hygiene.recognition.matches import SEVERAL, Match, is_akin
from hygiene.recognition.names import canonical_names
from hygiene.sources.formats.spec import Format, Part, folded
from hygiene.sources.raw import objects
from hygiene.sources.reading import CANONICAL
from hygiene.tables import AUDIENCE, EVIDENCE

CONTACT_POINTS = ("email", "phone", "postal_key")
_ANY_LIST = (*CONTACT_POINTS, "contact_id", "address", "value")
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
    "csv": ("csv", "workbook"),
    "headless": ("csv",),
    "lines": ("lines", "csv"),
    "json": ("json", "ndjson"),
}


def matches_of(content: Content, known: Mapping[str, Format]) -> list[Match]:
    """Return everything that a file could be, the surest first.

    Args:
        content: The file.
        known: The formats by name.
    """
    found = [*_canonical(content), *_systems(content, known)]
    return sorted(found, key=lambda match: (-match.rank, match.format, match.table))


def is_of_orders(content: Content) -> bool:
    """Return whether a file is about dealings: such a file never proves consent."""
    words = _split(content.label).union(*map(_split, content.names))
    return bool(words & (_ORDERS | {f"{word}s" for word in _ORDERS}))


def _split(name: str) -> set[str]:
    return set("".join(c if c.isalpha() else " " for c in name.casefold()).split())


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
    cells = cells_of(content)
    held = {
        given.name: _held(given, content, cells)
        for given in known.values()
        if content.kind in _KINDS[given.kind]
    }
    for name, parts in held.items():
        given = known[name]
        if not parts:
            continue
        if _is_of_no_use(given, content):
            yield Match(name, "", (), "sure", "its columns and its name")
            continue
        akin = [part for other in held if is_akin(name, other) for part in held[other]]
        how, why = _certainty(given, parts, akin, content, cells)
        for table in dict.fromkeys(part.table for part in parts):
            names = tuple(part.name for part in parts if part.table == table)
            yield Match(name, table, names, how, why)


def _held(given: Format, content: Content, cells: Cells) -> list[Part]:
    """Return the parts that a file may hold; its name alone may say which of them."""
    named = [part for part in given.parts if _is_named(part, content)]
    held = [p for p in named or given.parts if _is_in(p, given, content, cells)]
    if given.kind == "csv" and not any(map(_is_telling, held)):
        return []
    return held


def _is_named(part: Part, content: Content) -> bool:
    return bool(part.files) and part.is_named(content.file_name)


def _is_of_no_use(given: Format, content: Content) -> bool:
    """Return whether a file's name is one that says nothing of whom to write to."""
    return not any(_is_named(part, content) for part in given.parts) and any(
        fnmatch.fnmatchcase(content.file_name.lower(), other) for other in given.others
    )


def _is_telling(part: Part) -> bool:
    """Return whether a part needs more than an address, which any list has."""
    return len(canonical_names(part.needs, _ANY_LIST)) < len(part.needs)


def _is_in(part: Part, given: Format, content: Content, cells: Cells) -> bool:
    if given.kind == "csv":
        return (
            content.header is not False
            and bool(part.needs)
            and not part.lacking(content.names)
            and has_codes(part, cells)
        )
    if given.kind == "headless":
        width = len(content.shown)
        is_wide = content.header is False and 1 < width <= len(given.header)
        return is_wide and is_headless(part, given, cells)
    if given.kind == "lines":
        is_narrow = content.header is False and len(content.shown) == 1
        return is_narrow and is_list(part, given, cells)
    return _is_in_records(part, given, content)


def _is_in_records(part: Part, given: Format, content: Content) -> bool:
    """Return whether the first records all are of a system and one holds the part."""
    records = [objects.unwrapped(r, given.unwrap) for r in content.records[:SAMPLE]]
    marks = set(given.marks)
    if not records or not all(
        isinstance(r, dict) and marks & r.keys() for r in records
    ):
        return False
    needs = part.needs or _required(part)
    return any(
        all(value is not None for value in row)
        for record in records
        for row in objects.rows_at(record, part.each, needs)
    )


def _required(part: Part) -> tuple[str, ...]:
    """Return the paths of what the table requires.

    A campaign may say the channel, and an id is made where there is none.
    """
    table = EVIDENCE[part.table]
    required = {c.name for c in table.columns if c.required}
    asked = required - {"channel", table.id_column}
    return tuple(path for name, path in part.columns.items() if name in asked)


def _certainty(
    given: Format, parts: list[Part], akin: list[Part], content: Content, cells: Cells
) -> tuple[str, str]:
    """Return how sure a format is, and what was seen."""
    is_named = any(_is_named(part, content) for part in parts)
    if given.kind in {"headless", "lines"}:
        is_named = is_named or _split(given.name) <= _split(content.file_name)
        return _certainty_of_list(given, parts, cells, is_named=is_named)
    if len({part.files for part in parts}) > 1:
        is_one_table = len({part.table for part in parts}) == 1
        how = "likely" if is_one_table else "possible"
        return how, f"the columns {SEVERAL}"
    if given.kind == "json":
        return "sure", "the keys of its records"
    if is_named:
        return "sure", "its columns and its name"
    expected = {folded(name) for part in akin for name in part.paths}
    own = {folded(name) for name in content.names}
    is_much = len(expected & own) > _TELLING or own <= expected
    return ("sure", "its columns") if is_much else ("likely", "the columns it needs")


def _certainty_of_list(
    given: Format, parts: list[Part], cells: Cells, *, is_named: bool
) -> tuple[str, str]:
    if is_named:
        return "likely", "its name"
    if given.is_hashed:
        return "likely", "its lines are digests"
    if any(says_codes(part, given, cells) for part in parts):
        return "likely", "an address and a code of its own in each row"
    return "possible", "any such list could be"
