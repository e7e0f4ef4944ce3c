"""Conforming: sources become canonical columns, and bad rows are marked."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from hygiene.errors import InputError
from hygiene.sources.columns import is_text
from hygiene.sources.conform import PROBLEMS, conform, is_prohibition, row_checks
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from tests.unit.world import dealing, event, rows, send, suppression

LAST = datetime(2026, 5, 10, 22, 59, 59, 999999, tzinfo=UTC)
FIRST = datetime(2026, 5, 9, 23, tzinfo=UTC)


def read(table, frame, **entry):
    source = Source(f"{table}.csv", frame.lazy())
    return conform(source, Entry(table, (source,), "Europe/London", **entry)).collect()


def problems(table, frame, **entry):
    """Return the problems of the first row, as (column, wording)."""
    source = Source(f"{table}.csv", frame.lazy())
    made = Entry(table, (source,), "Europe/London", **entry)
    mask = conform(source, made).collect()[PROBLEMS][0]
    return [
        (check.column, check.problem)
        for bit, check in enumerate(row_checks(made))
        if mask & 1 << bit
    ]


def test_defaults_of_a_suppression():
    """Absent optional values stand for what the contract says."""
    row = read("suppressions", rows(suppression(effective_from="2026-05-10"))).row(
        0, named=True
    )
    assert [row[name] for name in ("match", "channel", "purpose", "controller")] == [
        "address",
        "*",
        "*",
        "*",
    ]
    assert row["blocks"] is None
    assert (row["effective_from_first"], row["effective_from_last"]) == (FIRST, LAST)
    assert (row["recorded_at_first"], row["recorded_at_last"]) == (FIRST, LAST)
    assert (row["_row"], row[PROBLEMS]) == (1, 0)


def test_blank_optional_values_are_their_defaults():
    """A CSV has no null but blank: blank codes, times and names are defaults too."""
    given = suppression(
        match=" ", channel="", recorded_at=" ", controller="", blocks=""
    )
    row = read("suppressions", rows(given)).row(0, named=True)
    assert (row["match"], row["channel"], row["controller"]) == ("address", "*", "*")
    assert row["recorded_at_first"] == datetime(2026, 5, 10, 10, tzinfo=UTC)
    assert row[PROBLEMS] == 0


def test_defaults_of_a_consent_and_a_relationship():
    """Who collected a consent is its controller; an opt-out was not offered."""
    consent = read("consents", rows(event())).row(0, named=True)
    assert consent["collected_by"] == "northpay"
    assert consent["recorded_at_last"] == consent["occurred_at_last"]
    unsaid = read("relationships", rows(dealing(opt_out_offered=None)))
    assert unsaid["opt_out_offered"].to_list() == [False]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("true", True), (" YES ", True), ("1", True), ("no", False), ("0", False)],
)
def test_yes_and_no(text, meant):
    """Yes and no are read in the spellings that files use."""
    found = read("relationships", rows(dealing(opt_out_offered=text)))
    assert found["opt_out_offered"].to_list() == [meant]


def test_typed_columns():
    """Dates, booleans and whole numbers are read without loss."""
    frame = rows(dealing()).with_columns(
        occurred_at=pl.lit(date(2026, 5, 10)),
        opt_out_offered=pl.lit(value=True),
        relationship_id=pl.lit(7, pl.Int64),
    )
    row = read("relationships", frame).row(0, named=True)
    assert row["relationship_id"] == "7"
    assert row["opt_out_offered"] is True
    assert (row["occurred_at_first"], row["occurred_at_last"]) == (FIRST, LAST)
    assert row[PROBLEMS] == 0


def test_columns_and_constants():
    """A mapped column and a constant take the place of the canonical one."""
    frame = pl.DataFrame({"Email": ["ann@example.com"], "No": ["1"]})
    row = read(
        "suppressions",
        frame,
        columns={"value": "Email", "suppression_id": "No"},
        constants={"reason": "unsubscribed", "effective_from": date(2026, 5, 10)},
    ).row(0, named=True)
    assert (row["value"], row["suppression_id"]) == ("ann@example.com", "1")
    assert (row["reason"], row["effective_from_last"]) == ("unsubscribed", LAST)
    assert row[PROBLEMS] == 0


def test_constants_alone_still_make_every_row():
    """Three rows with constant columns are three rows."""
    frame = pl.DataFrame({"x": ["1", "2", "3"]})
    said = {"wording": "v1", "invalidated_at": "2026-05-10"}
    assert read("wordings", frame, constants=said)["_row"].to_list() == [1, 2, 3]


@pytest.mark.parametrize(
    ("table", "record", "found"),
    [
        ("consents", event(event_id=" "), [("event_id", "is missing")]),
        ("consents", event(purpose=None), [("purpose", "is missing")]),
        ("consents", event(occurred_at=""), [("occurred_at", "is missing")]),
        (
            "consents",
            event(address=" "),
            [("address", "and contact_id are both missing")],
        ),
        (
            "relationships",
            dealing(opt_out_offered="maybe"),
            [("opt_out_offered", "is neither true nor false")],
        ),
        (
            "relationships",
            dealing(role="Controller"),
            [("role", "is not one of 'controller', 'processor'")],
        ),
        (
            "sends",
            send(channel="*"),
            [("channel", "is not one of 'email', 'sms', 'voice', 'post'")],
        ),
        (
            "sends",
            send(channel=""),
            [("channel", "is not one of 'email', 'sms', 'voice', 'post'")],
        ),
        (
            "suppressions",
            suppression(blocks="most"),
            [("blocks", "is not one of 'marketing', 'all'")],
        ),
    ],
)
def test_bad_rows_are_marked(table, record, found):
    """Each way of breaking the contract is named with its column."""
    assert problems(table, rows(record)) == found


@pytest.mark.parametrize("text", ["nonsense", "2026-03-29T01:30:00", "01/06/2026"])
def test_bad_times_are_marked(text):
    """A time that cannot be read is an error even where it is optional."""
    wording = (
        "is not an ISO 8601 time, or does not exist in its zone (clock change); where "
        'a file writes times otherwise, say how, e.g. dates = "day_first"'
    )
    assert problems("consents", rows(event(expires_at=text))) == [
        ("expires_at", wording)
    ]


@pytest.mark.parametrize("value", ["gmail.com", "@GMail.com", "*.googlemail.com "])
def test_public_domains(value):
    """A public mailbox domain is refused, unless the entry allows it."""
    frame = rows(suppression(match="domain", value=value))
    assert [column for column, _ in problems("suppressions", frame)] == ["value"]
    assert problems("suppressions", frame, allow_public_domains=True) == []
    address = rows(suppression(value="gmail.com"))
    assert problems("suppressions", address) == []


@pytest.mark.parametrize(
    ("table", "frame", "entry", "lines"),
    [
        (
            "wordings",
            pl.DataFrame({"Wordings": ["v1"]}),
            {},
            ["column 'wording' is missing."],
        ),
        (
            "wordings",
            pl.DataFrame({"Wordings": ["v1"], "invalidated_at": [""]}),
            {},
            ["column 'wording' is missing. Did you mean 'Wordings'?"],
        ),
        (
            "wordings",
            pl.DataFrame({"wording": ["v1"]}),
            {"columns": {"wordin": "wording"}},
            ["the wordings table has no column 'wordin'. Did you mean 'wording'?"],
        ),
        (
            "wordings",
            pl.DataFrame({"wording": ["v1"]}),
            {"columns": {"invalidated_at": "gone"}},
            ["'invalidated_at' is mapped to a column that the file lacks."],
        ),
        (
            "wordings",
            pl.DataFrame({"wording": ["v1"]}),
            {"columns": {"wording": "wording"}, "constants": {"wording": "v2"}},
            ["'wording' is both mapped and a constant."],
        ),
        (
            "wordings",
            pl.DataFrame({"wording": [1.5]}),
            {},
            ["column 'wording' is Float64, not text."],
        ),
        (
            "wordings",
            pl.DataFrame({"wording": ["v1"], "invalidated_at": [1_780_000_000]}),
            {},
            ["column 'invalidated_at' is Int64, not time."],
        ),
        (
            "consents",
            rows(event()).drop("address", "contact_id"),
            {},
            ["one of the columns 'contact_id', 'address' is needed."],
        ),
    ],
)
def test_columns_that_cannot_be_used(table, frame, entry, lines):
    """A source with the wrong columns is refused before any row is read."""
    with pytest.raises(InputError) as raised:
        read(table, frame, **entry)
    head = f"{table}.csv cannot be used as the {table} table:"
    assert str(raised.value) == "\n".join([head, *(f"- {line}" for line in lines)])


@pytest.mark.parametrize(
    ("table", "action", "never_dropped"),
    [
        ("suppressions", "given", True),
        ("consents", "withdrawn", True),
        ("consents", "refused", True),
        ("consents", "Given", True),
        ("consents", None, True),
        ("consents", "requested", False),
        ("consents", "given", False),
        ("consents", "confirmed", False),
        ("relationships", "given", False),
    ],
)
def test_prohibitions(table, action, never_dropped):
    """A no, and what might be one, is never dropped."""
    frame = pl.DataFrame({"action": [action]}, schema={"action": pl.String})
    assert frame.select(is_prohibition(table)).item() is never_dropped


def test_which_types_are_text():
    """Whole numbers are ids without loss; fractions are not."""
    assert all(is_text(dtype) for dtype in (pl.String(), pl.UInt8(), pl.Null()))
    assert not any(is_text(dtype) for dtype in (pl.Float32(), pl.Boolean(), pl.Date()))
