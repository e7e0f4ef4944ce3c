"""Prohibition: which facts are active, in scope and matched, and what lifts them."""

import hashlib

import pytest

from hygiene.transforms.prohibition import restrictive_facts
from hygiene.vocabulary import REASONS, SUPPRESSION_REASONS
from tests.unit.world import (
    ANN,
    ENGINES,
    campaign,
    event,
    keyed,
    outcome,
    people,
    policy,
    rows,
    suppression,
)

NO_EVENT = event(action="requested")


def facts(*, no=None, withdrawn=None, engine="streaming", **changes):
    made = campaign(**changes)
    listed = [suppression(value="x@example.net", channel="post"), *([no] if no else [])]
    if no:
        listed[0]["suppression_id"] = "out of scope"
    found = restrictive_facts(
        keyed("suppressions", listed, made),
        keyed("consents", [withdrawn or NO_EVENT], made),
        made,
    )
    return found.collect(engine=engine)


def is_fact(changes, **campaigned):
    return facts(no=suppression(**changes), **campaigned).height == 1


def is_event(changes, **campaigned):
    said = event(**{"action": "withdrawn", **changes})
    return facts(withdrawn=said, **campaigned).height == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({}, True),
        ({"purpose": "marketing"}, True),
        ({"purpose": "marketing.news"}, True),
        ({"purpose": "marketing.news.weekly"}, False),
        ({"purpose": "market"}, False),
        ({"purpose": "marketing "}, True),
        ({"controller": "northpay"}, True),
        ({"controller": "northpay "}, True),
        ({"controller": "\u00a0*"}, True),
        ({"controller": "southbank"}, False),
        ({"channel": "email"}, True),
        ({"channel": "sms"}, False),
    ],
)
def test_scope(changes, held, engine):
    """A no covers what lies below it, however carelessly it was typed."""
    assert (facts(no=suppression(**changes), engine=engine).height == 1) is held
    said = event(**{"action": "refused", **changes})
    assert (facts(withdrawn=said, engine=engine).height == 1) is held


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"effective_from": "2026-06-01T09:00:00Z"}, True),
        ({"effective_from": "2026-06-01T09:00:00.000001Z"}, False),
        ({"effective_from": "2026-06-01"}, True),
        ({"effective_from": "2026-06-02"}, False),
        ({"effective_until": "2026-06-01T09:00:00Z"}, False),
        ({"effective_until": "2026-06-01T09:00:00.000001Z"}, True),
        ({"effective_until": "2026-06-01"}, True),
        ({"effective_until": "2026-05-31"}, False),
        ({"recorded_at": "2026-06-01"}, True),
        ({"recorded_at": "2026-06-02"}, False),
    ],
)
def test_when_a_suppression_is_active(changes, held):
    """From, inclusive, until, exclusive; a date is read against sending."""
    assert is_fact(changes) is held


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"occurred_at": "2026-06-01"}, True),
        ({"occurred_at": "2026-06-02"}, False),
        ({"occurred_at": "2030-01-01", "recorded_at": "2026-05-30"}, True),
        ({"occurred_at": "2026-05-01", "recorded_at": "2026-06-02"}, False),
    ],
)
def test_when_an_event_is_active(changes, held):
    """A client's clock may run ahead; what had not reached us is not known."""
    assert is_event(changes) is held


@pytest.mark.parametrize("reason", SUPPRESSION_REASONS)
def test_what_stops_a_service_message(reason):
    """By default as the reason says; a row may say otherwise."""
    stops = REASONS[reason].blocks == "all"
    assert is_fact({"reason": reason.value}, message="service") is stops
    assert is_fact({"reason": reason.value, "blocks": "all"}, message="service")
    other = {"reason": reason.value, "blocks": "marketing"}
    assert not is_fact(other, message="service")
    assert is_fact(other)


def test_events_never_stop_a_service_message():
    """A withdrawn consent is about marketing."""
    assert not is_event({}, message="service")


HEX = hashlib.sha256(b"ann@example.com").hexdigest()
TAGGED = hashlib.md5(b"ann+x@example.com", usedforsecurity=False).hexdigest()


