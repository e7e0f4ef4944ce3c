"""The rules of a campaign as data, from which the same campaign is made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from hygiene.campaign import BY_COUNTRY, Campaign
from hygiene.durations import Duration
from hygiene.policy import Ground, Policy

_ONLY = "default"
_PLAIN = ("id", "controller", "channel", "purpose", "message", "timezone")
_MORE = ("permission_key", "default_region")


def rules_of(campaign: Campaign) -> dict[str, Any]:
    """Return everything that a campaign decides by, policies written out.

    >>> from datetime import datetime, UTC
    >>> at = datetime(2026, 6, 1, tzinfo=UTC)
    >>> made = Campaign("a", "b", "email", "c", at, "UTC", policy="strict")
    >>> campaign_of(rules_of(made)).as_of == at
    True
    """
    limits = campaign.limits
    return {
        **{name: getattr(campaign, name) for name in (*_PLAIN, *_MORE)},
        "as_of": instant(campaign.as_of),
        "known_at": instant(campaign.known),
        "categories": list(campaign.categories),
        "limits": limits
        and {"max_sends": limits.max_sends, "per": _text(limits.window)},
        "addresses": asdict(campaign.addresses),
        "policies": [
            {"country": country, "digest": policy.digest, "rules": _policy(policy)}
            for country, policy in campaign.policies.items()
        ],
    }


def campaign_of(rules: Mapping[str, Any]) -> Campaign:
    """Return the campaign that these rules describe.

    Raises:
        InputError: They describe none.
        KeyError: Something is missing.
    """
    policies = {
        said["country"]: replace(Policy.from_dict(said["rules"]), digest=said["digest"])
        for said in rules["policies"]
    }
    is_one = list(policies) == [_ONLY]
    return Campaign(
        **{name: rules[name] for name in (*_PLAIN, *_MORE)},
        as_of=datetime.fromisoformat(rules["as_of"]),
        known_at=datetime.fromisoformat(rules["known_at"]),
        categories=tuple(rules["categories"]),
        limits=rules["limits"],
        addresses=rules["addresses"],
        policy=policies[_ONLY] if is_one else BY_COUNTRY,
        policy_by_country=None if is_one else policies,
    )


def texts_of(rules: Any) -> Iterator[str]:
    """Yield every text among the rules: what they name is no personal value."""
    if isinstance(rules, str):
        yield rules
    elif isinstance(rules, Mapping):
        for value in rules.values():
            yield from texts_of(value)
    elif isinstance(rules, list):
        for value in rules:
            yield from texts_of(value)


def instant(moment: datetime) -> str:
    """Return an instant as snapshots write it.

    >>> instant(datetime(2026, 6, 1, 9, tzinfo=UTC))
    '2026-06-01T09:00:00Z'
    """
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "version": policy.version,
        "double_opt_in": policy.double_opt_in,
        "refused_methods": list(policy.refused_methods),
        "indirect": policy.indirect,
        "register_overridden_by_consent": policy.register_overridden_by_consent,
        "grounds": [_ground(ground) for ground in policy.grounds],
    }


def _ground(ground: Ground) -> dict[str, Any]:
    """Return the keys of a ground that say something."""
    said: dict[str, Any] = {
        **asdict(ground),
        "kind": ground.kind.value,
        "max_age": ground.max_age and _text(ground.max_age),
        "indirect_max_age": ground.indirect_max_age and _text(ground.indirect_max_age),
    }
    said["from"] = said.pop("not_before")
    plain = {
        name: list(value)
        if isinstance(value, tuple)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in said.items()
    }
    return {name: value for name, value in plain.items() if value}


def _text(duration: Duration) -> str:
    return f"{duration.count}{duration.unit}"
