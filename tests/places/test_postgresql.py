"""What a PostgreSQL server answers is what is read, and nothing else is done to it."""

from datetime import UTC, date, datetime

import pytest

from tests.places.opening import opened, refusal, rows

TYPES = """
select 1 as whole, 'Ann'::text as text, 'ab'::varchar(3) as short, true as yes,
    timestamptz '2026-03-29 02:30:00+02' as zoned,
    timestamp '2026-01-01 10:00' as naive, date '2026-01-02' as day,
    12345678901234567890.5::numeric as exact,
    'c026ad75-4c39-4dbd-9efd-6d585a03bcda'::uuid as id, '{"a": 1}'::jsonb as json,
    null::text as nothing
"""


def test_types_are_kept(database):
    row = rows(database.address(), query=TYPES).row(0, named=True)
    assert row == {
        "whole": 1,
        "text": "Ann",
        "short": "ab",
        "yes": True,
        "zoned": datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        "naive": datetime.fromisoformat("2026-01-01T10:00"),
        "day": date(2026, 1, 2),
        "exact": "12345678901234567890.5",
        "id": "c026ad75-4c39-4dbd-9efd-6d585a03bcda",
        "json": '{"a": 1}',
        "nothing": None,
    }


def test_many_rows_keep_their_order(database):
    query = "select n, 'x' || n as t from generate_series(1, 300000) n order by n desc"
    frame = rows(database.address(), query=query)
    assert frame.height == 300_000
    assert frame["n"].is_sorted(descending=True)
    assert frame["t"][0] == "x300000"


def test_an_empty_answer_has_its_columns(database):
    frame = rows(database.address(), query="select 'a'::text as email where false")
    assert (frame.columns, frame.height) == (["email"], 0)


def test_the_source_is_named_without_user_and_options(database):
    address = f"postgresql://owner@127.0.0.1:{database.port}/postgres?sslmode=disable"
    (source,) = opened(address, query="select 1 as n")
    assert source.label == f"postgresql://127.0.0.1:{database.port}/postgres"
    assert (source.format, len(source.sha256())) == ("parquet", 64)
    assert source.signature() is not None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("insert into kept values (2) returning n", "25006"),
        ("create table other (n int)", "25006"),
        ("drop table kept", "25006"),
        ("select 1 as n; drop table kept", "42601"),
        ("selec 1", "42601"),
        ("select * from nowhere", "42P01"),
        ("select nothing from kept", "42703"),
        ("select 'ann@example.com'::int as n", "22P02"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused_by_its_code(database, query, why):
    database.run(
        "drop table if exists kept",
        "create table kept (n int)",
        "insert into kept values (1)",
    )
    said = {
        "25006": "it would change data, and only reading is allowed",
        "42601": "it is not one SQL statement",
        "42P01": "it names a table that is not there",
        "42703": "it names a column that is not there",
    }
    assert refusal(database.address(), query=query) == (
        f"The query of '{database.address()}' failed: "
        f"{said.get(why, 'the server refused it')} (SQLSTATE {why})."
    )
    kept = rows(database.address(), query="select n from kept")
    assert kept["n"].to_list() == [1]


def test_a_query_cannot_make_its_transaction_write(database):
    query = "select set_config('transaction_read_only', 'off', true) as n"
    assert refusal(database.address(), query=query) == (
        f"The query of '{database.address()}' failed while its rows were read; nothing "
        "was screened. Try it with psql, which says why."
    )


def test_a_query_that_fails_halfway_is_refused_without_a_value(database):
    query = """
        select ('1' || repeat('x', n / 90000))::int as n
        from generate_series(1, 99999) n
    """
    assert refusal(database.address(), query=query) == (
        f"The query of '{database.address()}' failed while its rows were read; nothing "
        "was screened. Try it with psql, which says why."
    )


@pytest.mark.parametrize("value", ["infinity", "-infinity"])
@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamptz"])
def test_an_infinite_time_is_refused_before_it_becomes_another(database, kind, value):
    """The driver wraps an infinite date around: a standing opt-out would have ended."""
    query = f"select date '2026-01-01'::{kind} as until union all select '{value}'"
    assert refusal(database.address(), query=query) == (
        f"The query of '{database.address()}' answers a time in 'until' that is "
        "outside the years 1 to 9999, such as infinity. Write null or a real time in "
        "its place."
    )


@pytest.mark.parametrize(
    "column", ["interval '1 day'", "inet '10.0.0.1'", "array[1, 2]", "point '(1,2)'"]
)
def test_a_type_that_no_table_has_is_refused(database, column):
    assert refusal(database.address(), query=f"select {column} as odd") == (
        f"The query of '{database.address()}' answers columns of a type that no table "
        "has: 'odd'. Make them text in the query, with cast(... as text)."
    )


@pytest.mark.parametrize("query", ["select 1 as n, 2 as n", "select 1 as n, 2 as N"])
def test_two_columns_of_one_name_are_refused(database, query):
    assert refusal(database.address(), query=query) == (
        f"The query of '{database.address()}' answers two columns of one name, or one "
        "without a name. Give every column a name of its own with 'as'."
    )


def test_a_statement_without_rows_is_refused(database):
    assert refusal(database.address(), query="commit") == (
        f"The query of '{database.address()}' answers no rows; give a 'select'."
    )


def test_a_wrong_or_missing_password_is_refused(database, monkeypatch):
    said = (
        f"'{database.address()}' does not let this user in. Set PGUSER and PGPASSWORD, "
        "or PGPASSFILE, in the environment."
    )
    monkeypatch.setenv("PGPASSWORD", "another-secret")
    assert refusal(database.address(), query="select 1 as n") == said
    monkeypatch.delenv("PGPASSWORD")
    assert refusal(database.address(), query="select 1 as n") == said


def test_a_password_file_is_read(database, monkeypatch, tmp_path):
    monkeypatch.delenv("PGPASSWORD")
    path = tmp_path / "pgpass"
    path.write_text(f"127.0.0.1:{database.port}:*:owner:{database.password}\n")
    path.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(path))
    assert rows(database.address(), query="select 1 as n")["n"].to_list() == [1]


def test_a_service_file_says_where_the_database_is(database, monkeypatch, tmp_path):
    path = tmp_path / "services"
    path.write_text(f"[crm]\nhost=127.0.0.1\nport={database.port}\ndbname=postgres\n")
    monkeypatch.setenv("PGSERVICEFILE", str(path))
    frame = rows("postgresql:///?service=crm", query="select 1 as n")
    assert frame["n"].to_list() == [1]


@pytest.mark.parametrize("place", ["127.0.0.1:1/postgres", "127.0.0.1:{port}/gone"])
def test_no_server_or_no_database_is_refused(database, place):
    address = "postgresql://" + place.format(port=database.port)
    assert refusal(address, query="select 1 as n") == (
        f"'{address}' cannot be connected to: no server answers there, or it has no "
        "such database."
    )


def test_encryption_that_the_server_lacks_is_refused(database):
    assert refusal(f"{database.address()}?sslmode=require", query="select 1 as n") == (
        f"'{database.address()}' cannot be connected to as 'sslmode' or PGSSLMODE asks."
    )
