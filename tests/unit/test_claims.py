"""Claims: what records of one key prove together, in any order."""

from datetime import UTC, datetime
from itertools import permutations

import polars as pl
import pytest

from hygiene.durations import Duration
from hygiene.policy import Policy
from hygiene.rulebook import rulebooks
from hygiene.transforms.claims import (
    attach_claims,
    basis_place,
    evidence_id,
    is_known,
    least,
    proof_text,
    strongest,
    within,
)
from hygiene.vocabulary import Reason
from tests.unit.world import ENGINES, campaign, event, keyed, policy

REGIME = {"kind": "opt_out_regime", "basis": "regime"}
CONSENT = {"kind": "consent", "basis": "consent"}


def proof(place, record_id, at):
    frame = pl.DataFrame({"id": [record_id], "occurred_at_last": [at]})
    return frame.select(proof_text(place, "id")).item()


def day(number, microsecond=0):
    return datetime(2026, 5, number, 9, 0, 0, microsecond, tzinfo=UTC)


def test_proofs_sort_as_the_policy_ranks():
    """Ground first, then the latest record, then the smallest id as plain text."""
    ranked = [
        proof(0, "z", day(1)),
        proof(1, "z", day(2, 1)),
        proof(1, "10", day(2)),
        proof(1, "9", day(2)),
        proof(1, "Z", day(2)),
        proof(1, "a", day(2)),
        proof(1, "a", datetime(1, 1, 1, tzinfo=UTC)),
        proof(2, "a", day(9)),
        proof(63, "a", day(9)),
    ]
    assert sorted(ranked) == ranked


@pytest.mark.parametrize("place", [0, 9, 10, 63])
@pytest.mark.parametrize("record_id", ["e1", "é-7", " x ", "1"])
def test_a_proof_is_read_back(place, record_id):
    """Ground and id come out of a proof as they went in."""
    text = pl.lit(proof(place, record_id, day(1)))
    found = pl.select(place=basis_place(text), id=evidence_id(text)).row(0)
    assert found == (place, record_id)


def test_a_regime_has_no_evidence():
    """A ground without a record is its place alone."""
    text = pl.lit(chr(ord("0") + 3))
    assert pl.select(a=basis_place(text), b=evidence_id(text)).row(0) == (3, None)
    nothing = pl.lit(None, pl.String)
    assert pl.select(a=basis_place(nothing), b=evidence_id(nothing)).row(0) == (
        None,
        None,
    )


def test_least_of_none():
    """Without grounds there is no proof."""
    assert pl.select(least([])).item() is None


@pytest.mark.parametrize("engine", ENGINES)
def test_the_order_of_claims_changes_nothing(engine):
    """Smallest proof, smallest gap, latest lift: whatever comes first."""
    claims = [
        {"key": "k", "proof_0": "1a", "gap_0": 20, "lift_0": day(1)},
        {"key": "k", "proof_0": "0b", "gap_0": None, "lift_0": day(3)},
        {"key": "k", "proof_0": None, "gap_0": 14, "lift_0": None},
    ]
    schema = {
        "key": pl.String,
        "proof_0": pl.String,
        "gap_0": pl.UInt8,
        "lift_0": pl.Datetime("us", "UTC"),
    }
    for order in permutations(claims):
        frames = [pl.LazyFrame([claim], schema=schema) for claim in order]
        found = strongest(frames, 1).collect(engine=engine)
        assert found.rows() == [("k", "0b", 14, day(3))]


def _audience(*numbers, origin=True):
    return pl.LazyFrame(
        {
            "row": range(len(numbers)),
            "strict_key": "ann@example.com",
            "person": "7",
            "rulebook": numbers,
            "origin": origin,
        }
    )


def _claims(key, *proofs):
    columns = {}
    for number, text in enumerate(proofs):
        columns |= {
            f"proof_{number}": text,
            f"gap_{number}": 20,
            f"lift_{number}": day(1),
        }
    return pl.LazyFrame({"key": key, **columns}).with_columns(
        pl.col("^proof_.*$").cast(pl.String)
    )


