"""Days and zones: the same wall clock is another instant elsewhere."""

import polars as pl

from tests.mutation.world import World, confirmed, given, kept, removed, suppressed
from tests.mutation.worlds.policies import DAILY, DOUBLE

# 20:00 UTC is five in the morning of the next day in Tokyo and noon in Los Angeles.
ZONES = World(
    "zones",
    (
        kept("subscriber", given("2026-05-10T10:00:00")),
        kept("two-years-by-tokyo", given("2024-11-25T00:30:00")),
        removed(
            "a-day-too-old-in-tokyo", "consent_expired", given("2024-11-24T23:30:00")
        ),
        removed("not-yet-in-tokyo", "unknown_origin", given("2026-11-25T06:00:00")),
        removed(
            "stopped-this-morning-there",
            "unsubscribed",
            given("2026-05-10T10:00:00"),
            suppressed(at="2026-11-24T11:00:00"),
        ),
        removed(
            "paused-through-today-there",
            "paused",
            given("2026-05-10T10:00:00"),
            suppressed("paused", effective_until="2026-11-24"),
        ),
        removed(
            "paused-since-today-there",
            "paused",
            given("2026-05-10T10:00:00"),
            suppressed("paused", at="2026-11-24"),
        ),
        removed(
            "back-before-it-stopped",
            "unsubscribed",
            given("2026-08-11T02:00:00"),
            suppressed(at="2026-08-10T11:00:00"),
        ),
        removed(
            "stopped-by-offset",
            "unsubscribed",
            given("2026-05-10T10:00:00"),
            suppressed(at="2026-11-25T04:00:00+09:00"),
        ),
        removed(
            "back-that-evening-there",
            "unsubscribed",
            given("2026-08-11T12:00:00"),
            suppressed(at="2026-08-10"),
        ),
    ),
    {"policy.toml": DAILY},
    campaign={"as_of": "2026-11-24T20:00:00Z", "timezone": "Asia/Tokyo"},
    entries={"suppressions": 'timezone = "America/Los_Angeles"\n'},
    types={"consents": {"occurred_at": pl.Datetime("us")}},
)

# The night on which clocks go back in London: half past one comes twice, and the day
# has 25 hours.
BACKWARDS = World(
    "clocks go back",
    (
        kept("subscriber", confirmed()),
        kept("dated", confirmed("2026-05-10")),
        removed(
            "paused-through-the-long-day",
            "paused",
            confirmed(),
            suppressed("paused", effective_until="2026-10-25"),
        ),
        removed(
            "between-the-two",
            "unsubscribed",
            suppressed(at="2026-10-25T00:45:00Z"),
            confirmed("2026-10-25T01:30:00"),
        ),
    ),
    {"policy.toml": DOUBLE},
    campaign={"as_of": "2026-10-25T23:30:00Z"},
)
