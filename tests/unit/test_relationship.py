"""Relationships: which dealings permit, and which are transactions only."""

import pytest

from hygiene.rulebook import judged_alike, rulebooks
from hygiene.transforms.relationship import relationship_claims
from hygiene.vocabulary import Reason
from tests.unit.world import ENGINES, campaign, dealing, keyed, policy

PLACES = {reason.place: reason.value for reason in Reason}
GROUND = {"kind": "relationship", "basis": "soft", "kinds": ["purchase"]}


def claims(changes, *, engine="streaming", categories=(), **ground):
    made = campaign(policy=policy({**GROUND, **ground}), categories=categories)
    judges, _ = judged_alike(rulebooks(made))
    records = keyed("relationships", [dealing(**changes)])
    found = relationship_claims(records, made, judges).collect(engine=engine)
    return [
        (row["proof_0"] is not None, PLACES[row["gap_0"]])
        for row in found.iter_rows(named=True)
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"controller": "southbank"}, "other_controller"),
        ({"role": "processor"}, "processor_only"),
        ({"role": "processor", "controller": "southbank"}, "processor_only"),
        ({"kind": "payment"}, "transaction_only"),
        ({"kind": "Purchase"}, "transaction_only"),
    ],
)
def test_what_is_no_ground(changes, found, engine):
    """A dealing in another role, kind or name only says what it is."""
    assert claims(changes, engine=engine) == [(False, found)]


def test_a_ground_that_holds():
    """A purchase from this controller in its own role proves."""
    assert claims({})[0][0]


@pytest.mark.parametrize(
    ("offered", "holds"), [("true", True), ("false", False), (None, False)]
)
def test_an_opt_out_must_have_been_offered(offered, holds):
    """Unknown is not offered."""
    found = claims({"opt_out_offered": offered}, requires_opt_out_offered=True)
    assert found[0][0] is holds


@pytest.mark.parametrize(
    ("category", "categories", "holds"),
    [
        ("payments", ("payments", "cards"), True),
        ("loans", ("payments",), False),
        (None, ("payments",), False),
        (None, (), True),
        ("loans", (), True),
    ],
)
def test_similar_products(category, categories, holds):
    """Similar is what the campaign names, when it names any."""
    found = claims({"category": category}, categories=categories, similar_only=True)
    assert found[0][0] is holds


@pytest.mark.parametrize(
    ("changes", "ground", "found"),
    [
        (
            {"occurred_at": "2023-06-01"},
            {"max_age": "36mo"},
            (True, "transaction_only"),
        ),
        (
            {"occurred_at": "2023-05-31"},
            {"max_age": "36mo"},
            (False, "relationship_expired"),
        ),
        (
            {"occurred_at": "2023-05-31", "kind": "payment"},
            {"max_age": "36mo"},
            (False, "transaction_only"),
        ),
        (
            {"occurred_at": "2026-02-05"},
            {"from": "2026-02-05"},
            (True, "transaction_only"),
        ),
        (
            {"occurred_at": "2026-02-04"},
            {"from": "2026-02-05"},
            (False, "transaction_only"),
        ),
    ],
)
def test_ages(changes, ground, found):
    """Only age alone is expiry; `from` is not an age."""
    proven, gap = claims(changes, **ground)[0]
    assert proven is found[0]
    assert proven or gap == found[1]


@pytest.mark.parametrize(
    "changes", [{"occurred_at": "2026-06-01"}, {"recorded_at": "2026-06-02"}]
)
def test_what_is_not_known_claims_nothing(changes):
    """Today's dealing without a time of day may not have happened yet."""
    assert claims(changes) == []
