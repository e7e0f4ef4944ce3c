"""Objects of a real S3 store are read like local files, and refused in plain words."""

import gzip
import hashlib
import io
import zipfile

import polars as pl
import pytest

from tests.places.opening import opened, refusal, rows

pytestmark = pytest.mark.usefixtures("store")

BUCKET = "lists"
CSV = b"email,country\nann@example.com,GB\nbob@example.com,DE\n"


@pytest.fixture(scope="module", autouse=True)
def _bucket(s3_server):
    s3_server.make_bucket(BUCKET)
    s3_server.put(BUCKET, "a.csv", CSV)
    for name in ("c", "a", "b", "d/x", "d/e/x"):
        s3_server.put(BUCKET, f"parts/{name}.csv", f"email\n{name}\n".encode())
    s3_server.put(BUCKET, "parts/note.txt", b"no list")
    s3_server.put(BUCKET, "partsother/a.csv", b"email\nother\n")


def parquet():
    file = io.BytesIO()
    pl.read_csv(CSV).write_parquet(file)
    return file.getvalue()


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("list.csv", CSV)
    return file.getvalue()


KINDS = {
    "list.csv": CSV,
    "list.parquet": parquet(),
    "list.ndjson": pl.read_csv(CSV).write_ndjson().encode(),
    "list.csv.gz": gzip.compress(CSV),
    "list.zip": zipped(),
    "semicolons.csv": CSV.replace(b",", b";"),
    "utf16.csv": CSV.decode().encode("utf-16"),
    "deep/folder/with space/list.csv": CSV,
}


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_of_file_is_read(store, key):
    store.put(BUCKET, key, KINDS[key])
    frame = rows(f"s3://{BUCKET}/{key}")
    assert frame.to_dict(as_series=False) == {
        "email": ["ann@example.com", "bob@example.com"],
        "country": ["GB", "DE"],
    }


def test_a_large_object_arrives_whole(store):
    content = b"email\n" + b"".join(b"%d@example.com\n" % n for n in range(1_200_000))
    store.put(BUCKET, "large.csv", content)
    (source,) = opened(f"s3://{BUCKET}/large.csv")
    assert source.path.read_bytes() == content
    assert source.frame.select(pl.len()).collect().item() == 1_200_000


def test_the_source_is_named_by_its_address_and_hashed_by_its_bytes():
    (source,) = opened(f"s3://{BUCKET}/a.csv")
    assert (source.label, source.format) == (f"s3://{BUCKET}/a.csv", "csv")
    assert source.path.read_bytes() == CSV
    assert source.sha256() == hashlib.sha256(CSV).hexdigest()


def test_a_file_of_an_archive_is_named_with_its_archive(store):
    store.put(BUCKET, "named.zip", zipped())
    (source,) = opened(f"s3://{BUCKET}/named.zip")
    assert source.label == f"s3://{BUCKET}/named.zip (list.csv)"


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("parts/*.csv", ["parts/a.csv", "parts/b.csv", "parts/c.csv"]),
        ("parts/[ab].csv", ["parts/a.csv", "parts/b.csv"]),
        ("parts/?.csv", ["parts/a.csv", "parts/b.csv", "parts/c.csv"]),
        ("parts/*/x.csv", ["parts/d/x.csv"]),
        ("parts/**/x.csv", ["parts/d/e/x.csv", "parts/d/x.csv"]),
        ("*/a.csv", ["parts/a.csv", "partsother/a.csv"]),
    ],
)
def test_a_glob_names_objects_in_the_order_of_their_names(pattern, names):
    found = [source.label for source in opened(f"s3://{BUCKET}/{pattern}")]
    assert found == [f"s3://{BUCKET}/{name}" for name in names]


def test_a_key_that_is_written_so_wins_over_a_glob(store):
    store.put(BUCKET, "odd/[ab].csv", b"email\nitself\n")
    store.put(BUCKET, "odd/a.csv", b"email\nmatched\n")
    assert rows(f"s3://{BUCKET}/odd/[ab].csv")["email"].to_list() == ["itself"]


@pytest.mark.parametrize("address", [f"s3://{BUCKET}/gone.csv", "s3://nowhere/a.csv"])
def test_what_is_not_there_is_refused(address):
    assert refusal(address) == f"There is no object '{address}', or no such bucket."


@pytest.mark.parametrize("address", [f"s3://{BUCKET}/gone*", "s3://nowhere/*.csv"])
def test_a_glob_that_names_nothing_is_refused(address):
    assert refusal(address) == f"There is no object '{address}', or no such bucket."


@pytest.mark.parametrize("key", ["a.csv", "parts/*.csv"])
@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"])
def test_wrong_credentials_are_refused(monkeypatch, name, key):
    monkeypatch.setenv(name, "another-secret")
    assert refusal(f"s3://{BUCKET}/{key}") == (
        f"'s3://{BUCKET}/{key}' may not be read with the credentials of the "
        "environment. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    )


def test_an_endpoint_that_does_not_answer_is_refused(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert refusal(f"s3://{BUCKET}/a.csv") == (
        f"'s3://{BUCKET}/a.csv' cannot be reached. Check AWS_ENDPOINT_URL, the network "
        "and that credentials are set in the environment."
    )


def test_a_damaged_object_is_refused_like_a_file(store):
    store.put(BUCKET, "damaged.csv.gz", gzip.compress(CSV)[:20])
    assert refusal(f"s3://{BUCKET}/damaged.csv.gz") == (
        "'damaged.csv.gz' is a damaged archive. Get it again."
    )


def test_a_folder_is_no_object():
    assert refusal(f"s3://{BUCKET}/parts/") == (
        f"'s3://{BUCKET}/parts/' names no object. Name objects with a glob, as in "
        "'.../*.csv'."
    )
