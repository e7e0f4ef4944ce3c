"""Suites: reviewed lists of expectations, read so strictly that none can go missing.

Great Expectations logs an expectation whose type it does not know and leaves it out,
and a suite left empty passes. A gate may do neither, so the whole suite is checked
here, before anything runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hygiene.errors import GateError, listed, nearest
from hygiene.gates.registry import SUITES, Rule
from hygiene.resources import shipped_folder

_ITEMS = "expectations"
_SUITE_KEYS = {"name", "meta", _ITEMS}
_KEYS = {"type", "kwargs", "severity", "description", "meta"}
_TEXTS = ("why", "remedy")
_META_KEYS = {*_TEXTS, "cannot_see", "waivable"}


@dataclass(frozen=True, slots=True)
class Declared:
    """One expectation as a suite declares it.

    Attributes:
        type: Its type.
        title: What is expected, in a sentence.
        why: The promise, statute or lesson behind it.
        remedy: What to do when it fails.
        cannot_see: What it does not look at.
        severity: `critical` or `warning`.
        waivable: Whether a waiver may let it fail for a time.
        sql: A query for the cases that break it.
    """

    type: str
    title: str
    why: str
    remedy: str
    cannot_see: str
    severity: str
    waivable: bool
    sql: str


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that may be run.

    Attributes:
        name: Its name.
        expectations: All of its expectations, in order.
    """

    name: str
    expectations: tuple[Declared, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """SQL that the expectations of every suite share, in the order it is run.

    Attributes:
        macros: How texts and times are read; they need no table.
        definitions: Tables and views over what is checked.
    """

    macros: tuple[str, ...]
    definitions: tuple[str, ...]


class BrokenGateError(GateError):
    """The gate itself cannot be trusted; nothing was checked, nothing is released."""

    def __init__(self, problem: str) -> None:
        """Say that the gate is broken, not the list."""
        super().__init__(f"The gate is broken, so nothing is released. {problem}")


def read_suite(name: str, folder: Path | None = None) -> Suite:
    """Return a suite, or raise rather than let an expectation go missing.

    Args:
        name: The suite's name, one of `SUITES`; it lies in `<name>.json`.
        folder: Where suites lie; by default the folder that ships.

    Raises:
        BrokenGateError: Anything in it is unknown, missing, repeated or weakened.

    >>> len(read_suite("removed").expectations)
    3
    """
    folder = folder or shipped_folder("expectations")
    file = f"{name}.json"
    content = _parsed(folder / file)
    problems = list(_problems(content, name, SUITES[name]))
    if problems:
        raise BrokenGateError(f"In {file}: {' '.join(problems)}")
    return Suite(name, tuple(_declared(item, folder) for item in content[_ITEMS]))


def waivable() -> set[str]:
    """Return the types of all expectations that a waiver may let fail for a time.

    >>> "expect_no_suppressed_contact" in waivable()
    False
    """
    suites = map(read_suite, SUITES)
    return {one.type for suite in suites for one in suite.expectations if one.waivable}


def read_shared(folder: Path | None = None) -> Shared:
    """Return the SQL that all suites share.

    Raises:
        BrokenGateError: A file cannot be read, or there is none.

    >>> len(read_shared().macros)
    2
    """
    folder = folder or shipped_folder("expectations")
    parts = []
    for name in ("macros", "definitions"):
        paths = sorted((folder / name).glob("*.sql"))
        if not paths:
            raise BrokenGateError(f"The folder {name} of the suites holds no SQL.")
        parts.append(tuple(map(_read, paths)))
    return Shared(*parts)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_read(path), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise BrokenGateError(f"{path.name} is not JSON: {error}.") from None
    if not isinstance(content, dict) or set(content) != _SUITE_KEYS:
        raise BrokenGateError(
            f"{path.name} must have exactly the keys {listed(sorted(_SUITE_KEYS))}."
        )
    return content


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BrokenGateError(f"{path.name} is missing or cannot be read.") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key is repeated")
    return content


def _problems(
    content: dict[str, Any], name: str, rules: Mapping[str, Rule]
) -> Iterator[str]:
    if content["name"] != name:
        yield f"its name is not '{name}'."
    items = content[_ITEMS]
    if not isinstance(items, list) or not items:
        yield "it declares no expectations, so it would pass anything."
        return
    for place, item in enumerate(items, start=1):
        if not isinstance(item, dict) or set(item) != _KEYS:
            yield f"expectation {place} must have exactly {listed(sorted(_KEYS))}."
            return
    yield from _wrong_types([str(item["type"]) for item in items], rules)
    for item in items:
        if item["type"] in rules:
            yield from _weaknesses(item, rules[item["type"]])


def _wrong_types(types: list[str], rules: Mapping[str, Rule]) -> Iterator[str]:
    for kind in types:
        if kind not in rules:
            yield f"there is no expectation '{kind}'.{nearest(kind, rules)}"
    repeated = sorted({kind for kind in types if types.count(kind) > 1})
    if repeated:
        yield f"{listed(repeated)} is declared more than once."
    missing = [kind for kind in rules if kind not in types]
    if missing:
        yield f"the required {listed(missing)} is missing."


def _weaknesses(item: dict[str, Any], rule: Rule) -> Iterator[str]:
    kind, meta = item["type"], item["meta"]
    if item["kwargs"] != {}:
        # No rule takes any: a `mostly` would let a part of the cases through.
        yield f"'{kind}' must have empty kwargs; 'mostly' and others would weaken it."
    if item["severity"] != rule.severity:
        yield f"the severity of '{kind}' must be '{rule.severity}'."
    if not isinstance(meta, dict) or set(meta) != _META_KEYS:
        yield f"the meta of '{kind}' must have exactly {listed(sorted(_META_KEYS))}."
        return
    if not isinstance(meta["waivable"], bool):
        yield f"'waivable' of '{kind}' must be true or false."
    elif meta["waivable"] and rule.is_promise:
        yield f"'{kind}' is a promise about suppression or consent: never waivable."
    said = [item["description"], *(meta[name] for name in _TEXTS)]
    if not all(isinstance(text, str) and text.strip() for text in said):
        yield f"'{kind}' leaves its description, its 'why' or its 'remedy' blank."
    if not isinstance(meta["cannot_see"], str):
        yield f"'cannot_see' of '{kind}' must be a text; blank where it sees all."


def _declared(item: dict[str, Any], folder: Path) -> Declared:
    return Declared(
        type=item["type"],
        title=item["description"],
        severity=item["severity"],
        sql=_read(folder / "sql" / f"{item['type']}.sql"),
        **item["meta"],
    )
