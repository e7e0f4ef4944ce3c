"""Who answers for a snapshot and how long it is kept: what only people can say."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hygiene.checks import Checker
from hygiene.errors import InputError

_MAX_BYTES = 1_000_000
_BASES = [
    "consent",
    "soft_opt_in",
    "legitimate_interest",
    "contract",
    "legal_obligation",
]
_TEXTS = {
    "controller": (("name", "contact"), ("dpo",)),
    "processing": ((), ("ropa_ref", "dpia_ref")),
    "retention": (("rule", "legal_ground"), ()),
    "pseudonymisation": (("custodian",), ()),
}
_LISTS = {
    "controller": ("joint",),
    "processing": ("purposes", "lawful_basis", "subjects", "data", "recipients"),
}
_DATES = {"retention": ("until", "key_destroy_after")}
_NUMBERS = {"pseudonymisation": ("generation",)}
_TABLES = {"processing": ("transfers",)}


def read_about(path: str | Path) -> dict[str, Any]:
    """Return what a TOML file says of the controller, processing and retention.

    Raises:
        InputError: It cannot be used; everything that is wrong is listed.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError(f"There is no file '{path.name}'.") from None
    if len(content) > _MAX_BYTES:
        raise InputError(f"'{path.name}' is larger than 1 MB.")
    try:
        said = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise InputError(f"'{path.name}' is not a TOML file.") from None
    return checked(said, path.name)


def checked(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the sections with every key of theirs, null where it is not said.

    Raises:
        InputError: Something is missing, unknown or of the wrong type.
    """
    check = Checker(f"'{name}'")
    check.known(said, _TEXTS, "the file")
    sections = {
        section: _section(check, section, check.get(said, section, dict, name, {}))
        for section in _TEXTS
    }
    check.finish()
    return sections


def _section(
    check: Checker, section: str, content: Mapping[str, Any]
) -> dict[str, Any]:
    place = f"[{section}]"
    needed, optional = _TEXTS[section]
    lists, dates = _LISTS.get(section, ()), _DATES.get(section, ())
    numbers, tables = _NUMBERS.get(section, ()), _TABLES.get(section, ())
    check.known(content, (*needed, *optional, *lists, *dates, *numbers, *tables), place)
    found: dict[str, Any] = {
        **{name: check.require(content, name, place) for name in needed},
        **{name: check.get(content, name, str, place) for name in optional},
        **{name: list(check.texts(content, name, place)) for name in lists},
        **{name: _date(check, content, name, place) for name in dates},
        **{name: check.get(content, name, int, place, 1) for name in numbers},
        **{name: check.get(content, name, list, place, []) for name in tables},
    }
    for basis in found.get("lawful_basis", []):
        check.choice({"lawful_basis": basis}, "lawful_basis", _BASES, place, _BASES[0])
    return found


def _date(check: Checker, content: Mapping[str, Any], name: str, place: str) -> str:
    value = content.get(name)
    if type(value) is date:
        return value.isoformat()
    check.add(f"{place}: '{name}' must be a date such as 2029-12-31.")
    return ""
