"""What a screening wrote, spoilt in one place: exactly which expectations fail."""

import polars as pl
import pytest

from tests.e2e.world import FORMATS, audience, typed_audience
from tests.unit.gates_written import opened, written
from tests.unit.test_gates_rules import failed

GIVEN = "expect_rows_as_they_were_given"
BALANCE = "expect_rows_to_balance"
COUNTS = "expect_counts_by_reason_to_add_up"
PROOF = "expect_a_record_behind_every_proof"
SAID = "expect_every_removed_row_to_have_a_reason"
KNOWN = "expect_only_known_reasons"
ORDER = "expect_reasons_in_order_of_precedence"
UNGROUNDED = "expect_no_contact_without_ground"
TWICE = "expect_no_contact_point_twice"
CAUSE = "expect_no_row_removed_without_cause"  # here, duplicates of nobody
JAN = pl.col("contact_id") == "013"  # who unsubscribed, complained and is paused
KEPT, REMOVED = 9, 13


@pytest.fixture(scope="module")
def as_csv(tmp_path_factory):
    return written(tmp_path_factory.mktemp("csv"), "csv", audience())


@pytest.fixture(scope="module")
def as_parquet(tmp_path_factory):
    return written(tmp_path_factory.mktemp("parquet"), "parquet", typed_audience())


@pytest.fixture(scope="module")
def open_csv(as_csv):
    with opened(as_csv) as found:
        yield found


@pytest.fixture(scope="module")
def open_parquet(as_parquet):
    with opened(as_parquet) as found:
        yield found


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_written_passes_in_every_format(form, tmp_path):
    people = audience() if form in {"csv", "ndjson"} else typed_audience()
    files = written(tmp_path, form, people)
    result = files.gate()
    assert failed(result) == {}
    asked = {check.expectation for check in result.checks}
    assert {GIVEN, BALANCE, COUNTS, PROOF, SAID, KNOWN, ORDER} <= asked
    assert result.passed
    assert files.written.kept.suffix == f".{form}"


def swapped(frame):
    return pl.concat([frame[1], frame[0], frame[2:]])


def cell(where, **values):
    """Return a change of some cells of the rows that a condition names."""
    return lambda frame: frame.with_columns(
        pl.when(where)
        .then(pl.lit(value, frame[name].dtype))
        .otherwise(name)
        .alias(name)
        for name, value in values.items()
    )


def first(**values):
    return cell(pl.int_range(pl.len()) == 0, **values)


def stranger(frame):
    row = frame[0].with_columns(pl.lit("stranger@example.com").alias("email"))
    return pl.concat([frame, row])


def rolled(frame):
    return frame.with_columns(pl.col("email").shift(1, fill_value=frame["email"][-1]))


KEPT_ROWS = {
    "the first kept row gone": (
        lambda f: f[1:],
        {GIVEN: KEPT, BALANCE: 1, CAUSE: 2},
    ),
    "every kept row gone": (
        lambda f: f[:0],
        {GIVEN: KEPT, BALANCE: KEPT, CAUSE: 2},
    ),
    "a stranger kept": (stranger, {GIVEN: 1, BALANCE: 1, UNGROUNDED: 1}),
    "a row kept twice": (
        lambda f: pl.concat([f, f[-1]]),
        {GIVEN: 1, BALANCE: 1, TWICE: 1},
    ),
    "kept addresses shifted by a row": (rolled, {GIVEN: KEPT}),
    "a column of the kept rows gone": (lambda f: f.drop("note"), {GIVEN: KEPT}),
}


@pytest.mark.parametrize("case", KEPT_ROWS)
def test_a_spoilt_list_fails_what_it_breaks(case, as_csv):
    change, expected = KEPT_ROWS[case]
    with as_csv.spoilt("kept", change):
        result = as_csv.gate()
    assert failed(result) == expected
    assert not result.passed
    assert result.canaries.missed == ()


