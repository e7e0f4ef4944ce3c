"""The oracle gives reasons, lifts and proves as the contract says, by hand."""

import pytest

from hygiene.vocabulary import Reason
from tests.oracle import decide
from tests.oracle.reasons import PRECEDENCE
from tests.unit.small_worlds import (
    consent,
    decision,
    reasons,
    relationship,
    send,
    suppression,
    world,
)

BOUGHT = {"kind": "relationship", "basis": "soft_opt_in", "kinds": ["purchase"]}
SOFT = {"grounds": [BOUGHT | {"max_age": "24mo"}]}
AGED = {"grounds": [{"kind": "consent", "basis": "consent", "max_age": "1mo"}]}
DOUBLE = {"double_opt_in": True}


def test_vocabulary_has_the_contracts_order():
    assert tuple(Reason) == PRECEDENCE


@pytest.mark.parametrize("blank", [None, "", " \t", "\u200b\ufeff\u2060 "])
def test_blank_address_is_missing(blank):
    assert reasons(audience=[{"email": blank}]) == ["address_missing"]


def test_invalid_address_gets_no_permission_reason_but_can_match_by_id():
    row = {"email": "sam@", "contact_id": "c1"}
    found = reasons(suppression(match="contact_id", value=" c1 "), audience=[row])
    assert found == ["address_invalid", "unsubscribed"]


def test_role_address_is_for_individuals():
    assert reasons(audience=["info@example.com"])[-1] == "role_address"
    row = {"email": "info@example.com", "subscriber_type": "corporate"}
    decided = decision(audience=[row])
    assert decided["reasons"] == ["unknown_origin"]
    assert decided["flags"] == ["role_address"]


def test_duplicate_is_the_later_row_that_would_be_kept():
    audience = ["sam@example.com", "Sam@example.com ", "sam+x@example.com"]
    decided = decide(world(consent(), audience=audience))
    assert [d["reason"] for d in decided] == [None, "duplicate", "other_address"]


@pytest.mark.parametrize(
    ("purpose", "is_in_scope"),
    [("marketing", True), ("*", True), ("market", False), ("marketing.sms", False)],
)
def test_a_prohibition_covers_dotted_purposes_below_it(purpose, is_in_scope):
    found = reasons(consent(), suppression(purpose=purpose))
    assert found == (["unsubscribed"] if is_in_scope else [])


def test_only_a_strictly_later_consent_lifts():
    unsubscribed = suppression(effective_from="2026-11-10T12:00:00Z")
    at = consent(occurred_at="2026-11-10T12:00:00Z")
    assert reasons(at, unsubscribed) == ["unsubscribed"]
    after = consent(occurred_at="2026-11-10T12:00:00.000001Z")
    assert reasons(after, unsubscribed) == []


def test_a_lifting_consent_may_have_expired_since():
    unsubscribed = suppression(effective_from="2026-10-01")
    assert reasons(consent(expires_at="2026-11-20"), unsubscribed) == [
        "consent_expired"
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"purpose": "marketing"},
        {"controller": "*"},
        {"method": "import"},
        {"address": "sam+x@example.com"},
        {"action": "requested"},
    ],
)
def test_nothing_less_than_an_exact_accepted_consent_lifts(cells):
    unsubscribed = suppression(effective_from="2026-10-01")
    assert reasons(consent(**cells), unsubscribed)[0] == "unsubscribed"


def test_given_does_not_lift_under_double_opt_in():
    unsubscribed = suppression(effective_from="2026-10-01")
    assert reasons(consent(), unsubscribed, policy=DOUBLE)[0] == "unsubscribed"
    confirmed = consent(action="confirmed")
    assert reasons(confirmed, unsubscribed, policy=DOUBLE) == []


@pytest.mark.parametrize("reason", ["complained", "deceased", "paused", "hard_bounced"])
def test_some_facts_are_never_lifted(reason):
    fact = suppression(reason=reason, effective_from="2026-10-01")
    assert reasons(consent(), fact) == [reason]


def test_a_register_is_overridden_by_any_consent_where_the_policy_says_so():
    listed = suppression(reason="on_register")
    assert reasons(consent(), listed) == ["on_register"]
    override = {"register_overridden_by_consent": True}
    assert reasons(consent(), listed, policy=override) == []


def test_a_purchase_lifts_nothing():
    bought = relationship(occurred_at="2026-11-20T12:00:00Z")
    assert reasons(bought, suppression(), policy=SOFT) == ["unsubscribed"]


