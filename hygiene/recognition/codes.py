"""Codes: which values of a column may be shown, as words of a system or of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import polars as pl

from hygiene.recognition.names import bare, canonical_names
from hygiene.sources.formats.spec import Format
from hygiene.tables import TABLES

_MOST_CODES = 12
_LEAST_REPEATS = 10
_CODE = re.compile(r"[A-Za-z*][A-Za-z0-9 ._*/-]{0,29}")
_PERSONAL = re.compile(
    r"name|nom|first|last|street|address|city|town|note|comment|title|person|title"
    r"|\bip\b|birth|owner|company|user|contact|key|campaign|subject|label|value"
)
_ID = re.compile(r"(^|[\s_])(?i:id)$|[a-z]I[dD]$|uuid$")


def codes_among(values: pl.Series, name: str, known: Mapping[str, Format]) -> list[str]:
    """Return which codes a column holds and how often; nothing if it holds others.

    Args:
        values: The filled values.
        name: The column's name, or its place where the name may be data.
        known: The formats, whose codes may be shown.

    >>> codes_among(pl.Series(["given", "given"]), "action", {})
    ['given (2)']
    >>> codes_among(pl.Series(["given"]), "contact_id", {})
    []
    """
    counted = values.value_counts(sort=True).head(_MOST_CODES + 1)
    if counted.height > _MOST_CODES:
        return []
    is_few = len(values) >= _LEAST_REPEATS * counted.height and _may_be_shown(name)
    # A code may be a number, and so the id of a person.
    codes = set() if _ID.search(name) else known_codes(known)
    said, hidden = [], 0
    for text, count in counted.sort(
        "count", values.name, descending=[True, False]
    ).iter_rows():
        if bare(text) in codes or (is_few and is_code(text)):
            said.append(f"{text} ({count:,})")
        else:
            hidden += 1
    if not said:
        return []
    more = [f"{hidden} other value(s), not shown"] if hidden else []
    return [", ".join(said), *more]


def _may_be_shown(name: str) -> bool:
    lower = name.lower().replace("_", " ")
    if lower.startswith("column "):
        return False
    is_source = canonical_names([name], ["source"]) != {}
    return is_source or not _PERSONAL.search(lower)


def is_code(text: str) -> bool:
    """Return whether a value may be shown as a code: short, and no address or number.

    >>> is_code("opted_in"), is_code("a@example.com"), is_code("07700900123")
    (True, False, False)
    """
    return bool(_CODE.fullmatch(text)) and not re.search(r"\d{5}", text)


def known_codes(known: Mapping[str, Format]) -> set[str]:
    """Return every code of the tables and of formats, bare."""
    return {bare(code) for code in _codes(known)} - {""}


def _codes(known: Mapping[str, Format]) -> Iterator[str]:
    for table in TABLES.values():
        for column in table.columns:
            yield from column.codes
    for one in known.values():
        for part in one.parts:
            for named in (*part.codes.values(), *part.skip.values()):
                yield from named
    yield from ("yes", "no", "true", "false", "individual", "corporate")
