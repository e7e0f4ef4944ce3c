"""What the gate takes for a ground: consents, dealings, and sources."""

from dataclasses import replace

import pytest

import hygiene as hy
from tests.unit.test_gates_edges import ADDRESS, AS_OF, TICK, breaking
from tests.unit.test_gates_rules import CAMPAIGN, Scene, dealing, event

UNKNOWN = "expect_no_contact_without_ground"
DEALINGS = "expect_no_contact_known_only_by_dealings"
PROCESSED = "expect_no_contact_held_only_as_processor"


def test_which_consents_are_a_ground(tmp_path):
    cases = {
        "given": event(),
        "confirmed": event(action="confirmed"),
        "requested": event(action="requested"),
        "any_purpose": event(purpose="*"),
        "wider_purpose": event(purpose="marketing"),
        "any_controller": event(controller="*"),
        "other_channel": event(channel="sms"),
        "now": event(occurred_at=AS_OF),
        "next": event(occurred_at=AS_OF + TICK),
        "today": event(occurred_at="2026-11-24"),
    }
    assert breaking(UNKNOWN, "consents", cases, tmp_path) == [
        "any_controller",
        "any_purpose",
        "next",
        "other_channel",
        "requested",
        "today",
        "wider_purpose",
    ]


def test_with_double_opt_in_only_a_confirmed_consent_is_a_ground(tmp_path):
    campaign = replace(CAMPAIGN, policy="strict")
    cases = {"given": event(), "confirmed": event(action="confirmed")}
    found = breaking(UNKNOWN, "consents", cases, tmp_path, campaign=campaign)
    assert found == ["given"]


def test_the_policy_of_the_country_decides(tmp_path):
    countries = {"GB": "uk", "default": "strict"}
    campaign = replace(CAMPAIGN, policy="by_country", policy_by_country=countries)
    rows = [
        {"email": ADDRESS.format(country or "none"), "country": country}
        for country in (" gb", "FR", None)
    ]
    evidence = {"consents": [event(address=row["email"]) for row in rows]}
    scene = Scene(rows, rows, evidence, campaign)
    assert scene.breaking(UNKNOWN, tmp_path) == ["FR@example.com", "none@example.com"]


def test_which_dealings_are_a_ground(tmp_path):
    cases = {
        "purchase": dealing(),
        "payment": dealing(kind="payment"),
        "not_offered": dealing(opt_out_offered=False),
        "processor": dealing(role="processor"),
        "eastpay": dealing(controller="eastpay"),
        "next": dealing(occurred_at=AS_OF + TICK),
    }
    found = breaking(DEALINGS, "relationships", cases, tmp_path)
    assert found == ["not_offered", "payment"]
    assert breaking(PROCESSED, "relationships", cases, tmp_path) == ["processor"]
    assert breaking(UNKNOWN, "relationships", cases, tmp_path) == ["eastpay", "next"]


def test_dealings_without_an_offer_are_a_ground_where_a_policy_asks_for_none(tmp_path):
    ground = {"kind": "relationship", "basis": "customer", "kinds": ["payment"]}
    free = hy.Policy.from_dict({"extends": "uk", "grounds": [ground]})
    campaign = replace(CAMPAIGN, policy=free)
    cases = {
        "payment": dealing(kind="payment", opt_out_offered=False),
        "purchase": dealing(),
    }
    found = breaking(DEALINGS, "relationships", cases, tmp_path, campaign=campaign)
    assert found == ["purchase"]


def test_dealings_are_no_ground_without_a_policy_that_says_so(tmp_path):
    campaign = replace(CAMPAIGN, policy="strict")
    cases = {"purchase": dealing()}
    found = breaking(DEALINGS, "relationships", cases, tmp_path, campaign=campaign)
    assert found == ["purchase"]


def regime(**limits):
    ground = {"kind": "opt_out_regime", "basis": "opt_out", "citation": "a law"}
    return hy.Policy.from_dict({"name": "regime", "grounds": [{**ground, **limits}]})


@pytest.mark.parametrize(
    ("policy", "without"),
    [
        (regime(), ["no_source@example.com"]),
        (regime(channels=["post"]), "everybody"),
        (
            regime(subscriber_types=["corporate"]),
            [
                "firm@example.com",  # a code is compared exactly
                "no_source@example.com",
                "no_type@example.com",
                "person@example.com",
            ],
        ),
        ("strict", "everybody"),
    ],
)
def test_for_whom_a_source_is_a_ground(policy, without, tmp_path):
    types = {"person": "individual", "firm": " corporate", "no_type": " "}
    rows = [
        {"email": ADDRESS.format(name), "source": "fair", "subscriber_type": kind}
        for name, kind in types.items()
    ]
    firm = {"email": ADDRESS.format("no_source"), "subscriber_type": "corporate"}
    rows.append({**firm, "source": " \u2003"})
    scene = Scene(rows, rows, {}, replace(CAMPAIGN, policy=policy))
    everybody = sorted(row["email"] for row in rows)
    expected = everybody if without == "everybody" else without
    assert scene.breaking(UNKNOWN, tmp_path) == expected