HITS = [
    ({"value": " ANN@example.com"}, True),
    ({"value": "ann+other@example.com"}, True),
    ({"value": "a\u200bnn@example.com"}, True),
    ({"value": "bob@example.com"}, False),
    ({"value": "not an address"}, False),
    ({"value": "bob@example.com", "contact_id": " 7 "}, True),
    ({"match": "contact_id", "value": "7 "}, True),
    ({"match": "contact_id", "value": "07"}, False),
    ({"match": "address", "value": "7"}, False),
    ({"match": "domain", "value": "@Example.com"}, True),
    ({"match": "domain", "value": "*.com"}, True),
    ({"match": "domain", "value": "ample.com"}, False),
    ({"match": "domain", "value": "mail.example.com"}, False),
    ({"match": "sha256", "value": HEX.upper() + " "}, True),
    ({"match": "md5", "value": TAGGED}, True),
    ({"match": "sha1", "value": HEX}, False),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_whom_a_suppression_matches(engine):
    """Widely: by alias, person, domain or digest, and by nothing that is null."""
    listed = [
        suppression(suppression_id=f"s{place:02}", **changes)
        for place, (changes, _) in enumerate(HITS)
    ]
    (found,) = outcome(
        people("ann+x@example.com", contact_id=["7"]),
        engine=engine,
        tables={"suppressions": rows(*listed)},
    )
    assert found["blocked_by"] == [
        f"s{place:02}" for place, (_, hit) in enumerate(HITS) if hit
    ]


@pytest.mark.parametrize("value", ["", " "])
def test_a_blank_id_matches_no_blank_id(value):
    """Nulls and blanks are no person."""
    found = outcome(
        people(ANN, contact_id=[value]),
        tables={
            "suppressions": rows(suppression(value="x@example.net", contact_id=value))
        },
    )
    assert found[0]["blocked_by"] == []


def blocked(no, yes=None, engine="streaming", **changes):
    tables = {"suppressions": rows(no)}
    if yes:
        tables["consents"] = rows(yes)
    (found,) = outcome(people(ANN), tables=tables, engine=engine, **changes)
    return found["reasons"]


@pytest.mark.parametrize(
    ("occurred", "since", "lifted"),
    [
        ("2026-05-11T00:00:00Z", "2026-05-10T00:00:00Z", True),
        ("2026-05-10T00:00:00Z", "2026-05-10T00:00:00Z", False),
        ("2026-05-10T00:00:00.000001Z", "2026-05-10T00:00:00Z", True),
        ("2026-05-10", "2026-05-10", False),
        ("2026-05-11", "2026-05-10", True),
        ("2026-05-11", "2026-05-11T00:00:00Z", False),
        ("2026-05-11T12:00:00Z", "2026-05-11", False),
    ],
)
def test_what_comes_after_lifts(occurred, since, lifted):
    """A later consent of the person lifts; ties and doubt do not."""
    found = blocked(suppression(effective_from=since), event(occurred_at=occurred))
    assert found == ([] if lifted else ["unsubscribed"])


@pytest.mark.parametrize("overridden", [True, False])
def test_which_reasons_are_lifted(overridden):
    """Only what is liftable; a register, only where the policy says so."""
    names = [f"{reason.value}@example.com" for reason in SUPPRESSION_REASONS]
    no = [
        suppression(
            suppression_id=name,
            value=name,
            reason=reason.value,
            effective_from="2026-04-01",
        )
        for name, reason in zip(names, SUPPRESSION_REASONS, strict=True)
    ]
    yes = [event(event_id=name, address=name) for name in names]
    found = outcome(
        people(*names),
        tables={"suppressions": rows(*no), "consents": rows(*yes)},
        policy=policy(register_overridden_by_consent=overridden),
    )
    for row, reason in zip(found, SUPPRESSION_REASONS, strict=True):
        lifted = REASONS[reason].liftable or (overridden and reason == "on_register")
        assert row["reasons"] == ([] if lifted else [reason.value])


def test_a_register_is_overridden_whatever_the_time():
    """A consent before the listing overrides it too, where the policy says so."""
    no = suppression(reason="on_register", effective_from="2026-05-31")
    assert blocked(no, event(), policy="uk") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "requested"},
        {"purpose": "*"},
        {"purpose": "marketing"},
        {"address": "ann+x@example.com"},
        {"method": "purchased_list "},
        {"controller": "southbank"},
    ],
)
def test_what_does_not_lift(changes):
    """Only a consent in the exact scope, by an accepted method, lifts."""
    no = suppression(effective_from="2026-04-01")
    assert "unsubscribed" in blocked(no, event(**changes))


def test_an_expired_consent_still_lifts():
    """It proves nothing any more, but it was said after the no."""
    no = suppression(effective_from="2026-04-01")
    assert blocked(no, event(expires_at="2026-05-02")) == ["consent_expired"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_erasure_is_lifted_before_a_service_message(engine):
    """Who came back after an erasure hears of a recall."""
    no = suppression(reason="erased", effective_from="2026-04-01")
    service = {"message": "service", "purpose": "service.recall", "engine": engine}
    assert blocked(no, event(purpose="service.recall"), **service) == []
    assert blocked(no, event(), **service) == ["erased"]
    assert blocked(no, **service) == ["erased"]


def test_every_unlifted_fact_is_named_once_in_order():
    """A fact that matches in two ways is one fact; ids are sorted."""
    no = [
        suppression(suppression_id="s9", contact_id="7"),
        suppression(suppression_id="s1", match="contact_id", value="7", reason="minor"),
    ]
    (found,) = outcome(
        people(ANN, contact_id=["7"]),
        tables={
            "suppressions": rows(*no),
            "consents": rows(event(event_id="a", action="withdrawn", contact_id="7")),
        },
    )
    assert found["blocked_by"] == ["a", "s1", "s9"]
    assert found["reasons"][:3] == ["minor", "unsubscribed", "consent_withdrawn"]


def test_a_missing_address_is_matched_by_person_alone():
    """Without keys, only the contact id can match."""
    (found,) = outcome(
        people("nonsense", contact_id=["7"]),
        tables={
            "suppressions": rows(
                suppression(value="nonsense"),
                suppression(suppression_id="s2", match="contact_id", value="7"),
            )
        },
    )
    assert found["reasons"] == ["address_invalid", "unsubscribed"]
    assert found["blocked_by"] == ["s2"]
