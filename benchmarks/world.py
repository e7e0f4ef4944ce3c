"""A generated world of any size, the same every time: audience and evidence as Parquet.

Per million contacts: 3 M consents, 2 M relationships, 0.4 M suppressions (addresses,
contact ids, digests, domains), 0.1 M sends. A third of the evidence is about people
outside the audience; some addresses are aliases, upper-case or padded.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

AS_OF = datetime(2026, 11, 24, 9, tzinfo=UTC)
_PEOPLE_PER_CONTACT = 1.3
# Per cent of addresses.
_ALIASES, _ODD = 4, 2

CAMPAIGN = """\
[campaign]
id = "benchmark"
controller = "northpay"
channel = "email"
purpose = "marketing.newsletter"
as_of = 2026-11-24T09:00:00Z
timezone = "Europe/London"
policy = "uk"

[limits]
max_sends = 2
per = "7d"

[tables.audience]
path = "audience.parquet"
[tables.consents]
path = "consents.parquet"
[tables.relationships]
path = "relationships.parquet"
[tables.suppressions]
path = "suppressions.parquet"
[tables.sends]
path = "sends.parquet"
"""


class Draw:
    """Deterministic pseudo-random columns of one length."""

    def __init__(self, rows: int, seed: int) -> None:
        """Fix the length and the seed of the first column."""
        self.rows, self.seed = rows, seed

    def below(self, limit: int) -> pl.Series:
        """Return whole numbers from 0 up to `limit`."""
        self.seed += 1
        return pl.select(
            (
                pl.int_range(self.rows, dtype=pl.UInt64).hash(seed=self.seed) % limit
            ).cast(pl.Int64)
        ).to_series()

    def pick(self, weights: dict[str | None, int]) -> pl.Series:
        """Return values in proportion to their weights."""
        values = [value for value, weight in weights.items() for _ in range(weight)]
        return pl.Series(values, dtype=pl.String).gather(self.below(len(values)))

    def since(self, days: int) -> pl.Series:
        """Return instants in the last `days`."""
        start = AS_OF - timedelta(days=days)
        seconds = self.below(days * 86_400)
        return pl.select(pl.lit(start) + pl.duration(seconds=seconds)).to_series()


def addresses(people: pl.Series, draw: Draw) -> pl.Series:
    """Return an address of each person, now and then an alias or oddly written."""
    frame = pl.DataFrame({"person": people, "form": draw.below(100)})
    local = pl.format("person{}", "person")
    alias = pl.when(pl.col("form") < _ALIASES).then(local + "+news").otherwise(local)
    plain = pl.format("{}@mail{}.example.com", alias, pl.col("person") % 997)
    return frame.select(
        pl.when(pl.col("form") >= 100 - _ODD)
        .then(pl.lit(" ") + plain.str.to_uppercase())
        .otherwise(plain)
    ).to_series()


def ids(people: pl.Series, draw: Draw) -> pl.Series:
    """Return the contact id of each person, null for a third."""
    frame = pl.DataFrame({"person": people, "form": draw.below(3)})
    return frame.select(
        pl.when(pl.col("form") > 0).then(pl.format("C{}", "person"))
    ).to_series()


def write_world(folder: Path, contacts: int) -> Path:
    """Write the tables and the campaign file; return the campaign file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    people = int(contacts * _PEOPLE_PER_CONTACT)
    frames = {
        "audience": _audience(contacts, people),
        "consents": _consents(3 * contacts, people),
        "relationships": _relationships(2 * contacts, people),
        "suppressions": _suppressions(contacts * 2 // 5, people),
        "sends": _sends(contacts // 10, people),
    }
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    campaign = folder / "campaign.toml"
    campaign.write_text(CAMPAIGN, encoding="utf-8")
    return campaign


def _audience(rows: int, people: int) -> pl.DataFrame:
    draw = Draw(rows, 100)
    # Mostly one row a person, now and then two.
    person = pl.select(pl.int_range(rows) - (pl.int_range(rows) % 50 == 0)).to_series()
    person = pl.select(person.abs() * 7919 % people).to_series()
    return pl.DataFrame(
        {
            "contact_id": ids(person, draw),
            "email": addresses(person, draw),
            "country": draw.pick({"GB": 9, None: 1}),
            "subscriber_type": draw.pick({"individual": 18, None: 1, "corporate": 1}),
            "source": draw.pick({"checkout": 8, "import": 1, None: 1}),
            "segment": draw.pick({"new": 1, "loyal": 2}),
        }
    )


def _consents(rows: int, people: int) -> pl.DataFrame:
    draw = Draw(rows, 200)
    person = draw.below(people)
    occurred = draw.since(1200)
    late = draw.below(86_400)
    return pl.DataFrame(
        {
            "event_id": pl.select(pl.format("E{}", pl.int_range(rows))).to_series(),
            "contact_id": ids(person, draw),
            "address": addresses(person, draw),
            "channel": draw.pick({"email": 8, "sms": 1, "*": 1}),
            "purpose": draw.pick(
                {"marketing.newsletter": 7, "marketing.offers": 2, "marketing": 1}
            ),
            "controller": draw.pick({"northpay": 8, "sister": 2}),
            "action": draw.pick(
                {
                    "given": 9,
                    "confirmed": 4,
                    "requested": 3,
                    "withdrawn": 3,
                    "refused": 1,
                }
            ),
            "occurred_at": occurred,
            "recorded_at": pl.select(occurred + pl.duration(seconds=late)).to_series(),
            "method": draw.pick({"web_form": 8, "paper": 1, "preticked_box": 1}),
        }
    )


def _relationships(rows: int, people: int) -> pl.DataFrame:
    draw = Draw(rows, 300)
    person = draw.below(people)
    return pl.DataFrame(
        {
            "relationship_id": pl.select(
                pl.format("R{}", pl.int_range(rows))
            ).to_series(),
            "contact_id": ids(person, draw),
            "address": addresses(person, draw),
            "controller": draw.pick({"northpay": 3, "shop": 7}),
            "role": draw.pick({"controller": 3, "processor": 7}),
            "kind": draw.pick({"purchase": 3, "payment": 6, "contract": 1}),
            "opt_out_offered": pl.select(draw.below(4) == 0).to_series(),
            "occurred_at": draw.since(1500),
        }
    )


def _suppressions(rows: int, people: int) -> pl.DataFrame:
    draw = Draw(rows, 400)
    person = draw.below(people)
    match = draw.pick({"address": 16, "contact_id": 2, "sha256": 2})
    frame = pl.DataFrame(
        {
            "suppression_id": pl.select(
                pl.format("S{}", pl.int_range(rows))
            ).to_series(),
            "match": match,
            "address": addresses(person, draw),
            "person": pl.select(pl.format("C{}", person)).to_series(),
            "reason": draw.pick(
                {
                    "unsubscribed": 8,
                    "objected": 2,
                    "hard_bounced": 4,
                    "complained": 2,
                    "erased": 1,
                    "paused": 1,
                    "on_register": 2,
                }
            ),
            "channel": draw.pick({"*": 3, "email": 6, "sms": 1}),
            "purpose": draw.pick({"*": 5, "marketing": 3, "marketing.offers": 2}),
            "effective_from": draw.since(1500),
        }
    )
    digest = frame.filter(pl.col("match") == "sha256").select(
        "suppression_id",
        digest=pl.Series(
            [
                hashlib.sha256(text.strip().lower().encode()).hexdigest()
                for text in frame.filter(pl.col("match") == "sha256")["address"]
            ]
        ),
    )
    return (
        frame.join(
            digest,
            on="suppression_id",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .with_columns(
            value=pl.when(pl.col("match") == "contact_id")
            .then("person")
            .otherwise(pl.coalesce("digest", "address"))
        )
        .drop("address", "person", "digest")
    )


def _sends(rows: int, people: int) -> pl.DataFrame:
    draw = Draw(rows, 500)
    return pl.DataFrame(
        {
            "send_id": pl.select(pl.format("M{}", pl.int_range(rows))).to_series(),
            "address": addresses(draw.below(people), draw),
            "controller": pl.select(pl.repeat("northpay", rows)).to_series(),
            "channel": pl.select(pl.repeat("email", rows)).to_series(),
            "purpose": pl.select(pl.repeat("marketing.newsletter", rows)).to_series(),
            "sent_at": draw.since(14),
        }
    )
