"""Deciding: masks become decisions, and the first reason is the primary one."""

import polars as pl
import pytest

from hygiene.deciding import _preparation
from hygiene.transforms.decide import (
    attach_duplicates,
    attach_findings,
    attach_mask,
    explanation,
)
from hygiene.transforms.traits import of_the_key
from hygiene.vocabulary import REASONS, Reason
from tests.unit.world import (
    ANN,
    BOB,
    ENGINES,
    campaign,
    dealing,
    event,
    outcome,
    people,
    policy,
    rows,
    screen,
    suppression,
)


def evidence(**changes):
    row = {
        "row": 0,
        "address_mask": 0,
        "prohibited": 0,
        "proof": "0x",
        "gap": None,
        "other_address": False,
        "strict_key": ANN,
        "individual": True,
        "capped": False,
        **changes,
    }
    schema = {
        "proof": pl.String,
        "gap": pl.UInt8,
        "address_mask": pl.UInt32,
        "prohibited": pl.UInt32,
    }
    return pl.LazyFrame([row], schema_overrides=schema)


def reasons(made=None, **changes):
    masked = attach_mask(evidence(**changes), made or campaign(), of_the_key())
    mask = masked.collect()["mask"].item()
    return [reason.value for reason in Reason if mask & reason.bit]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"proof": None}, ["unknown_origin"]),
        ({"proof": None, "gap": Reason.CONSENT_PENDING.place}, ["consent_pending"]),
        ({"proof": None, "other_address": True}, ["other_address"]),
        (
            {"proof": None, "other_address": True, "gap": Reason.OTHER_PURPOSE.place},
            ["other_address"],
        ),
        (
            {"proof": None, "other_address": True, "gap": Reason.CONSENT_EXPIRED.place},
            ["consent_expired"],
        ),
        ({"gap": Reason.CONSENT_PENDING.place}, []),
        ({"prohibited": Reason.MINOR.bit | Reason.PAUSED.bit}, ["minor", "paused"]),
        ({"strict_key": "info@example.com"}, ["role_address"]),
        ({"strict_key": "info@example.com", "individual": False}, []),
        ({"capped": True}, ["frequency_cap"]),
        (
            {"address_mask": Reason.ADDRESS_INVALID.bit, "proof": None, "capped": True},
            ["address_invalid"],
        ),
        (
            {
                "address_mask": Reason.ADDRESS_MISSING.bit,
                "prohibited": Reason.MINOR.bit,
            },
            ["address_missing", "minor"],
        ),
    ],
)
def test_the_mask(changes, found):
    """Each half of the decision sets its own bits, and no others."""
    assert reasons(**changes) == found


def test_a_service_message_needs_no_ground():
    """Address reasons and prohibitions alone stop it."""
    service = campaign(message="service")
    idle = {"proof": None, "capped": True, "strict_key": "info@example.com"}
    assert reasons(service, **idle) == []
    assert reasons(service, prohibited=Reason.DECEASED.bit) == ["deceased"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("duplicates", "repeats"),
    [("address", [2]), ("alias", [1, 2])],
)
def test_duplicates(duplicates, repeats, engine):
    """A later row repeats an earlier one only when that one is kept."""
    masked = pl.LazyFrame(
        {
            "row": range(5),
            "mask": [0, 0, 0, 4, 0],
            "strict_key": [ANN, "ann+x@example.com", ANN, BOB, BOB],
            "wide_key": [ANN, ANN, ANN, BOB, BOB],
        }
    ).with_columns(pl.col("row", "mask").cast(pl.UInt32))
    made = campaign(addresses={"duplicates": duplicates})
    found = attach_duplicates(masked, made).collect(engine=engine)
    assert found["row"].to_list() == [0, 1, 2, 3, 4]
    marked = found.filter(pl.col("mask") == Reason.DUPLICATE.bit)["row"].to_list()
    assert marked == repeats
    assert found["mask"][3] == 4


def test_rows_without_a_key_are_no_duplicates():
    """Null is not the same address as null."""
    masked = pl.LazyFrame(
        {"row": [0, 1], "mask": [0, 0], "strict_key": None, "wide_key": None},
        schema_overrides={"strict_key": pl.String, "wide_key": pl.String},
    )
    found = attach_duplicates(masked, campaign()).collect()
    assert found["mask"].to_list() == [0, 0]


