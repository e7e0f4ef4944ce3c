"""Tables that are read in another way: renamed, typed, or with rows that are bad."""

import polars as pl

from tests.mutation.world import (
    Fact,
    World,
    dealing,
    given,
    kept,
    removed,
    suppressed,
    withdrawn,
)
from tests.mutation.worlds.policies import DAILY, PLAIN, SIMILAR

REFUSED = "RejectedRowsError"
LENIENT = 'on_bad_rows = "remove"\n'


RENAMED = World(
    "renamed columns",
    (
        kept(
            "subscriber",
            given("2026-09-10T10:00:00Z", address="subscriber@example.com"),
            email="old@example.net",
            Mail="subscriber@example.com",
        ),
        removed(
            "agreed-elsewhere",
            "unknown_origin",
            given("2026-09-10T10:00:00Z", address="agreed@example.net"),
            email="agreed@example.net",
            Mail="agreed-elsewhere@example.com",
        ),
        removed(
            "stopped",
            "unsubscribed",
            given("2026-08-10T09:00:00Z", address="stopped@example.com"),
            suppressed(value="17", Address="stopped@example.com"),
            email="other@example.net",
            Mail="stopped@example.com",
        ),
        removed(
            "by-the-shop-long-ago",
            "consent_expired",
            given(
                "2025-11-01T10:00:00Z",
                address="shop@example.com",
                collected_by="northpay",
            ),
            email="third@example.net",
            Mail="shop@example.com",
        ),
    ),
    {"policy.toml": PLAIN},
    entries={
        "audience": 'columns = { email = "Mail" }\n',
        "consents": 'constants = { collected_by = "shop" }\n',
        "suppressions": 'columns = { value = "Address" }\n',
    },
)

# Times with a zone of their own, and days, as Parquet holds them.
TYPED = World(
    "typed columns",
    (
        kept("subscriber", given("2026-05-10T10:00:00Z")),
        removed("not-yet-there", "unknown_origin", given("2026-11-25T05:00:00Z")),
        removed(
            "paused-through-today-there",
            "paused",
            given("2026-05-10T10:00:00Z"),
            suppressed("paused", "2026-08-10", effective_until="2026-11-24"),
        ),
    ),
    {"policy.toml": DAILY},
    campaign={"as_of": "2026-11-25T03:00:00Z", "timezone": "America/Los_Angeles"},
    types={
        "consents": {"occurred_at": pl.Datetime("us", "America/New_York")},
        "suppressions": {"effective_from": pl.Date(), "effective_until": pl.Date()},
    },
)

# In Cairo the 24th of April 2026 begins at one in the morning.
SKIPPED = World(
    "midnight is skipped",
    (
        kept("subscriber", given("2026-01-10T10:00:00Z")),
        removed(
            "paused-to-the-end",
            "paused",
            given("2026-01-10T10:00:00Z"),
            suppressed("paused", "2026-02-10", effective_until="2026-04-23"),
        ),
    ),
    {"policy.toml": PLAIN},
    campaign={"as_of": "2026-04-23T21:30:00Z", "timezone": "Africa/Cairo"},
)

# Bad rows that permit are dropped, as the campaign asks.
LENIENTLY = World(
    "bad rows dropped",
    (
        kept("subscriber", given()),
        kept("customer", dealing("purchase", **SIMILAR)),
        removed(
            "two-of-one-id",
            "unknown_origin",
            given(event_id="e1"),
            given("2026-06-10T10:00:00Z", event_id="e1"),
        ),
        removed("until-some-day", "unknown_origin", given(expires_at="some day")),
        removed(
            "perhaps-offered",
            "unknown_origin",
            dealing("purchase", opt_out_offered="perhaps", category="payments"),
        ),
    ),
    {"policy.toml": PLAIN},
    campaign={"categories": '["payments"]'},
    entries={"consents": LENIENT, "relationships": LENIENT},
)


def refused(name: str, *facts: Fact, refusal: str = REFUSED, **entries: str) -> World:
    """Return a campaign that is not screened at all, because of one table."""
    person = removed("subscriber", "not screened", given(), *facts)
    return World(
        name, (person,), {"policy.toml": PLAIN}, entries=entries, refusal=refusal
    )


BAD_REASON = refused("bad reason", suppressed("stop"), suppressions=LENIENT)
BAD_TIME = refused("bad time", withdrawn("last week"), consents=LENIENT)
NO_VALUE = refused("no value", suppressed(value=None), suppressions=LENIENT)
ONE_ID = refused(
    "one id twice",
    suppressed(suppression_id="s1", value="one@example.net"),
    suppressed(suppression_id="s1", value="two@example.net"),
)
STALE = refused(
    "stale list",
    suppressed(value="one@example.net"),
    refusal="StaleTableError",
    suppressions='max_age = "48h"\n',
)
STALE_AUDIENCE = refused(
    "stale audience",
    suppressed(value="one@example.net"),
    refusal="StaleTableError",
    audience='max_age = "48h"\nas_at = 2026-11-01T00:00:00Z\n',
)
