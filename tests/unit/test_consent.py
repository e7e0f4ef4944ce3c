"""Consent: what one event proves, or why it proves nothing."""

import polars as pl
import pytest

from hygiene.rulebook import judged_alike, rulebooks
from hygiene.transforms.consent import consent_claims, consenting_in_scope
from hygiene.vocabulary import Reason
from tests.unit.world import ENGINES, campaign, event, keyed, policy

OTHER = {"controller": "southbank"}
PLACES = {reason.place: reason.value for reason in Reason}


def claims(*events, wordings=None, engine="streaming", of=None, **rules):
    """Return whether each event proves, what it lacks, and whether it lifts."""
    made = of or campaign(policy=policy(**rules))
    judges, _ = judged_alike(rulebooks(made))
    listed = None if wordings is None else keyed("wordings", wordings)
    found = consent_claims(keyed("consents", events, made), listed, made, judges)
    return [
        # What stands beside a proof is never asked for.
        (proof is not None, None if proof else PLACES.get(gap), lift is not None)
        for proof, gap, lift in found.collect(engine=engine)
        .select("proof_0", "gap_0", "lift_0")
        .iter_rows()
    ]


def claim(changes, **keywords):
    (found,) = claims(event(**changes), **keywords)
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, (True, None, True)),
        ({"action": "confirmed"}, (True, None, True)),
        ({"action": "requested"}, (False, "consent_pending", False)),
        ({"purpose": "*"}, (False, "other_purpose", False)),
        ({"purpose": "marketing"}, (False, "other_purpose", False)),
        ({"purpose": "marketing.news "}, (False, "other_purpose", False)),
        ({"channel": "*"}, (False, "other_channel", False)),
        ({"channel": "sms", "purpose": "x"}, (False, "other_channel", False)),
        ({"controller": "*"}, (False, "other_controller", False)),
        (OTHER, (False, "other_controller", False)),
        ({"controller": "Northpay"}, (False, "other_controller", False)),
        ({**OTHER, "action": "requested"}, (False, None, False)),
    ],
)
def test_scope(changes, found, engine):
    """A yes counts for its exact scope; elsewhere it only says where it is."""
    assert claim(changes, engine=engine) == found


@pytest.mark.parametrize("action", ["withdrawn", "refused"])
def test_a_no_claims_nothing(action):
    """Restrictive events are no part of permission."""
    assert claims(event(action=action)) == []


@pytest.mark.parametrize(
    "changes", [{"occurred_at": "2026-06-01"}, {"address": "  ", "contact_id": "7"}]
)
def test_an_event_that_is_unknown_or_of_nobody_claims_nothing(changes):
    """The future, and a person who is matched by address without one, prove nothing."""
    assert claims(event(**changes)) == []


def test_double_opt_in():
    """`given` is pending until it is confirmed, and lifts nothing."""
    assert claim({}, double_opt_in=True) == (False, "consent_pending", False)
    confirmed = {"action": "confirmed"}
    assert claim(confirmed, double_opt_in=True) == (True, None, True)


@pytest.mark.parametrize(
    ("method", "refused"),
    [
        ("purchased_list", True),
        ("purchased_list ", True),
        ("\u00a0Purchased_List", True),
        ("web_form", False),
        (None, False),
    ],
)
def test_refused_methods(method, refused):
    """A refused method proves and lifts nothing, however it is spelt."""
    expected = (False, "method_refused", False) if refused else (True, None, True)
    assert claim({"method": method}, refused_methods=["purchased_list"]) == expected


@pytest.mark.parametrize(
    ("collected_by", "indirect", "found"),
    [
        ("broker", "allow", (True, None, True)),
        ("broker", "refuse", (False, "method_refused", False)),
        ("northpay", "refuse", (True, None, True)),
        (None, "refuse", (True, None, True)),
    ],
)
def test_indirect_consent(collected_by, indirect, found):
    """Who collected a consent matters where the policy says so."""
    assert claim({"collected_by": collected_by}, indirect=indirect) == found


@pytest.mark.parametrize(
    ("expires_at", "found"),
    [
        ("2026-06-01T09:00:00Z", (False, "consent_expired", True)),
        ("2026-06-01T09:00:00.000001Z", (True, None, True)),
        ("2026-06-01", (False, "consent_expired", True)),
        ("2026-06-02", (True, None, True)),
    ],
)
def test_expiry(expires_at, found):
    """Good until, exclusive; an expired consent still lifts."""
    assert claim({"expires_at": expires_at}) == found