def test_findings_of_nobody_are_empty():
    """A row that no finding is about gets none, in its place."""
    audience = pl.LazyFrame({"row": [0, 1]})
    prohibited = pl.LazyFrame({"row": [1], "prohibited": [4], "blocked_by": [["s1"]]})
    other = pl.LazyFrame({"row": [0], "other_address": [True]})
    found = attach_findings(audience, prohibited, other).collect()
    assert found.rows() == [(0, 0, [], True), (1, 4, ["s1"], False)]


def test_explanations():
    """Every reason is a sentence; the records stand at the end, where there are any."""
    frame = pl.DataFrame(
        {
            "reasons": [["minor", "paused"], ["unknown_origin"]],
            "blocked_by": [["s1", "s2"], []],
        },
        schema_overrides={"blocked_by": pl.List(pl.String)},
    )
    assert frame.select(explanation()).to_series().to_list() == [
        "The person is a minor. The person paused messages. Records: s1, s2.",
        REASONS[Reason.UNKNOWN_ORIGIN].sentence,
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_decisions_table(engine):
    """Columns, types and values are the contract's, one row a row, in order."""
    found = screen(
        people(ANN, None, "info@example.net", ANN, contact_id=["7", " 8", None, "9"]),
        tables={
            "consents": rows(event()),
            "suppressions": rows(suppression(value="info@example.net")),
        },
        engine=engine,
    ).decisions.collect(engine=engine)
    assert dict(found.schema) == {
        "row": pl.UInt64,
        "contact_id": pl.String,
        "decision": pl.String,
        "reason": pl.String,
        "reasons": pl.List(pl.String),
        "basis": pl.String,
        "basis_evidence": pl.String,
        "blocked_by": pl.List(pl.String),
        "policy": pl.String,
        "flags": pl.List(pl.String),
    }
    blocked = ["unsubscribed", "unknown_origin", "role_address"]
    assert found.rows() == [
        (0, "7", "keep", None, [], "consent", "e1", [], "uk", []),
        (1, " 8", "remove", "address_missing", ["address_missing"], *_none("uk")),
        (2, None, "remove", "unsubscribed", blocked, None, None, ["s1"], "uk", []),
        (3, "9", "remove", "duplicate", ["duplicate"], *_none("uk")),
    ]


def _none(policy_name):
    return None, None, [], policy_name, []


def test_the_evidence_is_the_latest_record_then_the_smallest_id():
    """Several records prove; one is named, whatever their order."""
    events = [
        event(event_id="b", occurred_at="2026-05-02"),
        event(event_id="c", occurred_at="2026-05-02T12:00:00Z"),
        event(event_id="a", occurred_at="2026-05-01"),
        event(event_id="d", occurred_at="2026-05-02"),
    ]
    for order in (events, events[::-1]):
        (found,) = outcome(people(ANN), tables={"consents": rows(*order)})
        assert found["basis_evidence"] == "b"


def test_the_first_ground_that_holds_is_the_basis():
    """The policy's order decides, not the records'."""
    grounds = [
        {"kind": "relationship", "basis": "soft", "kinds": ["purchase"]},
        {"kind": "consent", "basis": "consent"},
    ]
    tables = {"consents": rows(event()), "relationships": rows(dealing())}
    for order, basis in ((grounds, ("soft", "r1")), (grounds[::-1], ("consent", "e1"))):
        (found,) = outcome(people(ANN), tables=tables, policy=policy(*order))
        assert (found["basis"], found["basis_evidence"]) == basis


def test_a_service_message_s_basis():
    """It is kept without a ground, and says so."""
    (found,) = outcome(people(ANN), message="service")
    assert (found["decision"], found["basis"]) == ("keep", "service_message")
    assert found["basis_evidence"] is None


def test_an_audience_without_rows():
    """Nobody in, nobody out."""
    nobody = pl.DataFrame(schema={"email": pl.String})
    assert outcome(nobody, tables={"consents": rows(event())}) == []


def test_wordings_need_no_keys():
    """Only tables about people are keyed."""
    frame = pl.LazyFrame({"wording": ["v1"]})
    prepared = _preparation("wordings", campaign())(frame)
    assert prepared.collect_schema().names() == ["wording"]
