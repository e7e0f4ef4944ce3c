"""SQLite and DuckDB files: read, with their types, and nothing else."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import duckdb
import pytest

from tests.places.opening import opened, refusal, rows


@pytest.fixture
def sqlite_file(tmp_path):
    path = tmp_path / "crm.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "create table mixed (n, m, t text, r real, b blob, nil);"
            "insert into mixed values (1, 1, 'x', 1.5, x'00ff', null);"
            "insert into mixed values (2, 'two', null, 2.0, null, null);"
            "insert into mixed values (null, 2.5, 'z', null, null, null);"
        )
    return path


@pytest.fixture
def duckdb_file(tmp_path):
    path = tmp_path / "crm.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create table kept as select 1 as n")
    return path


@pytest.mark.parametrize("slashes", ["relative", "absolute"])
def test_the_types_of_sqlite_are_kept(sqlite_file, slashes):
    address = (
        "sqlite:///crm.db" if slashes == "relative" else f"sqlite:///{sqlite_file}"
    )
    (source,) = opened(
        address,
        folder=sqlite_file.parent,
        query="select * from mixed order by rowid; ",
    )
    assert source.label == "sqlite:///crm.db"
    assert source.frame.collect().to_dict(as_series=False) == {
        "n": [1, 2, None],
        "m": ["1", "two", "2.5"],
        "t": ["x", None, "z"],
        "r": [1.5, 2.0, None],
        "b": [b"\x00\xff", None, None],
        "nil": [None, None, None],
    }


def test_a_type_that_comes_late_is_seen(sqlite_file):
    """Every row decides what a column is, not the first thousand."""
    query = """
        with recursive s(n) as (select 1 union all select n + 1 from s where n < 120000)
        select case when n < 119999 then null else 'late' end as a, n as b from s
        order by b desc
    """
    frame = rows("sqlite:///crm.db", folder=sqlite_file.parent, query=query)
    assert frame.height == 120_000
    assert frame["a"].drop_nulls().to_list() == ["late", "late"]
    assert frame["b"].is_sorted(descending=True)


def test_an_empty_answer_of_sqlite_has_its_columns(sqlite_file):
    query = "select t as email from mixed where false -- none"
    frame = rows("sqlite:///crm.db", folder=sqlite_file.parent, query=query)
    assert (frame.columns, frame.height) == (["email"], 0)


TWICE = (
    "The query of 'sqlite:///crm.db' answers two columns of one name, or one without a "
    "name. Give every column a name of its own with 'as'."
)
MIXED = (
    "The query of 'sqlite:///crm.db' answers text and binary data in one column. Make "
    "it text in the query, with cast(... as text)."
)
ODD = (
    "The query of 'duckdb:///crm.duckdb' answers columns of a type that no table has: "
    "'odd'. Make them text in the query, with cast(... as text)."
)
ENDLESS = (
    "The query of 'duckdb:///crm.duckdb' answers a time in 'until' that is outside the "
    "years 1 to 9999, such as infinity. Write null or a real time in its place."
)
FAILED = (
    "The query of 'sqlite:///crm.db' failed: it is not SQL that SQLite knows, or names "
    "a table or column that is not there (SQLITE_ERROR)."
)
MORE = "The query of 'sqlite:///crm.db' does more than read its tables."


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("selec 1", FAILED),
        ("select * from nowhere", FAILED),
        ("select nothing_such from mixed", FAILED),
        ("insert into mixed (n) values (9)", MORE),
        ("delete from mixed returning n", MORE),
        ("attach 'other.db' as other", MORE),
        ("pragma writable_schema = 1", MORE),
        ("select load_extension('x')", FAILED),
        (
            "select 1 as n; drop table mixed",
            "The query of 'sqlite:///crm.db' is not one SQL statement.",
        ),
        ("select 1 as n, 2 as n", TWICE),
        ("select b as m from mixed union all select 'x'", MIXED),
    ],
)
def test_a_query_that_sqlite_cannot_answer_is_refused(sqlite_file, query, message):
    before = sqlite_file.read_bytes()
    assert (
        refusal("sqlite:///crm.db", folder=sqlite_file.parent, query=query) == message
    )
    assert sqlite_file.read_bytes() == before


def test_what_is_no_sqlite_file_is_refused(tmp_path):
    (tmp_path / "a.db").write_text("email\nann@example.com\n" * 100)
    assert refusal("sqlite:///a.db", folder=tmp_path, query="select 1 as n") == (
        "'sqlite:///a.db' is not a SQLite file, or is encrypted."
    )
    assert refusal("sqlite:///gone.db", folder=tmp_path, query="select 1 as n") == (
        "There is no file 'gone.db' for a 'sqlite://' address."
    )


def test_the_types_of_duckdb_are_kept(duckdb_file):
    query = """
        select 1 as whole, 'Ann' as text, timestamptz '2026-03-29 02:30:00+02' as zoned,
            timestamp '2026-01-01 10:00' as naive, date '2026-01-02' as day,
            'c026ad75-4c39-4dbd-9efd-6d585a03bcda'::uuid as id,
            'b'::enum('a', 'b') as code, null as nothing
    """
    frame = rows("duckdb:///crm.duckdb", folder=duckdb_file.parent, query=query)
    assert frame.row(0, named=True) == {
        "whole": 1,
        "text": "Ann",
        "zoned": datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        "naive": datetime.fromisoformat("2026-01-01T10:00"),
        "day": date(2026, 1, 2),
        "id": "c026ad75-4c39-4dbd-9efd-6d585a03bcda",
        "code": "b",
        "nothing": None,
    }


ONE = "The query of 'duckdb:///crm.duckdb' is not one 'select'; nothing else is run."
DUCK = "The query of 'duckdb:///crm.duckdb' failed: "


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("drop table kept", ONE),
        ("select 1 as n; drop table kept", ONE),
        ("attach 'other.db'", ONE),
        ("set enable_external_access = true", ONE),
        ("selec 1", DUCK + "it is not SQL that DuckDB knows (ParserException)."),
        (
            "select * from nowhere",
            DUCK + "it names a table or function that is not there (CatalogException).",
        ),
        (
            "select gone from kept",
            DUCK + "it names a column that is not there (BinderException).",
        ),
        (
            "select * from read_csv('crm.csv')",
            DUCK + "it does more than read this file (PermissionException).",
        ),
        (
            "select cast('ann@example.com' as integer) as n from kept",
            DUCK + "DuckDB refused it (ConversionException).",
        ),
        ("select [1, 2] as odd", ODD),
        ("select date 'infinity' as until", ENDLESS),
    ],
)
def test_a_query_that_duckdb_cannot_answer_is_refused(duckdb_file, query, message):
    folder = duckdb_file.parent
    assert refusal("duckdb:///crm.duckdb", folder=folder, query=query) == message
    frame = rows("duckdb:///crm.duckdb", folder=folder, query="select n from kept")
    assert frame["n"].to_list() == [1]


def test_what_is_no_duckdb_file_is_refused(tmp_path):
    (tmp_path / "a.duckdb").write_text("email\nann@example.com\n" * 100)
    assert refusal("duckdb:///a.duckdb", folder=tmp_path, query="select 1 as n") == (
        "'duckdb:///a.duckdb' cannot be opened: it is not a DuckDB file, was written "
        "by a newer version, or is being written to."
    )
    assert refusal("duckdb:///gone.duckdb", folder=tmp_path, query="select 1 as n") == (
        "There is no file 'gone.duckdb' for a 'duckdb://' address."
    )
