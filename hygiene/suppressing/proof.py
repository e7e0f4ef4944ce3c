"""Proof: every suppression before stands after, no shorter, narrower or easier to lift.

It starts from two staged tables and their keys, not from how one became the other, and
so would also see a slip in writing or reading a file.
"""

from __future__ import annotations

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import GateError
from hygiene.suppressing.keyed import with_keys
from hygiene.text import stripped
from hygiene.transforms.prohibition import match_value
from hygiene.vocabulary import REASONS, SUPPRESSION_REASONS, Blocks

_WHOM = ["match", "text", "key", "person"]
_WHAT = ["reason", "channel", "purpose", "controller", "blocks"]
_WHEN = ["first", "last", "until", "recorded"]
_MICROSECOND = pl.duration(microseconds=1)
_MOST_DAYS = 3  # a day of 25 hours touches at most three days of another zone


def require_all(before: pl.LazyFrame, after: pl.LazyFrame, campaign: Campaign) -> None:
    """Refuse a table that would let anybody through whom the first one stops.

    An entry stands when one of the same person (by text, wide key, digest, domain and
    contact id), reason and scope is in force as early and as long, is known as early,
    and asks for as late a consent to be lifted; or several that do so together.

    Args:
        before: Staged suppressions that must not be lost.
        after: Staged suppressions that are to stand in for them.
        campaign: Its channel and region say how addresses are read.

    Raises:
        GateError: Entries would be lost or weakened.
    """
    wanted = _facts(before, campaign).unique()
    standing = _facts(after, campaign).unique().with_columns(stands=pl.lit(value=True))
    every = [*_WHOM, *_WHAT, *_WHEN]
    open_facts = (
        wanted.join(standing, on=every, how="left", validate="1:1", nulls_equal=True)
        .filter(pl.col("stands").is_null())
        .select(every)
        .collect(engine="streaming")
    )
    lost = _uncovered(open_facts, standing)
    if lost:
        raise GateError(
            f"{lost:,} suppression(s) would be lost or weakened; nothing was written. "
            "This is a defect of the toolkit; please report it."
        )


def _facts(staged: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    defaults = {r.value: REASONS[r].blocks or Blocks.ALL for r in SUPPRESSION_REASONS}
    until, following = pl.col("effective_until_last"), pl.col("effective_until_first")
    keyed = with_keys(staged, campaign.channel, campaign.default_region)
    return keyed.select(
        "match",
        text=stripped(pl.col("value")).str.to_lowercase(),
        key=match_value(),
        person="person",
        reason="reason",
        channel="channel",
        purpose=stripped(pl.col("purpose")),
        controller=stripped(pl.col("controller")),
        blocks=pl.col("blocks").fill_null(
            pl.col("reason").replace_strict(defaults, return_dtype=pl.String)
        ),
        first="effective_from_first",
        last="effective_from_last",
        until=pl.when(until == following).then(until).otherwise(until + _MICROSECOND),
        recorded="recorded_at_first",
    )


def _uncovered(wanted: pl.DataFrame, standing: pl.LazyFrame) -> int:
    """Return how many facts the standing ones of the same person do not cover."""
    if wanted.is_empty():
        return 0
    same = [*_WHOM, *_WHAT]
    rows = wanted.with_row_index("fact").lazy()
    known = standing.select(*same, *(pl.col(name).alias(f"{name}_s") for name in _WHEN))
    lasts = pl.col("until_s").is_null() | (pl.col("until_s") >= pl.col("until"))
    pairs = (
        rows.join(known, on=same, how="inner", validate="m:m", nulls_equal=True)
        .filter(
            lasts.fill_null(value=False) & (pl.col("recorded_s") <= pl.col("recorded"))
        )
        .select("fact", "first_s", "last_s")
        .collect()
    )
    # Each step goes on from the latest instant that is covered without a gap.
    reached = rows.select(
        "fact", "last", covered=pl.col("first") - _MICROSECOND
    ).collect()
    for _ in range(_MOST_DAYS):
        step = (
            pairs.join(reached, on="fact", how="inner", validate="m:1")
            .filter(pl.col("first_s") <= pl.col("covered") + _MICROSECOND)
            .group_by("fact")
            .agg(step=pl.col("last_s").max())
        )
        reached = reached.join(step, on="fact", how="left", validate="1:1").select(
            "fact", "last", covered=pl.max_horizontal("covered", "step")
        )
    return reached.filter(pl.col("covered") < pl.col("last")).height
