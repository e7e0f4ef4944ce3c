"""Sends: how past sends are classed by week, and how long opt-outs took to arrive."""

from __future__ import annotations

import polars as pl

from hygiene.send_classes import SendClass

UNTIL_KNOWN = "until known"
UNTIL_LAST_SEND = "until the last send"
MEASURES = {UNTIL_KNOWN: "recorded_at", UNTIL_LAST_SEND: "last_send_at"}
"""The two lags of an opt-out, and the time at which each ends."""

BUCKETS = {
    "at once": 0.0,
    "1 hour": 1.0,
    "1 day": 24.0,
    "2 days": 48.0,
    "10 days": 240.0,
    "30 days": 720.0,
    "more": float("inf"),
}
"""The longest lag of each bucket, in hours."""

_AN_HOUR = 3_600_000_000
_QUANTILES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "longest": 1.0}


def sends_by_week(classed: pl.LazyFrame, zone: str) -> pl.DataFrame:
    """Return `week`, `class`, `sends`: the classes of past sends by week.

    Args:
        classed: `sent_at` and `class` of each send.
        zone: The zone whose weeks count.

    Returns:
        `week` (Date) is its Monday; in order of week and class.

    >>> from datetime import UTC, datetime
    >>> sent = pl.LazyFrame({"sent_at": [datetime(2026, 6, 3, tzinfo=UTC)],
    ...                      "class": ["ok"]})
    >>> sends_by_week(sent, "UTC").rows()
    [(datetime.date(2026, 6, 1), 'ok', 1)]
    """
    order = [code.value for code in SendClass]
    day = pl.col("sent_at").dt.convert_time_zone(zone).dt.date()
    return (
        classed.group_by("class", week=day.dt.truncate("1w"))
        .agg(sends=pl.len().cast(pl.Int64))
        .select("week", "class", "sends")
        .sort("week", pl.col("class").replace_strict(order, range(len(order))))
        .collect()
    )


def propagation_lag(opt_outs: pl.LazyFrame) -> pl.DataFrame:
    """Return how long opt-outs took to be known, and to stop the messages.

    Args:
        opt_outs: One row an opt-out: `happened_at`, `recorded_at`, and `last_send_at`,
            the last audited send that it stood against, null for none.

    Returns:
        One row a `measure` (`until known`, `until the last send`) and `within` (the
        bucket, such as `1 day`): `opt_outs`, and of the whole measure `median`, `p90`,
        `p99` and `longest` in hours, null where no opt-out has it. A clock that ran
        ahead counts as no lag.
    """
    found = pl.concat(
        opt_outs.select(
            measure=pl.lit(measure),
            hours=(pl.col(end) - pl.col("happened_at")).dt.total_microseconds()
            / _AN_HOUR,
        ).filter(pl.col("hours").is_not_null())
        for measure, end in MEASURES.items()
    ).with_columns(pl.col("hours").clip(lower_bound=0))
    hours = pl.col("hours")
    within = pl.lit(len(BUCKETS) - 1)
    for place, most in reversed([*enumerate(BUCKETS.values())][:-1]):
        within = pl.when(hours <= most).then(pl.lit(place)).otherwise(within)
    counted = found.group_by("measure", place=within).agg(opt_outs=pl.len())
    lags = found.group_by("measure").agg(
        hours.quantile(share, "equiprobable").alias(name)
        for name, share in _QUANTILES.items()
    )
    named = list(BUCKETS)
    return (
        _every_bucket()
        .join(counted, on=["measure", "place"], how="left", validate="1:1")
        .join(lags, on="measure", how="left", validate="m:1")
        .sort("order", "place")
        .select(
            "measure",
            pl.col("place").replace_strict(range(len(named)), named).alias("within"),
            pl.col("opt_outs").fill_null(0).cast(pl.Int64),
            *_QUANTILES,
        )
        .collect()
    )


def _every_bucket() -> pl.LazyFrame:
    places = pl.LazyFrame({"place": range(len(BUCKETS))}, schema={"place": pl.Int32})
    measures = pl.LazyFrame({"measure": [*MEASURES]}).with_row_index("order")
    return measures.join(places, how="cross")
