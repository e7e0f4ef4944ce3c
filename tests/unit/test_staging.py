"""Staging: rejects, repeated ids, and what may be dropped."""

import re

import polars as pl
import pytest

from hygiene.errors import InputError, RejectedRowsError
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.staging import stage
from tests.unit.world import ENGINES, event, rows, send, suppression


def staged(table, work, *frames, engine="streaming", drop=False, prepare=None):
    sources = [
        Source(f"{table}_{number}.csv", frame.lazy())
        for number, frame in enumerate(frames, start=1)
    ]
    entries = [Entry(table, (s,), "UTC", drop_bad_rows=drop) for s in sources]
    return stage(table, entries, work, engine, prepare or (lambda frame: frame))


def rejects(*arguments, **keywords):
    with pytest.raises(RejectedRowsError) as raised:
        staged(*arguments, **keywords)
    return raised.value


@pytest.mark.parametrize("engine", ENGINES)
def test_good_rows_are_staged(engine, tmp_path):
    """Rows of several files are one table; each knows its file and its row."""
    first = rows(event(), event(event_id="e2"))
    second = rows(event(event_id="e3"))
    found = staged("consents", tmp_path, first, second, engine=engine)
    assert found.frame.select("event_id", "_file", "_row").collect().rows() == [
        ("e1", 0, 1),
        ("e2", 0, 2),
        ("e3", 1, 1),
    ]
    assert (found.rows, found.dropped, found.height) == ((2, 1), 0, 3)


def test_staged_columns_are_only_the_canonical_ones(tmp_path):
    """What only checking needs is gone afterwards."""
    names = staged("sends", tmp_path, rows(send())).frame.collect_schema().names()
    assert not [name for name in names if name.startswith(("_raw_", "_problems"))]
    assert {"sent_at_first", "sent_at_last"} < set(names)


def test_an_absent_table_is_empty(tmp_path):
    """Without entries there are no rows, but every column."""
    found = staged("consents", tmp_path)
    assert found.frame.collect().height == 0
    assert {"event_id", "occurred_at_last"} < set(found.frame.collect_schema())
    assert (found.rows, found.dropped) == ((), 0)


@pytest.mark.parametrize("engine", ENGINES)
def test_rejects_name_file_row_column_and_problem(engine, tmp_path):
    """Every problem of every file is listed at once, in order, without a value."""
    first = rows(event(), event(event_id="e2", purpose=" ", action="given"))
    second = rows(event(event_id="e3", occurred_at="ann@example.com", channel="fax"))
    error = rejects("consents", tmp_path, first, second, engine=engine)
    time = (
        "is not an ISO 8601 time, or does not exist in its zone (clock change); where "
        'a file writes times otherwise, say how, e.g. dates = "day_first"'
    )
    channel = "is not one of 'email', 'sms', 'voice', 'post', '*'."
    assert error.rejects.rows() == [
        ("consents_1.csv", 2, "purpose", "is missing"),
        ("consents_2.csv", 1, "channel", channel),
        ("consents_2.csv", 1, "occurred_at", time),
    ]
    assert str(error) == (
        "The consents table has 2 row(s) that break its contract "
        "(see `hygiene tables consents`); nothing was screened.\n"
        "- consents_1.csv: 'purpose' is missing (1 row(s), first at row 2)\n"
        f"- consents_2.csv: 'channel' {channel} (1 row(s), first at row 1)\n"
        f"- consents_2.csv: 'occurred_at' {time} (1 row(s), first at row 1)"
    )


def test_a_misspelt_code_is_answered_by_the_nearest(tmp_path):
    """Only the known code is quoted, never the cell."""
    bad = rows(suppression(reason="Unsubscribe"), suppression(suppression_id="s2"))
    error = rejects("suppressions", tmp_path, bad)
    assert (
        error.rejects["problem"]
        .to_list()[0]
        .endswith("'hard_bounced'. Did you mean 'unsubscribed'?")
    )
    assert "'Unsubscribe'" not in str(error)


def test_only_so_many_kinds_are_shown(tmp_path):
    """A long list is cut short in the message, not in the rejects."""
    frames = [rows(event(purpose=None)) for _ in range(11)]
    error = rejects("consents", tmp_path, *frames)
    assert str(error).endswith("- and 2 more kinds of problem")
    assert error.rejects.height == 22


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("table", "record", "column"),
    [
        ("consents", event(), "event_id"),
        ("suppressions", suppression(), "suppression_id"),
        ("sends", send(), "send_id"),
    ],
)
def test_a_repeated_id_is_an_error(engine, table, record, column, tmp_path):
    """Ids are unique over every file of a table, not only within one."""
    error = rejects(table, tmp_path, rows(record), rows(record), engine=engine)
    problem = "is not unique in the table"
    assert error.rejects.sort("file").rows() == [
        (f"{table}_1.csv", 1, column, problem),
        (f"{table}_2.csv", 1, column, problem),
    ]


