"""A controller, a campaign, and records of a person, each with one thing changed."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

import hygiene as hy
from hygiene.deciding import _preparation
from hygiene.sources.conform import conform
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source

ANN = "ann@example.com"
BOB = "bob@example.com"
AS_OF = datetime(2026, 6, 1, 9, tzinfo=UTC)
ENGINES = ["streaming", "in-memory"]

HEAD = """
[campaign]
id = "june"
controller = "northpay"
channel = "email"
purpose = "marketing.news"
as_of = 2026-06-01T09:00:00Z
timezone = "Europe/London"
policy = "uk"
"""


def campaign(**changes):
    """Return a campaign of 1 June 2026 under the packaged UK policy."""
    said = {
        "id": "june",
        "controller": "northpay",
        "channel": "email",
        "purpose": "marketing.news",
        "as_of": AS_OF,
        "timezone": "Europe/London",
        "policy": "uk",
    }
    return hy.Campaign(**{**said, **changes})


def policy(*grounds, **changes):
    """Return a policy with the given grounds, by default consent alone."""
    chosen = list(grounds) or [{"kind": "consent", "basis": "consent"}]
    return hy.Policy.from_dict({"name": "test", "grounds": chosen, **changes})


def event(**changes):
    """Return a consent event of Ann's that permits the campaign."""
    said = {
        "event_id": "e1",
        "contact_id": None,
        "address": ANN,
        "channel": "email",
        "purpose": "marketing.news",
        "controller": "northpay",
        "action": "given",
        "occurred_at": "2026-05-01T10:00:00Z",
    }
    return {**said, **changes}


def dealing(**changes):
    """Return a purchase of Ann's that permits the campaign under the UK policy."""
    said = {
        "relationship_id": "r1",
        "address": ANN,
        "controller": "northpay",
        "role": "controller",
        "kind": "purchase",
        "opt_out_offered": "true",
        "occurred_at": "2026-05-01T10:00:00Z",
    }
    return {**said, **changes}


def suppression(**changes):
    """Return an unsubscription of Ann's, after `event`."""
    said = {
        "suppression_id": "s1",
        "value": ANN,
        "reason": "unsubscribed",
        "effective_from": "2026-05-10T10:00:00Z",
    }
    return {**said, **changes}


def send(**changes):
    """Return a message that was sent to Ann."""
    said = {
        "send_id": "m1",
        "address": ANN,
        "controller": "northpay",
        "channel": "email",
        "purpose": "marketing.news",
        "sent_at": "2026-05-30T10:00:00Z",
    }
    return {**said, **changes}


def rows(*records):
    """Return records as a frame of text, absent values null."""
    names = dict.fromkeys(name for record in records for name in record)
    return pl.DataFrame(list(records), schema=dict.fromkeys(names, pl.String))


def people(*emails, **columns):
    """Return an audience of these addresses."""
    return pl.DataFrame({"email": list(emails), **columns})


def screen(audience, *, engine="streaming", tables=None, **changes):
    """Return the screening of an audience for `campaign(**changes)`."""
    return hy.screen(
        campaign=campaign(**changes),
        audience=audience,
        engine=engine,
        **(tables or {}),
    )


def outcome(audience, *, engine="streaming", tables=None, **changes):
    """Return the decisions as a list of dicts."""
    made = screen(audience, engine=engine, tables=tables, **changes)
    return made.decisions.collect(engine=engine).to_dicts()


def keyed(table, records, of=None, zone="Europe/London"):
    """Return the records of a table as deciding sees them: conformed, with keys."""
    source = Source(table, rows(*records).lazy())
    frame = conform(source, Entry(table, (source,), zone))
    return _preparation(table, of or campaign())(frame)


def written(folder: Path, toml: str, **files: str | bytes) -> Path:
    """Write a campaign file and its tables; `a_csv` becomes `a.csv`."""
    for name, content in files.items():
        path = folder / ".".join(name.rsplit("_", 1))
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    path = folder / "campaign.toml"
    path.write_text(toml, encoding="utf-8")
    return path
