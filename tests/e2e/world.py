"""A small campaign with quirky values, and ways to hand it in."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import polars as pl

import hygiene as hy

CAMPAIGN = hy.Campaign(
    id="winter",
    controller="northpay",
    channel="email",
    purpose="marketing.newsletter",
    policy="uk",
    as_of=datetime(2026, 11, 24, 9, tzinfo=UTC),
    timezone="Europe/London",
)

HEAD = """
[campaign]
id = "winter"
controller = "northpay"
channel = "email"
purpose = "marketing.newsletter"
as_of = 2026-11-24T09:00:00Z
timezone = "Europe/London"
policy = "uk"
"""

# contact_id, email, country, source, note: what spreadsheets and exports really hold.
_ROWS = [
    ("001", "ann@example.com", "GB", "web", 'said "yes", twice'),
    (" 002 ", " bob@example.com ", " gb ", "web", "two\nlines"),
    ("003", "CAROL@EXAMPLE.COM", None, "shop", "a,b;c\td"),
    ("4", "dave+offers@example.com", "IE", "", ""),
    (None, "eve@example.com", "GB", "web", None),
    ("", "frank@example.com", "", None, " "),
    ("007", "g\u0301ina@example.com", "GB", "web", "na\u00efve caf\u00e9"),
    ("008", "hans@b\u00fccher.example", "DE", "web", "\U0001f4e7"),
    ("009", None, "GB", "web", "no address"),
    ("010", "", "GB", "web", "blank address"),
    ("011", "not an address", "GB", "web", "'single'"),
    ("012", "\u200bivy@example.com", "GB", "web", "=1+1"),
    ("013", "jan@example.com", "GB", "web", "0013"),
    ("0013", "kim@example.com", "GB", "web", "1e5"),
    ("015", "lou@example.com", "GB", "web", "NULL"),
    ("016", "mia@example.com", "GB", "web", "NaN"),
    ("017", "ned@sub.example.org", "GB", "web", "true"),
    ("018", "oona@example.com", "GB", "web", "2026-01-01"),
    ("019", "ann@example.com", "GB", "web", "again"),
    ("020", "Ann@Example.com", "GB", "web", "and again"),
    ("021", "pia@example.net", "GB", "web", "\\"),
    ("022", "quin@example.com", "GB", "web", "#"),
]
_HEADER = ["contact_id", "email", "country", "source", "note"]


def audience():
    """Return the audience, every column text."""
    schema = dict.fromkeys(_HEADER, pl.String)
    return pl.DataFrame(_ROWS, schema=schema, orient="row")


def typed_audience():
    """Return the audience with extra columns of every type Parquet and Arrow hold."""
    frame = audience()
    first = {
        "int": pl.Series([1], dtype=pl.UInt8),
        "float": pl.Series([float("nan")], dtype=pl.Float32),
        "flag": pl.Series([True]),
        "day": pl.Series([date(1900, 2, 28)]),
        "clock": pl.Series([time(1, 2, 3)]),
        "naive": pl.Series([datetime(2026, 3, 29, 1, 30)], dtype=pl.Datetime("ms")),  # noqa: DTZ001
        "zoned": pl.Series([datetime(2026, 1, 1, tzinfo=UTC)]).cast(
            pl.Datetime("ns", "Asia/Tokyo")
        ),
        "money": pl.Series([Decimal("1.10")], dtype=pl.Decimal(12, 2)),
        "bytes": pl.Series([b"\x00\xff"]),
        "list": pl.Series([[1, None]]),
        "struct": pl.Series([{"a": 1, "b": ["x"]}]),
        "category": pl.Series(["a"], dtype=pl.Categorical),
        "code": pl.Series(["b"], dtype=pl.Enum(["a", "b"])),
        "nothing": pl.Series([None], dtype=pl.Null),
    }
    missing = frame.height - 1
    extra = [
        values.extend_constant(None, missing).alias(name)
        for name, values in first.items()
    ]
    return frame.with_columns(extra)


_CONSENTING = [
    ("ann@example.com", "given"),
    ("bob@example.com", "given"),
    ("carol@example.com", "given"),
    ("dave+offers@example.com", "given"),
    ("eve@example.com", "given"),
    ("g\u00edna@example.com", "given"),
    ("\u01f5ina@example.com", "given"),
    ("hans@xn--bcher-kva.example", "confirmed"),
    ("ivy@example.com", "given"),
    ("jan@example.com", "given"),
    ("kim@example.com", "given"),
    ("lou@example.com", "given"),
    ("mia@example.com", "requested"),
    ("ned@sub.example.org", "given"),
    ("oona@example.com", "given"),
    ("oona@example.com", "withdrawn"),
    ("pia@example.net", "given"),
]


def consents():
    """Return one event a person, a minute apart."""
    count = len(_CONSENTING)
    return pl.DataFrame(
        {
            "event_id": [f"e{number:02}" for number in range(count)],
            "address": [address for address, _ in _CONSENTING],
            "channel": "email",
            "purpose": "marketing.newsletter",
            "controller": "northpay",
            "action": [action for _, action in _CONSENTING],
            "occurred_at": [f"2026-05-10T09:{n:02}:00Z" for n in range(count)],
            "method": "web_form",
        }
    )


def suppressions():
    """Return prohibitions by id, with leading zeros that matter, and by domain."""
    return pl.DataFrame(
        {
            "suppression_id": ["s1", "s2", "s3", "s4"],
            "match": ["contact_id", "domain", "address", "contact_id"],
            "value": ["013", "example.org", "DAVE@example.com", " 002"],
            "reason": ["unsubscribed", "blocked", "objected", "complained"],
            "effective_from": ["2026-06-01"] * 4,
        }
    )


def tables():
    """Return the evidence tables by name."""
    return {"consents": consents(), "suppressions": suppressions()}


_WRITERS = {
    "csv": pl.DataFrame.write_csv,
    "parquet": pl.DataFrame.write_parquet,
    "ndjson": pl.DataFrame.write_ndjson,
    "arrow": pl.DataFrame.write_ipc,
}
FORMATS = list(_WRITERS)


def put(frame, folder, name, form):
    """Write `frame` to `folder` in a format; return the path."""
    path = folder / f"{name}.{form}"
    _WRITERS[form](frame, path)
    return path


def decided(screening):
    """Return the decisions as rows."""
    return screening.decisions.collect().rows()


def campaign_file(folder, *, head=HEAD, more="", **entries):
    """Write the tables as CSV and a campaign file that names them; return its path.

    `entries` adds lines to a table's entry, such as `consents='max_age = "1d"'`.
    """
    text = head + more
    for name, frame in {"audience": audience(), **tables()}.items():
        put(frame, folder, name, "csv")
        text += f'\n[tables.{name}]\npath = "{name}.csv"\n{entries.get(name, "")}\n'
    path = folder / "campaign.toml"
    path.write_text(text, "utf-8")
    return path


ENTRIES = {"audience": audience, "consents": consents, "suppressions": suppressions}
"""Each table that the small campaign names, and what makes it."""


def campaign_with(folder, table, content, form="csv"):
    """Write the small campaign with one table's file replaced; return its path."""
    path = campaign_file(folder)
    (folder / f"{table}.csv").unlink()
    if content is not None:
        (folder / f"{table}.{form}").write_bytes(content)
    text = path.read_text("utf-8").replace(f"{table}.csv", f"{table}.{form}")
    path.write_text(text, "utf-8")
    return path