def test_missing_ids_are_not_repeats(tmp_path):
    """Two rows without an id are two missing ids."""
    error = rejects("consents", tmp_path, rows(event(event_id=""), event(event_id="")))
    assert error.rejects["problem"].to_list() == ["is missing", "is missing"]


@pytest.mark.parametrize("engine", ENGINES)
def test_bad_permissive_rows_are_dropped_when_asked(engine, tmp_path):
    """Dropped rows are counted once, however much is wrong with them."""
    frame = rows(
        event(),
        event(event_id="e2", purpose="", occurred_at="nonsense"),
        event(event_id="e3"),
        event(event_id="e3"),
    )
    found = staged("consents", tmp_path, frame, engine=engine, drop=True)
    assert found.frame.collect()["event_id"].to_list() == ["e1"]
    assert (found.rows, found.dropped) == ((4,), 3)


@pytest.mark.parametrize(
    ("table", "record"),
    [
        ("suppressions", suppression(effective_from="nonsense")),
        ("suppressions", suppression(reason="")),
        ("consents", event(action="withdrawn", occurred_at="nonsense")),
        ("consents", event(action="refused", purpose=None)),
        ("consents", event(action="Given")),
        ("consents", event(action=None)),
    ],
)
def test_a_bad_prohibition_is_never_dropped(table, record, tmp_path):
    """What says no, or might, stays an error with `on_bad_rows = "remove"`."""
    error = rejects(table, tmp_path, rows(record), drop=True)
    assert error.rejects["row"].to_list() == [1]


@pytest.mark.parametrize("table", ["suppressions", "consents"])
def test_a_repeated_prohibition_is_never_dropped(table, tmp_path):
    """Two opt-outs of one id stay an error, whatever is asked."""
    record = suppression() if table == "suppressions" else event(action="withdrawn")
    assert rejects(table, tmp_path, rows(record, record), drop=True).rejects.height == 2


def test_leniency_is_of_one_entry(tmp_path):
    """One entry's leniency does not excuse another's rows."""
    lenient = Source("lenient.csv", rows(event(purpose="")).lazy())
    exact = Source("exact.csv", rows(event(event_id="e2", purpose="")).lazy())
    entries = [
        Entry("consents", (lenient,), "UTC", drop_bad_rows=True),
        Entry("consents", (exact,), "UTC"),
    ]
    with pytest.raises(RejectedRowsError) as raised:
        stage("consents", entries, tmp_path, "streaming", lambda frame: frame)
    assert raised.value.rejects["file"].to_list() == ["exact.csv"]


def test_entries_have_zones_of_their_own(tmp_path):
    """Naive times of each entry are read in that entry's zone."""
    entries = [
        Entry(
            "sends", (Source(zone, rows(send(send_id=zone, sent_at=at)).lazy()),), zone
        )
        for zone, at in (
            ("UTC", "2026-06-01T09:00"),
            ("Asia/Tokyo", "2026-06-01T18:00"),
        )
    ]
    found = stage("sends", entries, tmp_path, "streaming", lambda frame: frame)
    assert found.frame.collect()["sent_at_first"].n_unique() == 1


def test_a_full_disk_is_no_damaged_file(tmp_path):
    """Where every source can be read, the work folder is to blame."""
    (tmp_path / "consents.parquet").mkdir()
    with pytest.raises(InputError) as raised:
        staged("consents", tmp_path, rows(event()))
    said = re.sub(r"[0-9,]+ MB", "9 MB", str(raised.value))
    assert said == (
        f"'consents.parquet' could not be written to '{tmp_path.name}' (9 MB are free "
        "there). Make room, or name another folder with TMPDIR or --out."
    )


def test_prepared_columns_are_staged(tmp_path):
    """The keys that deciding needs stand beside the canonical columns."""
    found = staged(
        "sends",
        tmp_path,
        rows(send()),
        prepare=lambda frame: frame.with_columns(key=pl.col("address")),
    )
    assert found.frame.collect()["key"].to_list() == ["ann@example.com"]
