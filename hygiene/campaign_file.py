"""The campaign file: TOML in, a campaign and its table entries out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
)
from hygiene.checks import Checker
from hygiene.errors import InputError
from hygiene.policy import load_policy
from hygiene.sources.entries import Entry
from hygiene.table_entries import read_entries, read_moment, read_zone
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
    entries = read_entries(content["tables"], zone, path.parent, check)
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
    zone = read_zone(check, said, place, required=True)
    moment = as_of or read_moment(check, said, "as_of", place, zone)
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
        "known_at": known_at or read_moment(check, said, "known_at", place, zone),
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


def _check_policies(fields: Mapping[str, Any], folder: Path, check: Checker) -> None:
    """Note every policy that the campaign names and that cannot be loaded."""
    countries = fields["policy_by_country"] or {"default": fields["policy"]}
    for name in dict.fromkeys(map(str, countries.values())):
        if name and name != BY_COUNTRY:
            try:
                load_policy(name, folder=folder)
            except InputError as error:
                check.add(str(error))
