"""An address is understood or refused, and a secret in it is never repeated."""

import pytest

from hygiene.errors import MissingExtraError
from hygiene.sources.places import fetched
from hygiene.sources.places.addresses import check_query, is_address
from hygiene.sources.places.registry import PLACES
from hygiene.sources.reading import Reading
from tests.places.opening import opened, refusal

SECRET = "hunter2"
PASSWORD = (
    "A '{scheme}://' address holds a password. Take it out, and set it in the "
    "environment (docs/places.md names the variables)."
)
OPTION = (
    "A '{scheme}://' address has an option that is not known. Known are {known}; "
    "passwords and keys come from the environment."
)
PG_OPTIONS = (
    "'sslmode', 'sslrootcert', 'service', 'connect_timeout', 'target_session_attrs', "
    "'channel_binding', 'application_name'"
)
S3_KEY = (
    "An 's3://' address is written s3://bucket/key, and nothing stands before the "
    "bucket: credentials come from the environment (docs/places.md)."
)
S3_OPTION = (
    "An 's3://' address has no '?name=value': credentials, region and endpoint come "
    "from the environment (docs/places.md)."
)
PG_FORM = (
    "A 'postgresql://' address is written postgresql://host/database, or "
    "postgresql://user@host:port/database (docs/places.md has examples)."
)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://ann:hunter2@db.example/crm", PASSWORD),
        ("postgresql://ann:hun/ter2@db.example/crm", PASSWORD),
        ("postgresql://ann:hun?ter2@db.example/crm", PASSWORD),
        ("postgresql://ann:hun#ter2@db.example/crm", PASSWORD),
        ("postgresql://ann:@db.example/crm", PASSWORD),
        ("postgresql://:hunter2@db.example/crm", PASSWORD),
        ("postgres://ann:hunter2@db.example/crm", PASSWORD),
        ("POSTGRESQL://ann:hunter2@db.example/crm", PASSWORD),
        ("s3://AKIA:hunter2@lists/a.csv", PASSWORD),
        ("s3://AKIA:hun/ter2@lists/a.csv", PASSWORD),
        ("delta+s3://AKIA:hunter2@lists/a", PASSWORD),
        ("iceberg+s3://AKIA:hunter2@lists/a.metadata.json", PASSWORD),
        ("postgresql://db.example/crm?password=hunter2", OPTION),
        ("postgresql://db.example/crm?sslmode=require&password=hunter2", OPTION),
        ("postgresql://db.example/crm?options=hunter2", OPTION),
        ("postgresql://db.example/crm hunter2", PG_FORM),
        ("postgresql://hunter2:ann/crm", PG_FORM),
        ("postgresql://db.example/crm/hunter2", PG_FORM),
        ("s3://hunter2@lists/a.csv", S3_KEY),
        ("s3://hunter2:lists/a.csv", S3_KEY),
        ("s3://lists", S3_KEY),
        ("s3://lists/", S3_KEY),
        ("s3://lists/a.csv?X-Amz-Signature=hunter2", S3_OPTION),
        ("s3://lists/a.csv?AWSAccessKeyId=a&Signature=hunter2", S3_OPTION),
        ("delta+s3://lists/a?token=hunter2", OPTION),
        ("iceberg:///a.metadata.json?token=hunter2", OPTION),
    ],
)
def test_an_address_with_a_secret_is_refused_without_repeating_it(address, message):
    scheme = address.split("://", maxsplit=1)[0].lower()
    known = "'snapshot'" if scheme == "iceberg" else "'version'"
    known = PG_OPTIONS if scheme.startswith("postgres") else known
    query = "select 1 as n" if scheme.startswith("postgres") else None
    said = refusal(address, query=query)
    assert said == message.format(scheme=scheme, known=known)
    assert "hun" not in said
    assert "ter2" not in said


