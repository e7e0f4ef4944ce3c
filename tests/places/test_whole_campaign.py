"""A campaign whose tables lie everywhere decides as one whose tables lie in files."""

import gzip
import io
import json
import sqlite3
from contextlib import closing

import duckdb
import polars as pl
import pytest

import hygiene as hy
from tests.contracts.files import ROOT
from tests.e2e.commands import spawn
from tests.places.lakes import write_delta

SAMPLE = ROOT / "sample_data"
BUCKET = "campaign"
HEAD = """
[campaign]
id = "2026-11-newsletter"
controller = "northpay"
channel = "email"
purpose = "marketing.newsletter"
as_of = 2026-11-24T09:00:00Z
timezone = "Europe/London"
policy = "uk"
categories = ["payments"]
"""
FILES = """
[tables]
audience = { path = "audience.csv" }
consents = { path = "consents.parquet" }
relationships = { path = "relationships.csv" }
wordings = { path = "wordings.csv" }
sends = { path = "sends.csv" }

[[tables.suppressions]]
path = "suppressions.csv"
[[tables.suppressions]]
path = "bounces.csv"
format = "sendgrid"
"""
PLACES = """
[tables.audience]
path = "{postgresql}"
query = "select contact_id, email, phone, country, subscriber_type, source, merchant, \
last_checkout_at, segment from audience order by position"
[tables.consents]
path = "s3://campaign/consents/*.parquet"
[tables.relationships]
path = "delta:///relationships"
[tables.wordings]
path = "duckdb:///wordings.duckdb"
query = "select wording, invalidated_at from wordings"
[tables.sends]
path = "s3://campaign/sends.csv.gz"

[[tables.suppressions]]
path = "sqlite:///suppressions.db"
query = "select * from suppressions"
as_at = 2026-11-24T06:00:00Z
max_age = "48h"
[[tables.suppressions]]
path = "s3://campaign/bounces.csv"
format = "sendgrid"
"""


def sample(name):
    return pl.read_csv(SAMPLE / name, infer_schema=False)


def suppressions():
    names = ("crm", "hashed", "domains")
    found = [sample(f"suppressions_{name}.csv") for name in names]
    return pl.concat(found, how="diagonal")


BOUNCES = (SAMPLE / "exports" / "sendgrid" / "suppression_bounces.csv").read_bytes()


def in_files(folder):
    """Write the tables and the campaign as local files; return the campaign file."""
    folder.mkdir()
    for name in ("audience.csv", "relationships.csv", "wordings.csv", "sends.csv"):
        (folder / name).write_bytes((SAMPLE / name).read_bytes())
    consents = (SAMPLE / "consents.parquet").read_bytes()
    (folder / "consents.parquet").write_bytes(consents)
    suppressions().write_csv(folder / "suppressions.csv")
    (folder / "bounces.csv").write_bytes(BOUNCES)
    path = folder / "campaign.toml"
    path.write_text(HEAD + FILES)
    return path


def in_places(folder, database, store):
    """Put the same tables everywhere; return the campaign file."""
    folder.mkdir()
    day = pl.col("last_checkout_at").str.to_date()
    audience = sample("audience.csv").with_row_index("position").with_columns(day)
    database.load("audience", audience.cast({"position": pl.Int64}).reverse())
    store.make_bucket(BUCKET)
    consents = pl.read_parquet(SAMPLE / "consents.parquet")
    half = consents.height // 2
    for number, part in enumerate((consents[:half], consents[half:])):
        file = io.BytesIO()
        part.write_parquet(file)
        store.put(BUCKET, f"consents/{number}.parquet", file.getvalue())
    sends = (SAMPLE / "sends.csv").read_bytes()
    store.put(BUCKET, "sends.csv.gz", gzip.compress(sends))
    store.put(BUCKET, "bounces.csv", BOUNCES)
    days = pl.col("occurred_at", "recorded_at").str.to_date()
    write_delta(
        folder / "relationships", sample("relationships.csv").with_columns(days)
    )
    with closing(sqlite3.connect(folder / "suppressions.db")) as connection:
        frame = suppressions()
        connection.execute(f"create table suppressions ({', '.join(frame.columns)})")
        marks = ", ".join("?" * frame.width)
        connection.executemany(
            f"insert into suppressions values ({marks})",  # noqa: S608
            frame.rows(),
        )
        connection.commit()
    with duckdb.connect(folder / "wordings.duckdb") as connection:
        connection.register("given", sample("wordings.csv").to_arrow())
        connection.execute(
            "create table wordings as select wording, "
            "invalidated_at::timestamptz as invalidated_at from given"
        )
    path = folder / "campaign.toml"
    path.write_text(HEAD + PLACES.format(postgresql=database.address()))
    return path


