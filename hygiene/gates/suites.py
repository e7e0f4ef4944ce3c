"""Suites: reviewed lists of expectations, read so strictly that none can go missing.

Great Expectations logs an expectation whose type it does not know and leaves it out,
and a suite left empty passes. A gate may do neither, so the whole suite is checked
here, before anything runs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hygiene.errors import GateError, listed, nearest
from hygiene.resources import shipped_folder

REQUIRED: dict[str, tuple[str, ...]] = {
    "kept": (
        "expect_every_kept_row_to_have_a_contact_point",
        "expect_only_valid_contact_points",
        "expect_no_contact_point_twice",
        "expect_kept_contact_points_from_the_audience",
        "expect_rows_to_balance",
        "expect_no_contact_without_ground",
        "expect_no_contact_known_only_by_dealings",
        "expect_no_contact_held_only_as_processor",
        "expect_no_suppressed_contact",
        "expect_no_withdrawn_contact",
        "expect_no_role_address",
        "expect_no_disposable_address",
        "expect_no_contact_over_the_limit",
    ),
}
"""What a suite must hold, whatever else it holds, each as `critical`."""

_SUITE_KEYS = {"name", "meta", "expectations"}
_KEYS = {"type", "kwargs", "severity", "description", "meta"}
_META_KEYS = {"why", "remedy", "cannot_see"}
_SEVERITIES = ("critical", "warning")


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
        sql: A query for the cases that break it.
    """

    type: str
    title: str
    why: str
    remedy: str
    cannot_see: str
    severity: str
    sql: str


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that may be run.

    Attributes:
        name: Its name.
        expectations: All of its expectations, in order.
        definitions: SQL that the expectations share, in the order it is run.
    """

    name: str
    expectations: tuple[Declared, ...]
    definitions: tuple[str, ...]


class BrokenGateError(GateError):
    """The gate itself cannot be trusted; nothing was checked, nothing is released."""

    def __init__(self, problem: str) -> None:
        """Say that the gate is broken, not the list."""
        super().__init__(f"The gate is broken, so nothing is released. {problem}")


def read_suite(name: str, known: Collection[str], folder: Path | None = None) -> Suite:
    """Return a suite, or raise rather than let an expectation go missing.

    Args:
        name: The suite's name; it lies in `<name>.json`.
        known: The types that the gate knows how to check.
        folder: Where suites lie; by default the folder that ships.

    Raises:
        BrokenGateError: Anything in it is unknown, missing, repeated or weakened.

    >>> len(read_suite("kept", REQUIRED["kept"]).expectations)
    8
    """
    folder = folder or shipped_folder("expectations")
    file = f"{name}.json"
    content = _parsed(folder / file)
    problems = list(_problems(content, name, known))
    if problems:
        raise BrokenGateError(f"In {file}: {' '.join(problems)}")
    expectations = tuple(_declared(item, folder) for item in content["expectations"])
    paths = sorted((folder / "definitions").glob("*.sql"))
    return Suite(name, expectations, tuple(_read(path) for path in paths))


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
    content: dict[str, Any], name: str, known: Collection[str]
) -> Iterator[str]:
    if content["name"] != name:
        yield f"its name is not '{name}'."
    items = content["expectations"]
    if not isinstance(items, list) or not items:
        yield "it declares no expectations, so it would pass anything."
        return
    for place, item in enumerate(items, start=1):
        if not isinstance(item, dict) or set(item) != _KEYS:
            yield f"expectation {place} must have exactly {listed(sorted(_KEYS))}."
            return
    types = [str(item["type"]) for item in items]
    for kind in types:
        if kind not in known:
            yield f"there is no expectation '{kind}'.{nearest(kind, known)}"
    repeated = sorted({kind for kind in types if types.count(kind) > 1})
    if repeated:
        yield f"{listed(repeated)} is declared more than once."
    missing = [kind for kind in REQUIRED.get(name, ()) if kind not in types]
    if missing:
        yield f"the required {listed(missing)} is missing."
    for item in items:
        yield from _weaknesses(item, name)


def _weaknesses(item: dict[str, Any], name: str) -> Iterator[str]:
    kind, meta = item["type"], item["meta"]
    if item["kwargs"] != {}:
        # No rule takes any: a `mostly` would let a part of the cases through.
        yield f"'{kind}' must have empty kwargs; 'mostly' and others would weaken it."
    if item["severity"] not in _SEVERITIES:
        yield f"'{kind}' has a severity other than {listed(_SEVERITIES)}."
    elif kind in REQUIRED.get(name, ()) and item["severity"] != _SEVERITIES[0]:
        yield f"'{kind}' is required, so its severity must be 'critical'."
    if not isinstance(meta, dict) or set(meta) != _META_KEYS:
        yield f"the meta of '{kind}' must have exactly {listed(sorted(_META_KEYS))}."
        return
    said = [item["description"], *meta.values()]
    if not all(isinstance(text, str) and text.strip() for text in said):
        yield f"'{kind}' leaves its description or a text of its meta blank."


def _declared(item: dict[str, Any], folder: Path) -> Declared:
    return Declared(
        type=item["type"],
        title=item["description"],
        severity=item["severity"],
        sql=_read(folder / "sql" / f"{item['type']}.sql"),
        **item["meta"],
    )