@pytest.mark.parametrize(
    "query",
    [
        "attach 'postgresql://ann:hunter2@db.example/crm' as c",
        "select * from dblink('password=hunter2 host=db.example', 'select 1')",
        "create secret (type s3, key_id 'AKIA', secret 'hunter2')",
    ],
)
def test_a_query_with_a_secret_is_refused_without_repeating_it(query):
    assert refusal("postgresql://db.example/crm", query=query) == (
        "'query' seems to hold a password or a key. Take it out, and set it in the "
        "environment (docs/places.md names the variables)."
    )


@pytest.mark.parametrize(
    "query",
    [
        "select token, email from tokens where password is null",
        "select email as address, 'https://example.com/a' as source from consents",
        "select secret from t",
        "select * from t where at = '10:00' and email like '%@example.com'",
    ],
)
def test_an_ordinary_query_is_not_refused(query):
    check_query(query)


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("ftp://ann:hunter2@example.com/a.csv", ""),
        ("https://example.com/a.csv?key=hunter2", ""),
        ("pstgresql://db.example/crm", " Did you mean 'postgresql'?"),
        ("s3n://lists/a.csv", " Did you mean 's3'?"),
        ("://a.csv", ""),
    ],
)
def test_an_unknown_kind_of_address_is_refused(address, hint):
    known = ", ".join(f"'{scheme}'" for scheme in PLACES)
    assert refusal(address) == (
        f"An address of this kind cannot be read. Known are {known}.{hint}"
    )


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "sqlite", "duckdb"])
def test_a_database_without_a_query_is_refused(scheme):
    for query in (None, "  "):
        assert refusal(f"{scheme}:///crm", query=query) == (
            f"A '{scheme}://' address needs a 'query', which a campaign file gives "
            "(docs/places.md has examples)."
        )


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("s3://lists/a.csv", "An 's3://' address"),
        ("delta:///a", "A Delta table"),
        ("iceberg:///a.metadata.json", "An Iceberg table"),
        ("a.csv", "A file"),
    ],
)
def test_a_query_of_what_is_no_database_is_refused(address, what):
    assert refusal(address, query="select 1") == (
        f"{what} takes no 'query'; only a database does."
    )


@pytest.mark.parametrize("scheme", sorted(PLACES.keys() - {"s3"}))
def test_a_format_of_what_is_no_file_is_refused(scheme):
    assert refusal(f"{scheme}:///a", format="sendgrid") == (
        f"'format' says who wrote a file; a '{scheme}://' address is no file. Name its "
        "columns with columns = { ... } instead."
    )
    assert refusal(f"{scheme}:///a", delimiter=";", encoding="utf-8") == (
        f"'encoding', 'delimiter' says how a file is read; a '{scheme}://' address is "
        "none."
    )


@pytest.mark.parametrize("address", ["sqlite://crm.db", "duckdb://", "sqlite:///"])
def test_a_local_address_without_a_path_is_refused(address):
    scheme = address.split("://", maxsplit=1)[0]
    assert refusal(address, query="select 1") == (
        f"A '{scheme}://' address has three slashes before a path beside the campaign "
        "file, and four before an absolute one."
    )


@pytest.mark.parametrize("version", ["x", "-1", "1.5", ""])
def test_a_version_that_is_no_number_is_refused(version):
    assert refusal(f"delta:///a?version={version}") == (
        "The 'version' of a 'delta://' address is no whole number."
    )


def test_a_path_is_no_address():
    assert not is_address("lists/a.csv")
    assert not is_address("C:/lists/a.csv")


def test_missing_packages_are_named_by_their_extra():
    with (
        pytest.raises(MissingExtraError) as raised,
        fetched.packages("A lake", "lakes"),
    ):
        import nothing_of_this_name  # noqa: F401
    assert str(raised.value) == (
        "A lake needs packages that are not installed.\n"
        'Install them with: pip install "audience-hygiene[lakes]"'
    )


def test_an_address_may_stand_in_a_list(tmp_path):
    (tmp_path / "a.csv").write_text("email\nann@example.com\n")
    said = refusal(["a.csv", "s3://lists"], folder=tmp_path)
    assert said == S3_KEY
    assert len(opened(["a.csv"], folder=tmp_path, format=Reading().format)) == 1