@pytest.mark.parametrize(
    ("permission_key", "key"), [("address", "ann@example.com"), ("contact_id", "7")]
)
def test_claims_meet_rows_by_the_permission_key(permission_key, key):
    """The campaign says whether an address or a person is matched."""
    made = campaign(policy=policy(), permission_key=permission_key)
    books = rulebooks(made)
    for given, found in ((key, "0x"), ("other", None)):
        rows = attach_claims(_audience(0), _claims(given, "0x"), made, books).collect()
        assert rows["proof"].to_list() == [found]
    assert set(rows.columns) == {
        "row",
        "strict_key",
        "person",
        "rulebook",
        "origin",
        "proof",
        "gap",
        "lift",
    }


def test_each_row_takes_the_claims_of_its_rulebook():
    """Rows of one key under two policies may have two proofs."""
    made = campaign(
        policy="by_country",
        policy_by_country={
            "GB": policy(double_opt_in=True),
            "default": policy(),
        },
    )
    found = attach_claims(
        _audience(3, 0), _claims("ann@example.com", None, "0x"), made, rulebooks(made)
    ).collect()
    assert found["proof"].to_list() == ["0x", None]


@pytest.mark.parametrize(
    ("grounds", "origin", "found"),
    [
        ((REGIME, CONSENT), True, "0"),
        ((REGIME, CONSENT), False, "1x"),
        ((CONSENT, REGIME), True, "0x"),
    ],
)
def test_an_opt_out_regime_ranks_by_its_place(grounds, origin, found):
    """It holds where the row says where it came from, before or after a record."""
    made = campaign(policy=policy(*grounds))
    claim = "0x" if grounds[0] is CONSENT else "1x"
    rows = attach_claims(
        _audience(0, origin=origin),
        _claims("ann@example.com", claim),
        made,
        rulebooks(made),
    )
    assert rows.collect()["proof"].to_list() == [found]


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"occurred_at": "2026-06-01T09:00:00Z"}, True),
        ({"occurred_at": "2026-06-01T09:00:00.000001Z"}, False),
        ({"occurred_at": "2026-06-01"}, False),
        ({"occurred_at": "2026-05-31"}, True),
        ({"recorded_at": "2026-05-20T00:00:00Z"}, True),
        ({"recorded_at": "2026-05-20T00:00:00.000001Z"}, False),
        ({"recorded_at": "2026-05-20"}, False),
        (
            {"occurred_at": "2026-06-01", "recorded_at": "2026-05-20T00:00:00Z"},
            False,
        ),
    ],
)
def test_what_was_known(changes, known):
    """A permissive record counts once it has surely happened and reached us."""
    made = campaign(known_at="2026-06-01T09:00:00Z")
    if "recorded_at" in changes:
        made = campaign(known_at="2026-05-20T00:00:00Z")
    frame = keyed("consents", [event(**changes)])
    assert frame.select(is_known(made)).collect().item() is known


@pytest.mark.parametrize(
    ("age", "occurred", "fresh"),
    [
        (None, "1990-01-01", True),
        ("24mo", "2024-06-01", True),
        ("24mo", "2024-05-31", False),
        # Half past eleven in UTC is the next day in London.
        ("24mo", "2024-05-31T23:30:00Z", True),
        ("1w", "2026-05-25", True),
        ("1w", "2026-05-24", False),
    ],
)
def test_ages_are_counted_by_local_dates(age, occurred, fresh):
    """The window's first day is in, the day before is out."""
    frame = keyed("consents", [event(occurred_at=occurred)])
    held = within(age and Duration.parse(age), campaign())
    assert frame.with_columns(fresh=held).collect()["fresh"].to_list() == [fresh]


def test_sixty_four_grounds_keep_their_order():
    """The last place that a proof can name is still read."""
    other = {"kind": "relationship", "basis": "r", "kinds": ["x"]}
    made = Policy.from_dict({"name": "n", "grounds": [other] * 63 + [CONSENT]})
    assert made.grounds[63].basis == "consent"
    text = pl.lit(proof(63, "e1", day(1)))
    assert pl.select(basis_place(text)).item() == 63
    assert Reason.WORDING_INVALID.place < Reason.UNKNOWN_ORIGIN.place