@pytest.mark.parametrize(
    ("ages", "changes", "found"),
    [
        ({"max_age": "1mo"}, {}, (True, None, True)),
        (
            {"max_age": "1mo"},
            {"occurred_at": "2026-04-30"},
            (False, "consent_expired", True),
        ),
        ({"indirect_max_age": "1w"}, {}, (True, None, True)),
        (
            {"indirect_max_age": "1w"},
            {"collected_by": "x"},
            (False, "consent_expired", True),
        ),
        ({"indirect_max_age": "2mo"}, {"collected_by": "x"}, (True, None, True)),
        (
            {"max_age": "1w", "indirect_max_age": "2mo"},
            {"collected_by": "x"},
            (False, "consent_expired", True),
        ),
    ],
)
def test_ages(ages, changes, found):
    """Each ground has its ages; an old consent still lifts."""
    ground = {"kind": "consent", "basis": "consent", **ages}
    assert claim(changes, of=campaign(policy=policy(ground))) == found


def test_a_consent_is_too_old_only_for_every_ground():
    """One ground that still holds is enough."""
    short = {"kind": "consent", "basis": "short", "max_age": "1w"}
    long = {"kind": "consent", "basis": "long", "max_age": "1y"}
    assert claim({}, of=campaign(policy=policy(short, long))) == (True, None, True)
    assert claim({}, of=campaign(policy=policy(short)))[1] == "consent_expired"


def test_without_a_consent_ground_there_is_no_age():
    """A policy that rests on something else still lets consent lift."""
    ground = {"kind": "relationship", "basis": "r", "kinds": ["purchase"]}
    found = claim({}, of=campaign(policy=policy(ground)))
    assert found == (False, "other_controller", True)


WORDINGS = [
    {"wording": "v1", "invalidated_at": None},
    {"wording": "v2", "invalidated_at": "2026-06-01T09:00:00Z"},
    {"wording": "v3", "invalidated_at": "2026-06-02"},
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("v1", (True, None, True)),
        ("v2", (False, "wording_invalid", False)),
        ("v3", (True, None, True)),
        ("v4", (False, "evidence_missing", False)),
        (None, (False, "evidence_missing", False)),
    ],
)
def test_wordings(wording, found, engine):
    """Whoever cannot show a valid text cannot show a consent."""
    assert claim({"wording": wording}, wordings=WORDINGS, engine=engine) == found


def test_wordings_that_are_not_supplied_are_not_asked_for():
    """No table means that every wording counts; an empty one, that none does."""
    assert claim({"wording": "v9"}) == (True, None, True)
    made = campaign(policy=policy())
    judges, _ = judged_alike(rulebooks(made))
    none = keyed("wordings", WORDINGS).filter(pl.lit(value=False))
    found = consent_claims(keyed("consents", [event()]), none, made, judges).collect()
    assert PLACES[found["gap_0"].item()] == "evidence_missing"


def test_the_first_gap_that_applies_is_said():
    """Precedence within one event is the contract's."""
    rules = {"refused_methods": ["import"], "double_opt_in": True}
    worst = {"wording": "v2", "method": "import", "expires_at": "2026-05-02"}
    better = [{}, {"wording": "v1"}, {"method": None}, {"expires_at": None}]
    said = []
    for change in better:
        worst |= change
        said.append(claim(worst, wordings=WORDINGS, **rules)[1])
    assert said == [
        "wording_invalid",
        "method_refused",
        "consent_expired",
        "consent_pending",
    ]


def test_a_person_is_the_key_where_the_campaign_says_so():
    """With `permission_key = "contact_id"` the address plays no part."""
    made = campaign(policy=policy(), permission_key="contact_id")
    judges, _ = judged_alike(rulebooks(made))
    events = [event(contact_id=" 7 "), event(event_id="e2")]
    found = consent_claims(keyed("consents", events), None, made, judges).collect()
    assert found["key"].to_list() == ["7"]


def test_consenting_in_scope():
    """Only a known yes of the exact scope."""
    events = [
        event(),
        event(event_id="e2", action="requested"),
        event(event_id="e3", purpose="*"),
        event(event_id="e4", occurred_at="2026-06-02"),
        event(event_id="e5", action="confirmed"),
    ]
    found = consenting_in_scope(keyed("consents", events), campaign()).collect()
    assert found["event_id"].to_list() == ["e1", "e5"]