SPOILT = {
    "two kept rows swapped": ("kept", swapped, {GIVEN: 2}),
    "the last kept row gone": ("kept", lambda f: f[:-1], {GIVEN: 1, BALANCE: 1}),
    "a kept cell changed": ("kept", first(note="changed"), {GIVEN: 1}),
    "a kept cell blanked": ("kept", first(source=None), {GIVEN: 1}),
    "two removed rows swapped": ("removed", swapped, {GIVEN: 2}),
    "the last removed row gone": (
        "removed",
        lambda f: f[:-1],
        {GIVEN: 1, BALANCE: 1, COUNTS: 1},
    ),
    "a removed cell changed": ("removed", first(note="changed"), {GIVEN: 1}),
    # Two of them have none, and CSV does not tell a blank cell from an empty one.
    "removed addresses shifted": ("removed", rolled, {GIVEN: REMOVED - 1}),
    "a removed row without words": ("removed", first(explanation="\u00a0"), {SAID: 1}),
    "a removed row without codes": ("removed", first(reasons=None), {SAID: 1}),
    "a removed row without a reason": (
        "removed",
        first(reason=None),
        {SAID: 1, COUNTS: 2},
    ),
    "an unknown code": (
        "removed",
        first(reason="because", reasons="because"),
        {KNOWN: 1, COUNTS: 2},
    ),
    "an unknown code among others": (
        "removed",
        first(reasons="complained|because"),
        {KNOWN: 1},
    ),
    "codes in another order": (
        "removed",
        cell(JAN, reasons="complained|paused|unsubscribed"),
        {ORDER: 1},
    ),
    "the lesser code first": (
        "removed",
        cell(JAN, reason="paused", reasons="paused|complained|unsubscribed"),
        {ORDER: 1, COUNTS: 2},
    ),
    "another code than the first": (
        "removed",
        cell(JAN, reason="unsubscribed"),
        {ORDER: 1, COUNTS: 2},
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_spoilt_csv_files_fail_what_they_break(case, open_csv):
    part, change, expected = SPOILT[case]
    with open_csv.files.spoilt(part, change):
        assert open_csv.broken() == expected


def test_files_that_are_put_right_again_break_nothing(open_csv, open_parquet):
    assert open_csv.broken() == open_parquet.broken() == {}


def reasons(where, *codes):
    """Return a change of the codes of a row, where they are a list."""
    return lambda frame: frame.with_columns(
        reasons=pl.when(where)
        .then(pl.lit(pl.Series([list(codes)])))
        .otherwise("reasons")
    )


TYPED = {
    "two kept rows swapped": ("kept", swapped, {GIVEN: 2}),
    "the first kept row gone": ("kept", lambda f: f[1:], {GIVEN: KEPT, BALANCE: 1}),
    "a float changed": ("kept", first(float=0.5), {GIVEN: 1}),
    "an integer changed": ("kept", first(int=2), {GIVEN: 1}),
    "a flag changed": ("kept", first(flag=False), {GIVEN: 1}),
    "a struct emptied": ("kept", first(struct=None), {GIVEN: 1}),
    "a removed cell changed": ("removed", first(note="changed"), {GIVEN: 1}),
    "no codes": ("removed", reasons(JAN), {SAID: 1, KNOWN: 1}),
    "an unknown code": ("removed", reasons(JAN, "complained", "x"), {KNOWN: 1}),
    "codes in another order": (
        "removed",
        reasons(JAN, "complained", "paused", "unsubscribed"),
        {ORDER: 1},
    ),
}


@pytest.mark.parametrize("case", TYPED)
def test_spoilt_parquet_files_fail_what_they_break(case, open_parquet):
    part, change, expected = TYPED[case]
    with open_parquet.files.spoilt(part, change):
        assert open_parquet.broken() == expected


IS_KEPT = pl.col("decision") == "keep"
ROW_0 = pl.col("row") == 0
DECISIONS = {
    "no ground": (cell(ROW_0, basis=None), {PROOF: 1}),
    "no proof": (cell(ROW_0, basis_evidence=None), {PROOF: 1}),
    "a proof that is no record": (cell(ROW_0, basis_evidence="e99"), {PROOF: 1}),
    "the id of an opt-out as proof": (cell(IS_KEPT, basis_evidence="s1"), {PROOF: 9}),
    "a ground of another policy": (
        cell(ROW_0, basis="opt_out", basis_evidence=None),
        {PROOF: 1},
    ),
}


@pytest.mark.parametrize("case", DECISIONS)
def test_a_kept_row_needs_a_ground_and_a_record(case, open_parquet):
    change, expected = DECISIONS[case]
    with open_parquet.files.spoilt("decisions", change):
        assert open_parquet.broken() == expected


def test_a_decision_that_the_lists_belie(open_csv):
    """The last kept row is said to be removed: both lists then miss their places."""
    change = cell(pl.col("row") == 20, decision="remove")
    with open_csv.files.spoilt("decisions", change):
        # The kept list has a row too many; so have the removed ones, from its place on.
        assert open_csv.broken() == {GIVEN: 1 + 2}


COUNTED = {
    "one too many": ("update stated_reasons set contacts = 3 where {}", 1),
    "none of them": ("delete from stated_reasons where {}", 1),
    "of another reason": ("update stated_reasons set reason = 'minor' where {}", 2),
    "one that nobody has": ("insert into stated_reasons values (0, 'minor', 0)", 1),
}


@pytest.mark.parametrize("case", COUNTED)
def test_the_numbers_have_to_add_up(case, open_parquet):
    change, count = COUNTED[case]
    open_parquet.database.execute("begin")
    open_parquet.database.execute(change.format("reason = 'duplicate'"))
    found = open_parquet.broken()
    open_parquet.database.execute("rollback")
    assert found == {COUNTS: count}
