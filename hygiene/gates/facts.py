"""What the gate knows of a campaign: one row that its rules compare records with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hygiene.campaign import Campaign
from hygiene.gates.subject import GateSubject
from hygiene.policy import Ground
from hygiene.vocabulary import ANY, Channel, GroundKind

COLUMNS: dict[str, str] = {
    "controller": "varchar",
    "channel": "varchar",
    "purpose": "varchar",
    "is_marketing": "boolean",
    "as_of": "timestamptz",
    "known_at": "timestamptz",
    "permission_key": "varchar",
    "consent_is_ground": "boolean",
    "given_is_consent": "boolean",
    "relationship_kinds": "varchar[]",
    "kinds_without_offer": "varchar[]",
    "source_types": "varchar[]",
    "consent_overrides_register": "boolean",
    "removed_rows": "bigint",
}
"""The columns of the `campaign` table and their DuckDB types."""

WHEN_MISSING: dict[str, str] = {
    "audience": "The audience was not given.",
    "removed_rows": "How many rows were removed is not known.",
    "marketing": "A service message needs no consent (contract section 8).",
    "permissions": (
        "Addresses of this channel have many spellings, which this gate does not "
        "compare; it does with permission_key = 'contact_id'."
    ),
}
"""What a rule may need, and why it does not apply where that is missing."""


def campaign_row(subject: GateSubject, campaign: Campaign) -> list[Any]:
    """Return the values of `COLUMNS`.

    Where rows are decided by several policies, a fact holds when it does under any
    of them: a rule may never refuse what one of the policies allows.
    """
    policies = campaign.policies.values()
    grounds = list(_grounds(campaign))
    dealings = [g for g in grounds if g.kind is GroundKind.RELATIONSHIP]
    freely = [g for g in dealings if not g.requires_opt_out_offered]
    row = {
        "controller": campaign.controller,
        "channel": str(campaign.channel),
        "purpose": campaign.purpose,
        "is_marketing": campaign.is_marketing,
        "as_of": campaign.as_of,
        "known_at": campaign.known,
        "permission_key": campaign.permission_key,
        "consent_is_ground": any(g.kind is GroundKind.CONSENT for g in grounds),
        "given_is_consent": any(not policy.double_opt_in for policy in policies),
        "relationship_kinds": sorted({kind for g in dealings for kind in g.kinds}),
        "kinds_without_offer": sorted({kind for g in freely for kind in g.kinds}),
        "source_types": _source_types(grounds),
        "consent_overrides_register": any(
            policy.register_overridden_by_consent for policy in policies
        ),
        "removed_rows": subject.removed_rows,
    }
    return [row[name] for name in COLUMNS]


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
    has_spellings = campaign.channel != Channel.EMAIL
    found = {
        "audience": subject.audience is None,
        "removed_rows": subject.removed_rows is None,
        "marketing": not campaign.is_marketing,
        "permissions": has_spellings and campaign.permission_key == "address",
    }
    return {name for name, is_missing in found.items() if is_missing}


def _source_types(grounds: list[Ground]) -> list[str]:
    """Return the subscriber types for whom a source is a ground; `*` is every type."""
    regimes = [g for g in grounds if g.kind is GroundKind.OPT_OUT_REGIME]
    if any(not ground.subscriber_types for ground in regimes):
        return [ANY]
    return sorted({kind for ground in regimes for kind in ground.subscriber_types})


def _grounds(campaign: Campaign) -> Iterator[Ground]:
    """Yield every ground of every policy that may apply to the channel."""
    for policy in campaign.policies.values():
        for ground in policy.grounds:
            if not ground.channels or campaign.channel in ground.channels:
                yield ground