def test_service_messages_are_stopped_by_what_blocks_all():
    facts = [suppression(), suppression(2, reason="complained")]
    decided = decision(*facts, consent(action="withdrawn"), message="service")
    assert decided["reasons"] == ["complained"]
    assert decided["blocked_by"] == ["s2"]
    decided = decision(suppression(), message="service")
    assert (decided["basis"], decided["basis_evidence"]) == ("service_message", None)
    overridden = suppression(blocks="all")
    assert reasons(overridden, message="service") == ["unsubscribed"]


def test_blocked_by_is_sorted_and_unique():
    facts = [suppression(2), suppression(10), consent(3, action="refused")]
    decided = decision(*facts)
    assert decided["blocked_by"] == ["e3", "s10", "s2"]
    assert decided["reasons"] == ["unsubscribed", "consent_refused", "unknown_origin"]


def test_evidence_is_the_latest_record_then_the_smallest_id():
    last = {"occurred_at": "2026-11-20T12:00:00Z"}
    events = [consent(1), consent(9, **last), consent(10, **last)]
    assert decision(*events)["basis_evidence"] == "e10"


def test_a_days_consent_is_later_than_an_instant_of_it():
    day, noon = "2026-11-20", "2026-11-20T12:00:00Z"
    events = [consent(1, occurred_at=noon), consent(2, occurred_at=day)]
    assert decision(*events)["basis_evidence"] == "e2"


def test_the_first_ground_that_holds_is_the_basis():
    grounds = {"grounds": [BOUGHT, {"kind": "consent", "basis": "consent"}]}
    decided = decision(consent(), relationship(), policy=grounds)
    assert (decided["basis"], decided["basis_evidence"]) == ("soft_opt_in", "r1")


def test_an_unknown_subscriber_type_meets_no_limited_ground():
    ground = {"kind": "opt_out_regime", "basis": "opt_out"}
    limited = ground | {"subscriber_types": ["individual", "corporate"]}
    row = {"email": "sam@example.com", "source": "fair", "subscriber_type": "company"}
    assert reasons(audience=[row], policy={"grounds": [ground]}) == []
    assert reasons(audience=[row], policy={"grounds": [limited]}) == ["unknown_origin"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"wording": "old"}, "wording_invalid"),
        ({"wording": "lost"}, "evidence_missing"),
        ({"method": "import"}, "method_refused"),
        ({"expires_at": "2026-11-02"}, "consent_expired"),
        ({"action": "requested"}, "consent_pending"),
        ({"address": "sam+x@example.com"}, "other_address"),
        ({"purpose": "*"}, "other_purpose"),
        ({"channel": "*"}, "other_channel"),
        ({"controller": "eastpay"}, "other_controller"),
    ],
)
def test_a_consent_that_falls_short_says_how(cells, reason):
    texts = [
        {"wording": "new", "invalidated_at": None},
        {"wording": "old", "invalidated_at": "2026-11-24T09:00:00Z"},
    ]
    assert reasons(consent(**{"wording": "new"} | cells), *texts) == [reason]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"occurred_at": "2024-11-23T12:00:00Z"}, "relationship_expired"),
        ({"kind": "inquiry"}, "transaction_only"),
        ({"role": "processor", "controller": "eastpay"}, "processor_only"),
        ({"controller": "eastpay"}, "other_controller"),
    ],
)
def test_a_relationship_that_falls_short_says_how(cells, reason):
    assert reasons(relationship(**cells), policy=SOFT) == [reason]


def test_indirect_consent_is_judged_by_its_own_controller():
    event = consent(collected_by="eastpay")
    assert reasons(event) == []
    assert reasons(event, policy={"indirect": "refuse"}) == ["method_refused"]


def test_too_old_for_one_of_two_consent_grounds_is_not_expired():
    old = consent(occurred_at="2026-09-01T12:00:00Z")
    longer = {"kind": "consent", "basis": "consent", "max_age": "6mo"}
    both = {"grounds": [*AGED["grounds"], longer], **DOUBLE}
    assert reasons(old, policy=both) == ["consent_pending"]
    assert reasons(old, policy=AGED | DOUBLE) == ["consent_expired"]


def test_the_cap_counts_the_window_after_its_first_instant():
    limits = {"max_sends": 2, "per": "7d"}
    recent = send(2)
    at_start = send(sent_at="2026-11-17T09:00:00Z")
    assert reasons(consent(), recent, at_start, limits=limits) == []
    inside = send(sent_at="2026-11-17T09:00:00.000001Z")
    found = reasons(consent(), recent, inside, limits=limits)
    assert found == ["frequency_cap"]
