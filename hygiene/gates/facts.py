"""What the gate knows of a campaign: the small tables that its rules compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from hygiene.campaign import Campaign
from hygiene.durations import Duration
from hygiene.gates import figures
from hygiene.gates.subject import GateSubject
from hygiene.policy import Ground, Policy
from hygiene.resources import package_list
from hygiene.vocabulary import Channel, GroundKind

_JUDGING = {
    "double_opt_in": "boolean",
    "refused_methods": "varchar[]",
    "refuses_indirect": "boolean",
}
_PERSON = ("person", "origin", "country", "subscriber_type")
COLUMNS: dict[str, dict[str, str]] = {
    "campaign": {
        "controller": "varchar",
        "channel": "varchar",
        "purpose": "varchar",
        "is_marketing": "boolean",
        "as_of": "timestamptz",
        "known_at": "timestamptz",
        "timezone": "varchar",
        "permission_key": "varchar",
        "default_region": "varchar",
        "default_policy": "integer",
        "has_wordings": "boolean",
        "aliases_repeat": "boolean",
        "removes_roles": "boolean",
        "removes_disposable": "boolean",
        "max_sends": "bigint",
        "sends_since": "timestamptz",
        "completes_list": "boolean",
        **{f"lists_{name}": "boolean" for name in _PERSON},
    },
    "countries": {"country": "varchar", "policy": "integer"},
    "policies": {
        "policy": "integer",
        **_JUDGING,
        "consent_lifts_register": "boolean",
    },
    "consent_ways": {
        "way": "integer",
        "policy": "integer",
        "subscriber_types": "varchar[]",
        **_JUDGING,
        "oldest": "date",
        "oldest_indirect": "date",
    },
    "dealing_ways": {
        "way": "integer",
        "policy": "integer",
        "subscriber_types": "varchar[]",
        "kinds": "varchar[]",
        "needs_offer": "boolean",
        "categories": "varchar[]",
        "oldest": "date",
        "not_before": "date",
    },
    "regimes": {"policy": "integer", "subscriber_types": "varchar[]"},
    "role_mailboxes": {"name": "varchar"},
    "disposable_domains": {"domain": "varchar"},
    "grounds_without_record": {"name": "varchar"},
    **figures.COLUMNS,
}
"""The tables about a campaign, with the DuckDB types of their columns."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate knows of a campaign.

    Attributes:
        tables: The rows of every table of `COLUMNS`.
        zones: The time zones in which the tables are read.
    """

    tables: dict[str, list[Row]]
    zones: frozenset[str]


def facts_of(subject: GateSubject, campaign: Campaign) -> Facts:
    """Return what the gate knows of a campaign and of the tables it was given."""
    rows = {**_rules(subject, campaign), **figures.rows(subject, campaign)}
    tables = {name: _named(name, rows.get(name, [])) for name in COLUMNS}
    given = {entry.timezone for found in subject.evidence.values() for entry in found}
    return Facts(tables, frozenset({"UTC", campaign.timezone, *given}))


def _named(table: str, rows: list[list[Any]]) -> list[Row]:
    return [dict(zip(COLUMNS[table], row, strict=True)) for row in rows]


def _rules(subject: GateSubject, campaign: Campaign) -> dict[str, list[list[Any]]]:
    policies = _Policies(campaign)
    regimes = list(policies.of(GroundKind.OPT_OUT_REGIME))
    return {
        "campaign": [_campaign(subject, campaign, policies)],
        "countries": [[name, at] for name, at in policies.countries.items()],
        "policies": [
            [at, *_judging(policy), policy.register_overridden_by_consent]
            for at, policy in enumerate(policies.distinct)
        ],
        "consent_ways": [
            [way, at, _types(ground), *_judging(policy), *_ages(ground, campaign)]
            for way, (at, policy, ground) in enumerate(policies.of(GroundKind.CONSENT))
        ],
        "dealing_ways": [
            [way, at, _types(ground), *_dealings(ground, campaign)]
            for way, (at, _, ground) in enumerate(policies.of(GroundKind.RELATIONSHIP))
        ],
        "regimes": [[at, _types(ground)] for at, _, ground in regimes],
        "grounds_without_record": [[ground.basis] for _, _, ground in regimes],
        "role_mailboxes": [[name] for name in package_list("role_mailboxes.txt")],
        "disposable_domains": [[name] for name in _disposable_domains(campaign)],
    }


def parameters(campaign: Campaign) -> dict[str, Any]:
    """Return the campaign as `gate.json` states it."""
    return {
        "campaign": campaign.id,
        "controller": campaign.controller,
        "channel": str(campaign.channel),
        "purpose": campaign.purpose,
        "message": str(campaign.message),
        "as_of": campaign.as_of.isoformat(),
        "known_at": campaign.known.isoformat(),
        "permission_key": campaign.permission_key,
        "policies": {
            country: {"name": policy.name, "digest": policy.digest}
            for country, policy in sorted(campaign.policies.items())
        },
    }


def missing(subject: GateSubject, campaign: Campaign) -> set[str]:
    """Return which keys of `WHEN_MISSING` are missing."""
    addresses, is_email = campaign.addresses, campaign.channel == Channel.EMAIL
    found = {
        "audience": subject.audience is None,
        "screening": subject.claims is None,
        "other tool": subject.claims is not None,
        "marketing": not campaign.is_marketing,
        "last run": subject.last_run is None,
        "limit": campaign.limits is None,
        "roles": addresses.role != "remove" or not is_email,
        "disposable": addresses.disposable != "remove" or not is_email,
        "sends": not subject.evidence.get("sends"),
        "syntax": campaign.channel == Channel.POST,
    }
    return {name for name, is_missing in found.items() if is_missing}


@dataclass(frozen=True, slots=True)
class _Policies:
    """The policies of a campaign, numbered; several countries may share one."""

    campaign: Campaign

    @property
    def distinct(self) -> list[Policy]:
        return list(dict.fromkeys(self.campaign.policies.values()))

    @property
    def countries(self) -> dict[str, int]:
        """Return the number of each country's policy, `default` among them."""
        numbered = self.distinct
        policies = self.campaign.policies.items()
        return {country: numbered.index(policy) for country, policy in policies}

    def of(self, kind: GroundKind) -> Iterator[tuple[int, Policy, Ground]]:
        """Yield the grounds of a kind that apply to the campaign's channel."""
        for at, policy in enumerate(self.distinct):
            for ground in policy.grounds:
                channels = ground.channels or (self.campaign.channel,)
                if ground.kind is kind and self.campaign.channel in channels:
                    yield at, policy, ground