@pytest.fixture(scope="module")
def secrets(postgresql_server, s3_server):
    return {**postgresql_server.environment, **s3_server.environment}


@pytest.fixture(scope="module")
def screened(tmp_path_factory, postgresql_server, s3_server, secrets):
    """The campaign with tables everywhere, screened in a process of its own."""
    folder = tmp_path_factory.mktemp("campaigns")
    (folder / "temporary").mkdir()
    path = in_places(folder / "places", postgresql_server, s3_server)
    done = spawn(
        *("screen", path, "--out", folder / "out"),
        TMPDIR=str(folder / "temporary"),
        **secrets,
    )
    return folder, done


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """The same campaign with tables in local files."""
    path = in_files(tmp_path_factory.mktemp("local") / "files")
    with hy.screen(path) as screening:
        yield screening


def test_it_is_screened_and_passes_the_gate(screened):
    _, done = screened
    assert done.returncode == 0, done.stderr


def test_every_decision_is_the_same(screened, local):
    folder, _ = screened
    decisions = pl.read_parquet(folder / "out" / "decisions.parquet")
    assert decisions.equals(local.decisions.collect())
    assert set(decisions["decision"]) == {"keep", "remove"}
    assert decisions["reason"].n_unique() > 20


@pytest.mark.parametrize("name", ["kept", "removed"])
def test_the_lists_are_the_same_and_keep_their_types(screened, local, name):
    folder, _ = screened
    rows = pl.read_parquet(folder / "out" / f"{name}.parquet")
    assert rows.schema["last_checkout_at"] == pl.Date
    as_text = rows.cast({"last_checkout_at": pl.String})
    assert as_text.equals(getattr(local, name).collect())


def test_the_summary_names_addresses_and_hashes(screened, postgresql_server):
    folder, _ = screened
    summary = json.loads((folder / "out" / "summary.json").read_text())
    assert [one["file"] for one in summary["inputs"] if "file" in one] == [
        postgresql_server.address(),
        "s3://campaign/consents/0.parquet",
        "s3://campaign/consents/1.parquet",
        "delta:///relationships",
        "duckdb:///wordings.duckdb",
        "s3://campaign/sends.csv.gz (sends.csv)",
        "sqlite:///suppressions.db",
        "s3://campaign/bounces.csv",
    ]
    assert all(len(one["sha256"]) == 64 for one in summary["inputs"] if "file" in one)


def test_no_secret_is_in_any_output_or_file(screened, postgresql_server, s3_server):
    folder, done = screened
    said = [(done.stdout + done.stderr).encode()]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for secret in (postgresql_server.password, s3_server.password):
        assert not [text for text in said + files if secret.encode() in text]


def test_nothing_that_was_fetched_is_left_behind(screened):
    folder, _ = screened
    assert list((folder / "temporary").iterdir()) == []


def test_a_refusal_ends_the_run_without_the_secret(screened, postgresql_server):
    folder, _ = screened
    wrong = {"PGUSER": "owner", "PGPASSWORD": "another-secret"}
    result = spawn(
        "screen", folder / "places" / "campaign.toml", "--out", folder / "none", **wrong
    )
    assert result.returncode == 2
    assert (
        f"[tables.audience]: '{postgresql_server.address()}' does not let this user in."
    ) in result.stderr
    assert "another-secret" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert not (folder / "none").exists()


def test_a_stale_table_of_a_database_stops_the_run(screened, secrets):
    folder, _ = screened
    path = folder / "places" / "campaign.toml"
    stale = path.with_name("stale.toml")
    stale.write_text(path.read_text().replace('max_age = "48h"', 'max_age = "1h"'))
    result = spawn("screen", stale, "--out", folder / "stale", **secrets)
    assert result.returncode == 3
    assert "sqlite:///suppressions.db" in result.stderr
