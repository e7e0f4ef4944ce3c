"""Waivers: a named expectation may fail until a date, and every report says so.

`waivers.toml` lies beside the campaign file:

    [[waivers]]
    expectation = "expect_no_role_address"
    reason = "The branch mailboxes are contracts; ticket 4711 moves them."
    approved_by = "head of CRM"
    expires = 2026-12-31
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hygiene.checks import Checker
from hygiene.errors import InputError, nearest
from hygiene.gates.result import Check, GateResult, Waiver

FILE = "waivers.toml"

_KEYS = ("expectation", "reason", "approved_by", "expires")
_MAX_BYTES = 1_000_000


def read_waivers(
    path: Path, *, known: Collection[str], waivable: Collection[str]
) -> tuple[Waiver, ...]:
    """Return the waivers in the file at `path`; none when there is no such file.

    Args:
        path: A TOML file; expired waivers in it are read like the others.
        known: Every expectation that there is.
        waivable: Those whose suite says that they may be waived.

    Raises:
        InputError: The file cannot be used; everything that is wrong is listed.

    >>> read_waivers(Path("no_such_file.toml"), known=[], waivable=[])
    ()
    """
    if not path.exists() and not path.is_symlink():
        return ()
    content = _parsed(path)
    check = Checker(path.name)
    check.known(content, ["waivers"], "the file")
    items = check.get(content, "waivers", list, "the file", [])
    found = [
        _waiver(item, f"waiver {number}", check, known, waivable)
        for number, item in enumerate(items, start=1)
    ]
    counted = Counter(waiver.expectation for waiver in found if waiver.expectation)
    for name, times in counted.items():
        if times > 1:
            check.add(f"'{_shown(name)}' is waived {times} times; keep one of them.")
    check.finish()
    return tuple(found)


def apply_waivers(
    result: GateResult, waivers: Sequence[Waiver], as_of: datetime, zone: str
) -> GateResult:
    """Return a result in which waived checks no longer hold a list back.

    Only a critical check that failed can be waived: not one that could not be made,
    and nothing at all when the gate itself is broken. A waiver holds through the day
    on which it expires, in the zone of the campaign.

    Args:
        result: What the gate said.
        waivers: What `read_waivers` returned.
        as_of: The instant for which the gate was asked.
        zone: The campaign's time zone; `as_of` is read in it when it has none.

    >>> from datetime import UTC
    >>> failed = Check("expect_x", "No x.", "", "failed", 2)
    >>> waiver = Waiver("expect_x", "Known gap.", "head of CRM", "2026-12-31")
    >>> moment = datetime(2026, 11, 24, tzinfo=UTC)
    >>> apply_waivers(GateResult((failed,)), [waiver], moment, "UTC").passed
    True
    """
    if result.is_broken or not waivers:
        return result
    local = as_of.astimezone(ZoneInfo(zone)) if as_of.tzinfo else as_of
    today = local.date().isoformat()
    in_force = {item.expectation: item for item in waivers if item.expires >= today}
    checks = tuple(_waived(check, in_force) for check in result.checks)
    notes = tuple(_notes(waivers, checks, today))
    return replace(result, checks=checks, notes=(*result.notes, *notes))


def _waived(check: Check, in_force: Mapping[str, Waiver]) -> Check:
    waiver = in_force.get(check.expectation)
    if waiver is None or check.outcome != "failed":
        return check
    return replace(check, waiver=waiver)


def _notes(
    waivers: Sequence[Waiver], checks: Sequence[Check], today: str
) -> Iterator[str]:
    """Say which waivers do nothing, and why."""
    used = {check.expectation for check in checks if check.waiver}
    unsure = {check.expectation for check in checks if check.state == "not checked"}
    for waiver in waivers:
        name = waiver.expectation
        if waiver.expires < today:
            yield (
                f"The waiver of {name} expired on {waiver.expires} and no longer "
                f"counts; delete it from {FILE}, or have it approved anew."
            )
        elif name in unsure:
            yield (
                f"The waiver of {name} does not count: what could not be checked "
                "cannot be waived."
            )
        elif name not in used:
            yield f"The waiver of {name} is not needed; delete it from {FILE}."


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path.name} is larger than 1 MB; is it a waiver file?")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        why = error.strerror or "the file is unreadable"
        raise InputError(f"{path.name} cannot be read: {why}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        # What the parser says could quote the file.
        raise InputError(
            f"{path.name} is not a TOML file; docs/gates.md shows one."
        ) from None


def _waiver(
    item: Any,
    place: str,
    check: Checker,
    known: Collection[str],
    waivable: Collection[str],
) -> Waiver:
    if not isinstance(item, Mapping):
        check.add(f"{place} must be a table, written as [[waivers]].")
        return Waiver("", "", "", "")
    check.known(item, _KEYS, place)
    name = check.require(item, "expectation", place).strip()
    if name:
        _check_name(name, place, check, known, waivable)
    return Waiver(
        expectation=name,
        reason=_text(item, "reason", place, check),
        approved_by=_text(item, "approved_by", place, check).removeprefix("the "),
        expires=_day(item, place, check),
    )


def _check_name(
    name: str,
    place: str,
    check: Checker,
    known: Collection[str],
    waivable: Collection[str],
) -> None:
    if name not in known:
        hint = nearest(name, known)
        check.add(f"{place}: there is no expectation '{_shown(name)}'.{hint}")
    elif name not in waivable:
        check.add(
            f"{place}: '{name}' can never be waived. Promises about suppression and "
            "consent, and whatever its suite does not call waivable, hold without "
            "exception: correct the list instead."
        )


def _text(item: Mapping[str, Any], key: str, place: str, check: Checker) -> str:
    """Return a text on one line; note what must not stand in a report."""
    text = " ".join(check.require(item, key, place).split())
    if "@" in unicodedata.normalize("NFKC", text):
        advice = (
            "say a role such as 'head of CRM'"
            if key == "approved_by"
            else "say it without an address"
        )
        check.add(f"{place}: '{key}' holds an '@', but reports show it; {advice}.")
    if not text.isprintable():
        check.add(f"{place}: '{key}' holds a character that cannot be shown.")
    return text


def _day(item: Mapping[str, Any], place: str, check: Checker) -> str:
    said = item.get("expires")
    if "expires" not in item:
        check.add(f"{place}: 'expires' is missing.")
    elif not isinstance(said, date) or isinstance(said, datetime):
        check.add(f"{place}: 'expires' must be a date such as 2026-12-31, unquoted.")
    else:
        return said.isoformat()
    return ""


def _shown(name: str) -> str:
    """Return a name that the file gives, unless it could be a person's address."""
    is_name = name.replace("_", "").replace("-", "").isalnum() and name.isascii()
    return name if is_name else "(withheld)"
