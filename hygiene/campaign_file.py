"""The campaign file: TOML in, a campaign and its table entries out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hygiene.campaign import (
    BY_COUNTRY,
    DUPLICATE_KEYS,
    PERMISSION_KEYS,
    TREATMENTS,
    Addresses,
    Campaign,
    Limits,
    is_zone,
    read_instant,
)
from hygiene.checks import Checker
from hygiene.errors import InputError
from hygiene.policy import load_policy
from hygiene.sources.entries import Entry
from hygiene.sources.frames import open_table
from hygiene.tables import AUDIENCE, EVIDENCE, table_named
from hygiene.vocabulary import Channel, Message, codes

_SECTIONS = ("campaign", "policy_by_country", "tables", "limits", "addresses")
_CAMPAIGN_KEYS = (
    "id",
    "controller",
    "channel",
    "purpose",
    "message",
    "as_of",
    "known_at",
    "timezone",
    "policy",
    "categories",
    "permission_key",
    "default_region",
)
_ENTRY_KEYS = (
    "path",
    "format",
    "columns",
    "constants",
    "timezone",
    "as_at",
    "max_age",
    "on_bad_rows",
    "allow_public_domains",
)
_BAD_ROWS = ["error", "remove"]
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """What a campaign file says.

    Attributes:
        campaign: The campaign.
        entries: Table name to its entries, in the order of the file.
    """

    campaign: Campaign
    entries: dict[str, list[Entry]]


def read_campaign_file(
    path: str | Path,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> CampaignFile:
    """Return what the campaign file at `path` says.

    Args:
        path: A TOML file; paths in it are relative to it.
        as_of: Overrides the file's; naive values are read in the campaign's zone.
        known_at: Overrides the file's.

    Raises:
        InputError: The file cannot be used; everything that is wrong is listed.
    """
    path = Path(path)
    content = _parse(path)
    check = Checker(f"The campaign file {path.name}")
    check.known(content, _SECTIONS, "the file")
    for section in ("campaign", "tables"):
        if not isinstance(content.get(section), Mapping):
            check.add(f"the section [{section}] is missing.")
            content[section] = {}
    zone = content["campaign"].get("timezone", "UTC")
    fields = _campaign_fields(content, check, as_of, known_at)
    _check_policies(fields, path.parent, check)
    entries = _entries(content["tables"], zone, path.parent, check)
    check.finish()
    return CampaignFile(Campaign(**fields, folder=path.parent), entries)


def _parse(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError(f"There is no campaign file '{path.name}'.")
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(f"{path.name} is larger than 1 MB; is it a campaign file?")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path.name} is not a TOML file: {error}") from None


def _campaign_fields(
    content: dict[str, Any],
    check: Checker,
    as_of: datetime | None,
    known_at: datetime | None,
) -> dict[str, Any]:
    said = content["campaign"]
    place = "[campaign]"
    check.known(said, _CAMPAIGN_KEYS, place)
    zone = _zone(check, said, place, required=True)
    moment = as_of or _moment(check, said, "as_of", place, zone)
    if moment is None and "as_of" not in said:
        check.add(f"{place}: 'as_of' is missing; say it there or with --as-of.")
    countries = check.get(content, "policy_by_country", dict, "the file")
    return {
        "id": check.require(said, "id", place),
        "controller": check.require(said, "controller", place),
        "channel": check.choice(said, "channel", codes(Channel), place, "?"),
        "purpose": check.require(said, "purpose", place),
        "message": check.choice(said, "message", codes(Message), place, "marketing"),
        "as_of": moment,
        "known_at": known_at or _moment(check, said, "known_at", place, zone),
        "timezone": zone,
        "policy": check.require(said, "policy", place),
        "policy_by_country": countries,
        "categories": check.texts(said, "categories", place),
        "permission_key": check.choice(
            said, "permission_key", PERMISSION_KEYS, place, "address"
        ),
        "default_region": _region(check, said),
        "limits": _limits(content, check),
        "addresses": _addresses(content, check),
    }


def _moment(
    check: Checker, content: Mapping[str, Any], key: str, place: str, zone: str
) -> datetime | None:
    if key not in content or not is_zone(zone):
        return None
    try:
        return read_instant(content[key], zone)
    except ValueError as error:
        check.add(f"{place}: '{key}': {error}")
        return None


def _zone(
    check: Checker, content: Mapping[str, Any], place: str, *, required: bool = False
) -> str:
    name = (
        check.require(content, "timezone", place)
        if required
        else check.get(content, "timezone", str, place, "")
    )
    if name and not is_zone(name):
        check.add(f"{place}: 'timezone' is not an IANA zone such as 'Europe/London'.")
    return str(name)


def _region(check: Checker, said: Mapping[str, Any]) -> str | None:
    region = check.get(said, "default_region", str, "[campaign]")
    return region.strip().upper() if region else None


def _limits(content: dict[str, Any], check: Checker) -> Limits | None:
    said = check.get(content, "limits", dict, "the file")
    if said is None:
        return None
    check.known(said, ("max_sends", "per"), "[limits]")
    most = check.get(said, "max_sends", int, "[limits]")
    window = check.duration(said, "per", "[limits]")
    if most is None or window is None:
        check.add("[limits]: 'max_sends' and 'per' are both needed.")
        return None
    return Limits(most, window)


def _addresses(content: dict[str, Any], check: Checker) -> Addresses:
    said = check.get(content, "addresses", dict, "the file", {})
    place = "[addresses]"
    check.known(said, ("role", "disposable", "duplicates"), place)
    return Addresses(
        role=check.choice(said, "role", TREATMENTS, place, "remove"),
        disposable=check.choice(said, "disposable", TREATMENTS, place, "flag"),
        duplicates=check.choice(said, "duplicates", DUPLICATE_KEYS, place, "address"),
    )


def _entries(
    tables: Mapping[str, Any], zone: str, folder: Path, check: Checker
) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = {}
    check.known(tables, [AUDIENCE.name, *EVIDENCE], "[tables]")
    if AUDIENCE.name not in tables:
        check.add("[tables.audience] is missing.")
    for name, said in tables.items():
        if name not in {AUDIENCE.name, *EVIDENCE}:
            continue
        several = said if isinstance(said, list) else [said]
        if not several:
            check.add(f"[tables.{name}] names no file.")
        entries[name] = [
            entry
            for one in several
            if (entry := _entry(name, one, zone, folder, check)) is not None
        ]
    if len(entries.get(AUDIENCE.name, ())) > 1:
        check.add("[tables.audience] is one table; give its files as one entry.")
    return entries


def _entry(
    name: str, said: Any, zone: str, folder: Path, check: Checker
) -> Entry | None:
    place = f"[tables.{name}]"
    if not isinstance(said, Mapping):
        check.add(f"{place} must be a table with a 'path'.")
        return None
    check.known(said, _ENTRY_KEYS, place)
    if said.get("format", "canonical") != "canonical":
        check.add(f"{place}: the only format is 'canonical'.")
    if "path" not in said:
        check.add(f"{place}: 'path' is missing.")
        return None
    try:
        sources = open_table(said["path"], name, folder)
    except InputError as error:
        check.add(f"{place}: {error}")
        return None
    own_zone = _zone(check, said, place) or zone
    return Entry(
        table=table_named(name).name,
        sources=tuple(sources),
        timezone=own_zone,
        columns=_columns(check, said, place),
        constants=_constants(check, said, place),
        as_at=_moment(check, said, "as_at", place, own_zone),
        max_age=check.duration(said, "max_age", place),
        drop_bad_rows=check.choice(said, "on_bad_rows", _BAD_ROWS, place, "error")
        == "remove",
        allow_public_domains=check.get(
            said, "allow_public_domains", bool, place, default=False
        ),
    )


def _columns(check: Checker, said: Mapping[str, Any], place: str) -> dict[str, str]:
    columns: dict[str, str] = check.get(said, "columns", dict, place, {})
    if all(isinstance(name, str) for name in columns.values()):
        return columns
    check.add(f"{place}: 'columns' maps a canonical name to one column name.")
    return {}


def _check_policies(fields: Mapping[str, Any], folder: Path, check: Checker) -> None:
    """Note every policy that the campaign names and that cannot be loaded."""
    countries = fields["policy_by_country"] or {"default": fields["policy"]}
    for name in dict.fromkeys(map(str, countries.values())):
        if name and name != BY_COUNTRY:
            try:
                load_policy(name, folder=folder)
            except InputError as error:
                check.add(str(error))


def _constants(check: Checker, said: Mapping[str, Any], place: str) -> dict[str, Any]:
    constants: dict[str, Any] = check.get(said, "constants", dict, place, {})
    for name, value in constants.items():
        if not isinstance(value, str | bool | int | date):
            check.add(f"{place}: the constant '{name}' must be a single value.")
    return constants
