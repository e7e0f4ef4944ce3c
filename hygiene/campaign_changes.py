"""Changes of a campaign: another value for some of its keys, checked and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from hygiene.campaign import BY_COUNTRY, SECTIONS, Addresses, Campaign, Limits
from hygiene.errors import InputError, listed, nearest
from hygiene.policy import Policy

_FIXED = {
    "id": "nothing depends on it",
    "timezone": "the tables were read in it; screen the campaign again with another",
}
_PARTS = {
    f"{section}.{field.name}": section
    for section, kind in SECTIONS.items()
    for field in fields(kind)
}


def changed_campaign(campaign: Campaign, changes: Mapping[str, Any]) -> Campaign:
    """Return the campaign with some of its keys changed.

    Args:
        campaign: The campaign.
        changes: Key to value, as in a campaign file; `addresses.role` and the like
            name a key of a section.

    Raises:
        InputError: A key is unknown, or a value cannot be used.

    >>> campaign = Campaign("n", "c", "email", "p", "2026-11-24T09:00Z", "UTC", "uk")
    >>> changed_campaign(campaign, {"addresses.role": "ignore"}).addresses.role
    'ignore'
    """
    changed: dict[str, Any] = {}
    for name, value in changes.items():
        _check_key(name)
        section, _, part = name.partition(".")
        if section in SECTIONS:
            _check_section(name, value)
            before = changed.get(section, getattr(campaign, section))
            changed[section] = _merged(before, {part: value} if part else value)
        else:
            changed[name] = value
    if changed.get("policy", BY_COUNTRY) != BY_COUNTRY:
        changed.setdefault("policy_by_country", None)
    return replace(campaign, **changed)


def in_words(changes: Mapping[str, Any]) -> str:
    """Return changes as a person reads them.

    >>> in_words({"policy": "strict", "addresses": {"role": "flag"}})
    "policy = 'strict', addresses.role = 'flag'"
    """
    return ", ".join(word for item in changes.items() for word in _words(*item))


def _check_key(name: str) -> None:
    if name in _FIXED:
        raise InputError(f"'{name}' cannot be changed: {_FIXED[name]}.")
    own = {field.name for field in fields(Campaign)} - {"folder", *_FIXED}
    if name not in own and name not in _PARTS:
        names = sorted({*own, *_PARTS} - {*SECTIONS})
        raise InputError(
            f"'{name}' is no key that can be changed.{nearest(name, names)} "
            f"The keys are {listed(names)}."
        )


def _check_section(name: str, value: object) -> None:
    if name in SECTIONS and isinstance(value, str | int | float):
        parts = [part for part, section in _PARTS.items() if section == name]
        raise InputError(f"'{name}' is a table; its keys are {listed(parts)}.")


def _merged(before: object, value: object) -> object:
    """Return a section with some of its keys changed, or as it is given whole."""
    if not isinstance(value, Mapping):
        return value
    return {**_content(before), **value}


def _content(section: object) -> Mapping[str, Any]:
    if isinstance(section, Addresses | Limits):
        return {field.name: getattr(section, field.name) for field in fields(section)}
    return section if isinstance(section, Mapping) else {}


def _words(name: str, value: Any) -> Iterator[str]:
    is_policy = name.partition(".")[0] in {"policy", "policy_by_country"}
    if isinstance(value, Policy):
        value = value.name
    elif name != "policy_by_country" and is_policy and isinstance(value, Mapping):
        value = value.get("name", "a policy without a name")
    content = _content(value)
    if content:
        for key, part in content.items():
            yield from _words(f"{name}.{key}", part)
    elif isinstance(value, str | Path):
        yield f"{name} = '{value}'"
    elif isinstance(value, list | tuple):
        yield f"{name} = {listed(value) or 'none'}"
    else:
        yield f"{name} = {'none' if value is None else value}"
