"""Draw policies: one like the United Kingdom's, a strict one, and random ones."""

from datetime import timedelta
from random import Random
from typing import Any

from tests.oracle.times import days_back, local_date
from tests.strategies.clocks import Clock
from tests.strategies.picking import pick

Row = dict[str, Any]
KINDS = ("purchase", "negotiation", "account", "donation", "payment")
METHODS = ("web_form", "paper", "preticked_box", "import", "purchased_list", "referral")
CHANNELS = ("email", "sms", "voice", "post")
GROUND_CHANNELS = (None, None, list(CHANNELS), ["email"], ["sms", "post"])
BOTH = ["individual", "corporate"]
SUBSCRIBER_TYPES = (None, None, BOTH, ["individual"], ["corporate"])
GROUND_KINDS = (list(KINDS), ["purchase"], ["account", "purchase"])
REFUSED: tuple[list[str], ...] = (
    [],
    ["import"],
    ["preticked_box", "referral"],
    list(METHODS[1:]),
)
YES_OR_NO = (False, True)
GROUNDS = ("consent", "relationship", "consent", "relationship", "opt_out_regime")


def uk_like(clock: Clock) -> Row:
    """Return a policy with the grounds that the United Kingdom's law knows."""
    indirect_age, age = clock.max_ages
    return {
        "name": "uk_like",
        "version": "1",
        "double_opt_in": False,
        "refused_methods": ["preticked_box", "import", "purchased_list", "referral"],
        "indirect": "allow",
        "register_overridden_by_consent": True,
        "grounds": [
            {
                "kind": "consent",
                "basis": "consent",
                "indirect_max_age": indirect_age,
                "citation": "a law",
            },
            {
                "kind": "relationship",
                "basis": "soft_opt_in",
                "kinds": ["purchase", "negotiation"],
                "requires_opt_out_offered": True,
                "similar_only": True,
                "max_age": age,
                "channels": ["email", "sms"],
                "citation": "a law",
            },
            {
                "kind": "opt_out_regime",
                "basis": "legitimate_interests",
                "channels": ["email", "post"],
                "subscriber_types": ["corporate"],
                "citation": "a law",
            },
        ],
    }


def strict_like(clock: Clock) -> Row:
    """Return a policy that accepts confirmed consent of a limited age alone."""
    age, other_age = clock.max_ages
    consent = {"kind": "consent", "citation": "a law"}
    return {
        "name": "strict_like",
        "version": "1",
        "double_opt_in": True,
        "refused_methods": ["preticked_box", "import"],
        "indirect": "refuse",
        "register_overridden_by_consent": False,
        "grounds": [
            consent | {"basis": "consent", "max_age": age},
            consent | {"basis": "consent", "max_age": other_age, "channels": ["email"]},
        ],
    }


def _consent_ground(random: Random, clock: Clock) -> Row:
    ages = (None, *clock.max_ages)
    return {
        "kind": "consent",
        "basis": "consent",
        "max_age": pick(random, ages),
        "indirect_max_age": pick(random, ages),
    }


def _relationship_ground(random: Random, clock: Clock) -> Row:
    day = local_date(clock.as_of, clock.zone)
    tenth = days_back(day, "10d")
    first_days = (None, None, tenth, tenth + timedelta(days=1), days_back(day, "30d"))
    return {
        "kind": "relationship",
        "basis": pick(random, ("soft_opt_in", "existing_customer")),
        "kinds": pick(random, GROUND_KINDS),
        "requires_opt_out_offered": pick(random, YES_OR_NO),
        "similar_only": pick(random, YES_OR_NO),
        "max_age": pick(random, (None, *clock.max_ages)),
        "from": pick(random, first_days),
    }


def _ground(random: Random, clock: Clock) -> Row:
    """Draw one ground; what is drawn as None is left out."""
    kind = pick(random, GROUNDS)
    if kind == "consent":
        row = _consent_ground(random, clock)
    elif kind == "relationship":
        row = _relationship_ground(random, clock)
    else:
        row = {"kind": kind, "basis": "opt_out"}
    row["channels"] = pick(random, GROUND_CHANNELS)
    row["subscriber_types"] = pick(random, SUBSCRIBER_TYPES)
    row["citation"] = "a law"
    return {key: value for key, value in row.items() if value is not None}


def drawn_policy(random: Random, clock: Clock, name: str) -> Row:
    """Draw a policy with any combination of rules, its grounds in any order."""
    return {
        "name": name,
        "version": "1",
        "double_opt_in": pick(random, YES_OR_NO),
        "refused_methods": pick(random, REFUSED),
        "indirect": pick(random, ("allow", "refuse")),
        "register_overridden_by_consent": pick(random, YES_OR_NO),
        "grounds": [_ground(random, clock) for _ in range(pick(random, (1, 2, 3)))],
    }


def policy_choice(random: Random, clock: Clock) -> tuple[Row, dict[str, Row]]:
    """Draw the campaign's policy keys, and the policies that they name."""
    choices = ("uk_like", "drawn", "drawn", "strict_like", "by_country", "by_country")
    choice = pick(random, choices)
    policies = {"uk_like": uk_like(clock), "strict_like": strict_like(clock)}
    if choice in policies:
        return {"policy": choice}, {choice: policies[choice]}
    policies["drawn"] = drawn_policy(random, clock, "drawn")
    if choice == "drawn":
        return {"policy": "drawn"}, {"drawn": policies["drawn"]}
    policies["other"] = drawn_policy(random, clock, "other")
    names = ("uk_like", "drawn", "strict_like", "other")
    by_country = {key: pick(random, names) for key in ("GB", "DE", "default")}
    return {"policy": "by_country", "policy_by_country": by_country}, policies
