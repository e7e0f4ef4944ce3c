"""What the gate knows of a campaign: the small tables that its rules compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from hygiene.campaign import Campaign
from hygiene.durations import Duration
from hygiene.gates.subject import GateSubject
from hygiene.policy import Ground, Policy
from hygiene.resources import package_list
from hygiene.vocabulary import Channel, GroundKind

_JUDGING = {
    "double_opt_in": "boolean",
    "refused_methods": "varchar[]",
    "refuses_indirect": "boolean",
}
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
        "removed_rows": "bigint",
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
}
"""The tables about a campaign, with the DuckDB types of their columns."""

WHEN_MISSING: dict[str, str] = {
    "audience": "The audience was not given.",
    "removed_rows": "How many rows were removed is not known.",
    "marketing": "A service message needs no consent (contract section 8).",
}
"""What a rule may need, and why it does not apply where that is missing."""

Rows = list[list[Any]]


def campaign_tables(subject: GateSubject, campaign: Campaign) -> dict[str, Rows]:
    """Return the rows of every table of `COLUMNS`."""
    policies = _Policies(campaign)
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
        "regimes": [
            [at, _types(ground)]
            for at, _, ground in policies.of(GroundKind.OPT_OUT_REGIME)
        ],
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
    found = {
        "audience": subject.audience is None,
        "removed_rows": subject.removed_rows is None,
        "marketing": not campaign.is_marketing,
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
        "has_wordings": "wordings" in subject.tables,
        "aliases_repeat": campaign.addresses.duplicates == "alias",
        "removes_roles": is_special and campaign.addresses.role == "remove",
        "removes_disposable": is_special and campaign.addresses.disposable == "remove",
        "max_sends": limits and limits.max_sends,
        "sends_since": limits
        and limits.window.before(campaign.as_of, campaign.timezone),
        "removed_rows": subject.removed_rows,
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
