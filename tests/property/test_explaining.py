"""Explaining: the engine's own decision, and what it says would change it really does.

A remedy is tried by adding its record to the world, or by taking away what it says must
end, and by screening everything anew: nothing of the explanation is asked again.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.oracle import World, decide
from tests.oracle.world import Contact
from tests.property.comparing import screen
from tests.strategies.worlds import COLUMN, worlds

STANDING = {"suppression", "restrictive_event"}
MAILABLE = ([], ["duplicate"])


def explained(world: World, most: int):
    """Yield the first rows that can be looked up, decided by the oracle, explained."""
    decisions, column = decide(world), COLUMN[world.campaign["channel"]]
    asked = {
        row: values.get(column) or values.get("contact_id") or ""
        for row, values in enumerate(world.tables["audience"])
    }
    rows = [row for row, text in asked.items() if text.strip()][:most]
    if rows:
        with screen(world, "streaming") as screening:
            for row in rows:
                yield row, decisions[row], screening.explain(asked[row])


def of_row(frame, row):
    return [line for line in frame.to_dicts() if line["row"] == row]


def changed(world: World, row: int, remedies: list[dict]) -> World:
    """Return the world in which remedies came true for an audience row."""
    tables = {name: [*rows] for name, rows in world.tables.items()}
    campaign, values = dict(world.campaign), world.tables["audience"][row]
    for remedy in remedies:
        if remedy["at"] is not None:
            campaign["as_of"] = max(campaign["as_of"], remedy["at"])
            known = campaign.get("known_at") or world.as_of
            campaign["known_at"] = max(known, remedy["at"])
        if remedy["kind"] == "end":
            tables["suppressions"] = [
                one
                for one in tables["suppressions"]
                if one["suppression_id"] not in remedy["records"]
            ]
        if remedy["kind"] == "source":
            tables["audience"][row] = values | {"source": "website"}
        if remedy["kind"] == "campaign":
            key = "role" if "role = " in remedy["said"] else "disposable"
            campaign["addresses"] = {**campaign.get("addresses", {}), key: "flag"}
    latest = min(campaign["as_of"], campaign.get("known_at") or campaign["as_of"])
    for remedy in remedies:
        if remedy["kind"] == "consent":
            moment = remedy["at"] or latest
            assert remedy["after"] is None or moment > remedy["after"]
            record = consent(world, row, tables, moment)
            tables["consents"] = [*tables.get("consents", []), record]
        if remedy["kind"] == "relationship":
            record = dealing(world, row, remedy, latest)
            tables["relationships"] = [*tables.get("relationships", []), record]
    return replace(world, campaign=campaign, tables=tables)


def person(world: World, row: int) -> dict:
    """Return who a new record is about; a number is written with its country."""
    contact = Contact(world, row, world.tables["audience"][row])
    return {
        "contact_id": contact.contact_id,
        "address": contact.keys.strict,
        "controller": world.campaign["controller"],
    }


def consent(world: World, row: int, tables: dict, moment) -> dict:
    texts = [t for t in tables.get("wordings", []) if t.get("invalidated_at") is None]
    return person(world, row) | {
        "event_id": "new",
        "channel": world.campaign["channel"],
        "purpose": world.campaign["purpose"],
        "action": "confirmed",
        "occurred_at": moment.isoformat(),
        "wording": texts[0]["wording"] if texts else None,
    }


def dealing(world: World, row: int, remedy: dict, moment) -> dict:
    contact = Contact(world, row, world.tables["audience"][row])
    ground = next(
        ground
        for ground in contact.policy["grounds"]
        if ground.get("kinds") and said_of(ground, remedy)
    )
    categories = world.campaign.get("categories") or []
    similar = ground.get("similar_only") and categories
    return person(world, row) | {
        "relationship_id": "new",
        "role": "controller",
        "kind": ground["kinds"][-1],
        "category": categories[-1] if similar else None,
        "opt_out_offered": bool(ground.get("requires_opt_out_offered")),
        "occurred_at": moment.isoformat(),
    }


def said_of(ground: dict, remedy: dict) -> bool:
    offered = "a simple refusal was offered" in remedy["said"]
    return (
        all(kind in remedy["said"] for kind in ground["kinds"])
        and bool(ground.get("requires_opt_out_offered")) == offered
    )


def check(world: World, most: int) -> None:
    for row, decision, found in explained(world, most):
        holds = [
            rule["rule"]
            for rule in of_row(found.rules, row)
            if rule["outcome"] == "holds" and rule["kind"] != "ground"
        ]
        assert holds == decision["reasons"]
        standing = {
            record
            for rule in of_row(found.rules, row)
            if rule["outcome"] == "holds" and rule["kind"] in STANDING
            for record in rule["records"]
        }
        assert sorted(standing) == decision["blocked_by"]
        proven = [
            rule
            for rule in of_row(found.rules, row)
            if rule["outcome"] == "holds" and rule["kind"] == "ground"
        ]
        if decision["basis"] not in {None, "service_message"}:
            assert [rule["rule"] for rule in proven] == [decision["basis"]]
            evidence = decision["basis_evidence"]
            assert proven[0]["records"] == ([evidence] if evidence else [])
        check_remedies(world, row, decision, of_row(found.remedies, row))


def check_remedies(world: World, row: int, decision: dict, remedies: list) -> None:
    ways = {remedy["way"] for remedy in remedies}
    assert len(ways) == (1 if decision["reasons"] else 0)
    if "alone" in ways:
        for remedy in remedies:
            after = decide(changed(world, row, [remedy]))[row]["reasons"]
            assert after in MAILABLE, remedy
    if "together" in ways:
        assert decide(changed(world, row, remedies))[row]["reasons"] in MAILABLE
        for left_out in range(len(remedies)):
            fewer = remedies[:left_out] + remedies[left_out + 1 :]
            after = decide(changed(world, row, fewer))[row]["reasons"]
            assert after not in MAILABLE, remedies[left_out]


@settings(max_examples=6)
@given(world=worlds())
def test_explaining_equals_the_oracle_and_remedies_come_true(world):
    check(world, 1)


@pytest.mark.slow
@settings(max_examples=300)
@given(world=worlds())
def test_explaining_equals_the_oracle_at_length(world):
    check(world, 3)
