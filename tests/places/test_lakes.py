"""Delta and Iceberg tables are read as they stand, without the rows they delete."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from deltalake import DeltaTable
from pyiceberg.catalog.sql import SqlCatalog

from tests.places.lakes import emails, upload, write_delta, write_delta_with_vector
from tests.places.opening import opened, refusal, rows

BUCKET = "lakes"
TYPES = pl.DataFrame(
    {
        "email": ["ann@example.com"],
        "day": [date(2026, 1, 2)],
        "zoned": [datetime(2026, 3, 29, 0, 30, tzinfo=UTC)],
        "offered": [True],
    },
    schema_overrides={"zoned": pl.Datetime("us", "UTC")},
)


@pytest.fixture(scope="module")
def _bucket(s3_server):
    s3_server.make_bucket(BUCKET)


@pytest.fixture
def catalog(tmp_path):
    """A catalogue of Iceberg tables in a SQLite file."""
    made = SqlCatalog(
        "lists", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}"
    )
    made.create_namespace("crm")
    yield made
    made.close()


def iceberg_table(catalog, *frames):
    table = catalog.create_table("crm.emails", schema=frames[0].to_arrow().schema)
    for frame in frames:
        table.append(frame.to_arrow())
    return table


def metadata_of(table):
    return table.metadata_location.removeprefix("file://")


def test_a_delta_table_keeps_its_types(tmp_path):
    write_delta(tmp_path / "people", TYPES)
    (source,) = opened("delta:///people", folder=tmp_path)
    assert (source.label, source.format) == ("delta:///people", "parquet")
    assert source.frame.collect().equals(TYPES)


def test_a_version_of_a_delta_table_can_be_named(tmp_path):
    path = write_delta(tmp_path / "people", emails("ann"))
    write_delta(path, emails("bob"), mode="overwrite")
    (old,) = opened(f"delta:///{path}?version=0")
    assert old.label == "delta:///people?version=0"
    assert old.frame.collect().equals(emails("ann"))
    assert rows(f"delta:///{path}").equals(emails("bob"))


def test_rows_deleted_from_a_delta_table_are_gone(tmp_path):
    path = write_delta(tmp_path / "people", emails("ann", "bob"))
    DeltaTable(str(path)).delete("email = 'bob@example.com'")
    assert rows(f"delta:///{path}").equals(emails("ann"))


def test_rows_that_a_deletion_vector_hides_are_gone(tmp_path):
    frame = emails("ann", "bob", "cid", "dee")
    path = write_delta_with_vector(tmp_path / "people", frame, [1, 3])
    assert rows(f"delta:///{path}").equals(emails("ann", "cid"))


@pytest.mark.usefixtures("_bucket")
def test_a_delta_table_in_s3_is_read(store, tmp_path):
    upload(store, BUCKET, "people", write_delta(tmp_path / "people", TYPES))
    (source,) = opened(f"delta+s3://{BUCKET}/people")
    assert source.label == f"delta+s3://{BUCKET}/people"
    assert source.frame.collect().equals(TYPES)


def test_an_iceberg_table_keeps_its_types(catalog):
    metadata = metadata_of(iceberg_table(catalog, TYPES))
    (source,) = opened(f"iceberg:///{metadata}")
    assert source.label == f"iceberg:///{metadata.rpartition('/')[2]}"
    assert source.frame.collect().equals(TYPES)


def test_a_snapshot_of_an_iceberg_table_can_be_named(catalog):
    table = iceberg_table(catalog, emails("ann"), emails("bob"))
    address = f"iceberg:///{metadata_of(table)}"
    first = table.history()[0].snapshot_id
    assert rows(f"{address}?snapshot={first}").equals(emails("ann"))
    assert rows(address).sort("email").equals(emails("ann", "bob"))


def test_rows_deleted_from_an_iceberg_table_are_gone(catalog):
    table = iceberg_table(catalog, emails("ann", "bob"))
    table.delete("email = 'bob@example.com'")
    assert rows(f"iceberg:///{metadata_of(table)}").equals(emails("ann"))


def test_an_iceberg_table_of_a_catalog_is_read(catalog, monkeypatch, tmp_path):
    iceberg_table(catalog, TYPES)
    variable = "PYICEBERG_CATALOG__LISTS__"
    monkeypatch.setenv(f"{variable}TYPE", "sql")
    monkeypatch.setenv(f"{variable}URI", f"sqlite:///{tmp_path}/catalog.db")
    (source,) = opened("iceberg://lists/crm.emails")
    assert source.label == "iceberg://lists/crm.emails"
    assert source.frame.collect().equals(TYPES)


@pytest.mark.usefixtures("_bucket")
def test_an_iceberg_table_in_s3_is_read(store, tmp_path):
    properties = {
        "s3.endpoint": store.endpoint,
        "s3.access-key-id": "test:reader",
        "s3.secret-access-key": store.password,
        "s3.region": "us-east-1",
    }
    made = SqlCatalog(
        "lists",
        uri=f"sqlite:///{tmp_path}/catalog.db",
        warehouse=f"s3://{BUCKET}/warehouse",
        **properties,
    )
    made.create_namespace("crm")
    table = iceberg_table(made, TYPES)
    made.close()
    address = table.metadata_location.replace("s3://", "iceberg+s3://")
    (source,) = opened(address)
    assert source.label == address
    assert source.frame.collect().equals(TYPES)


UNREAD = (
    "cannot be read: there is no such {kind} table or {one}, it may not be read, or it "
    "is damaged or uses a feature that is not known."
)


def test_a_delta_table_or_version_that_is_not_there_is_refused(tmp_path):
    assert refusal("delta:///people", folder=tmp_path) == (
        "There is no Delta table 'people'. Three slashes stand before a path beside "
        "the campaign file, four before an absolute one."
    )
    write_delta(tmp_path / "people", emails("ann"))
    said = UNREAD.format(kind="Delta", one="version")
    assert refusal("delta:///people?version=7", folder=tmp_path) == (
        f"'delta:///people?version=7' {said}"
    )
    (tmp_path / "people" / "_delta_log" / f"{0:020}.json").write_text("{")
    assert refusal("delta:///people", folder=tmp_path) == f"'delta:///people' {said}"


def test_a_delta_table_whose_file_is_gone_is_refused(tmp_path):
    path = write_delta(tmp_path / "people", emails("ann"))
    next(path.glob("*.parquet")).unlink()
    said = UNREAD.format(kind="Delta", one="version")
    assert refusal("delta:///people", folder=tmp_path) == f"'delta:///people' {said}"


def test_an_iceberg_table_or_snapshot_that_is_not_there_is_refused(catalog, tmp_path):
    assert refusal("iceberg:///v1.metadata.json", folder=tmp_path) == (
        "There is no Iceberg metadata file 'v1.metadata.json' (its name ends in "
        "'.metadata.json')."
    )
    path = metadata_of(iceberg_table(catalog, emails("ann")))
    said = UNREAD.format(kind="Iceberg", one="snapshot")
    label = f"iceberg:///{path.rpartition('/')[2]}?snapshot=7"
    assert refusal(f"iceberg:///{path}?snapshot=7") == f"'{label}' {said}"
    (tmp_path / "v1.metadata.json").write_text("{}")
    assert refusal("iceberg:///v1.metadata.json", folder=tmp_path) == (
        f"'iceberg:///v1.metadata.json' {said}"
    )


@pytest.mark.usefixtures("_bucket", "store")
def test_wrong_credentials_for_a_lake_are_refused(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
    delta, iceberg = (
        f"delta+s3://{BUCKET}/people",
        f"iceberg+s3://{BUCKET}/a.metadata.json",
    )
    said = UNREAD.format(kind="Delta", one="version")
    assert refusal(delta) == f"'{delta}' {said}"
    said = UNREAD.format(kind="Iceberg", one="snapshot")
    assert refusal(iceberg) == f"'{iceberg}' {said}"


@pytest.mark.parametrize(
    "address", ["iceberg://lists", "iceberg://a b/c", "iceberg+s3://lakes/people"]
)
def test_an_iceberg_address_that_names_no_table_is_refused(address):
    scheme = address.split("://", maxsplit=1)[0]
    assert refusal(address) == (
        f"An '{scheme}://' address names a metadata file that ends in "
        "'.metadata.json', or a table of a catalogue: "
        "iceberg://catalog/namespace.table (docs/places.md has examples)."
    )