def _campaign(
    subject: GateSubject, campaign: Campaign, policies: _Policies
) -> list[Any]:
    is_special = campaign.is_marketing and campaign.channel == Channel.EMAIL
    limits = campaign.limits if campaign.is_marketing else None
    row = {
        "controller": campaign.controller,
        "channel": str(campaign.channel),
        "purpose": campaign.purpose,
        "is_marketing": campaign.is_marketing,
        "as_of": campaign.as_of,
        "known_at": campaign.known,
        "timezone": campaign.timezone,
        "permission_key": campaign.permission_key,
        "default_region": campaign.default_region,
        "default_policy": policies.countries["default"],
        "has_wordings": bool(subject.evidence.get("wordings")),
        "aliases_repeat": campaign.addresses.duplicates == "alias",
        "removes_roles": is_special and campaign.addresses.role == "remove",
        "removes_disposable": is_special and campaign.addresses.disposable == "remove",
        "max_sends": limits and limits.max_sends,
        "sends_since": limits
        and limits.window.before(campaign.as_of, campaign.timezone),
        "completes_list": subject.claims is None and subject.audience is not None,
        **{f"lists_{name}": name in subject.listed.columns for name in _PERSON},
    }
    return [row[name] for name in COLUMNS["campaign"]]


def _judging(policy: Policy) -> list[Any]:
    refused = sorted({method.strip().lower() for method in policy.refused_methods})
    return [policy.double_opt_in, refused, policy.indirect == "refuse"]


def _ages(ground: Ground, campaign: Campaign) -> list[date | None]:
    ages = (ground.max_age, ground.indirect_max_age)
    return [_oldest(age, campaign) for age in ages]


def _dealings(ground: Ground, campaign: Campaign) -> list[Any]:
    similar = ground.similar_only and campaign.categories
    return [
        list(ground.kinds),
        ground.requires_opt_out_offered,
        list(campaign.categories) if similar else None,
        _oldest(ground.max_age, campaign),
        ground.not_before,
    ]


def _oldest(age: Duration | None, campaign: Campaign) -> date | None:
    """Return the first local date that an age window holds (contract section 5)."""
    sending_day = campaign.as_of.astimezone(ZoneInfo(campaign.timezone)).date()
    return None if age is None else age.before_date(sending_day)


def _types(ground: Ground) -> list[str] | None:
    return list(ground.subscriber_types) or None


def _disposable_domains(campaign: Campaign) -> list[str]:
    if campaign.addresses.disposable != "remove":
        return []
    from disposable_email_domains import blocklist

    return sorted(blocklist)
