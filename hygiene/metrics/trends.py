"""Trends: what people said over time."""

from __future__ import annotations

import polars as pl

_YES = ["given", "confirmed"]
_NO = ["refused", "withdrawn"]


def opt_ins_and_opt_outs(
    consents: pl.LazyFrame, suppressions: pl.LazyFrame, zone: str
) -> pl.DataFrame:
    """Return `month`, `opt_ins`, `opt_outs`: what was said in each month.

    Args:
        consents: Staged consents; refusals and withdrawals among them are opt-outs.
        suppressions: Staged suppressions; each is an opt-out from when it holds.
        zone: The IANA zone in which a month is counted.

    Returns:
        `month` (Date, its first day), in order; a month in which nobody said anything
        is there too.
    """
    action = pl.col("action")
    said = [
        consents.filter(action.is_in([*_YES, *_NO])).select(
            at="occurred_at_last", yes=action.is_in(_YES)
        ),
        suppressions.select(at="effective_from_first", yes=pl.lit(value=False)),
    ]
    month = pl.col("at").dt.convert_time_zone(zone).dt.date().dt.truncate("1mo")
    counted = (
        pl.concat(said)
        .filter(pl.col("at").is_not_null())
        .group_by(month=month)
        .agg(
            opt_ins=pl.col("yes").sum().cast(pl.Int64),
            opt_outs=(~pl.col("yes")).sum().cast(pl.Int64),
        )
        .sort("month")
        .collect()
    )
    if counted.is_empty():
        return counted
    return counted.upsample("month", every="1mo").with_columns(
        pl.col("opt_ins", "opt_outs").fill_null(0)
    )
