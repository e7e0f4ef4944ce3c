"""The logical hash: three implementations agree, and every change changes it."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.audit.lth1 import combined, duckdb_query, logical_hash, row_digests
from tests.audit import plain

SCHEMA = {
    "b": pl.String,
    "a": pl.Int64,
    "yes": pl.Boolean,
    "day": pl.Date,
    "at": pl.Datetime("us", "UTC"),
}
AT = datetime(2026, 6, 1, 9, 30, 0, 123456, tzinfo=UTC)
ROWS = [
    ("é,\n~:\U0001f600", 1, True, date(2026, 6, 1), AT),
    ("", -7, False, date(1969, 12, 31), datetime(1969, 12, 31, tzinfo=UTC)),
    (None, None, None, None, None),
    ("~,", 0, True, None, AT),
    ("~,", 0, True, None, AT),
]
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
rows = st.lists(
    st.tuples(
        st.none() | st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1)),
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.booleans(),
        st.none() | DAYS,
        st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
    ),
    max_size=6,
)


def frame(given_rows=ROWS):
    return pl.DataFrame(given_rows, schema=SCHEMA, orient="row")


def in_duckdb(table, folder):
    path = folder / "t.parquet"
    table.write_parquet(path)
    return duckdb.sql(duckdb_query(table.schema, str(path))).fetchall()[0][0]


def test_three_implementations_agree(tmp_path):
    expected = plain.logical_hash(list(SCHEMA), ROWS)
    assert logical_hash(frame()) == expected
    assert in_duckdb(frame(), tmp_path) == expected


def test_the_hash_is_the_one_of_ever():
    """A number that no later version may change."""
    said = "069f5ce06a2fc4cd18f12bf87931ab888132435bb7585afa03a801f71bf6fb4a"
    assert logical_hash(frame()) == said


def test_an_empty_table_has_a_hash(tmp_path):
    table = pl.DataFrame(schema={"a": pl.String})
    assert logical_hash(table) == plain.logical_hash(["a"], [])
    assert in_duckdb(table, tmp_path) == logical_hash(table)


@settings(max_examples=60)
@given(rows)
def test_polars_agrees_with_plain_python(drawn):
    drawn = [(*row[:4], row[4] and row[4].replace(tzinfo=UTC)) for row in drawn]
    full = [*drawn, ROWS[0]]  # so that plain Python sees the kind of every column
    assert logical_hash(frame(full)) == plain.logical_hash(list(SCHEMA), full)


@settings(max_examples=12)
@given(rows)
def test_duckdb_agrees(tmp_path_factory, drawn):
    table = frame([(*row[:4], row[4] and row[4].replace(tzinfo=UTC)) for row in drawn])
    assert in_duckdb(table, tmp_path_factory.mktemp("lth1")) == logical_hash(table)


def changed(row=0, column="b", value=None):
    at = list(SCHEMA).index(column)
    cells = [list(cells) for cells in ROWS]
    cells[row][at] = value
    return frame(cells)


MUTATIONS = {
    "null for an empty text": changed(1, "b", None),
    "an empty text for null": changed(2, "b", ""),
    "another text": changed(0, "b", "é,\n~:"),
    "another whole number": changed(1, "a", 7),
    "a number as text": frame().with_columns(pl.col("a").cast(pl.String)),
    "a microsecond": changed(0, "at", AT + timedelta(microseconds=1)),
    "another name": frame().rename({"b": "c"}),
    "one row more": pl.concat([frame(), frame().head(1)]),
    "one of two equal rows less": frame().head(4),
    "false for null": changed(2, "yes", value=False),
    "cells that moved": frame().rename({"b": "x", "yes": "b"}).rename({"x": "yes"}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_change_changes_the_hash(name):
    assert logical_hash(MUTATIONS[name]) != logical_hash(frame())


def test_what_does_not_matter_does_not_change_it():
    table = frame()
    assert logical_hash(table.reverse()) == logical_hash(table)
    assert logical_hash(table.select(sorted(SCHEMA))) == logical_hash(table)
    in_chunks = pl.concat([table.head(2), table.tail(3)], rechunk=False)
    assert logical_hash(in_chunks) == logical_hash(table)
    narrow = table.with_columns(
        pl.col("a").cast(pl.Int8), pl.col("b").cast(pl.Categorical)
    )
    assert logical_hash(narrow) == logical_hash(table)


def test_a_redacted_row_takes_part_by_its_digest():
    table = frame()
    digests = row_digests(table)
    assert combined(table.schema, [*row_digests(table.head(3)), *digests[3:]]) == (
        logical_hash(table)
    )


@pytest.mark.parametrize(
    "values",
    [[1.0], [[1]], [datetime(2026, 1, 1)], [AT - AT]],  # noqa: DTZ001
)
def test_what_has_no_one_text_is_refused(values):
    with pytest.raises(ValueError, match=r"column 'x' is .*, which no evidence may be"):
        logical_hash(pl.DataFrame({"x": values}))
