"""States: what is true of every send, as was known then and as is known now.

Each send is judged three times by the transforms of a screening, each time for its own
instant: with what was known then; with the prohibitions known now but the permissions
known then, for what is learned late never cures; and with all that is known now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from hygiene.audit.sends.deadlines import deadline
from hygiene.campaign import Campaign
from hygiene.judging import Evidence, Judged, Sink, judge, kinds_of_match
from hygiene.rulebook import by_rulebook, rulebooks
from hygiene.transforms.claims import evidence_id
from hygiene.transforms.decide import basis_name
from hygiene.transforms.instants import instants_in
from hygiene.transforms.lifting import is_lifted
from hygiene.transforms.prohibition import matched_facts
from hygiene.transforms.traits import Traits, of_the_key
from hygiene.vocabulary import SERVICE_BASIS, Reason

THEN, LATE, NOW = range(3)
"""The three states of a send."""

AT = instants_in("sent_first", "sent_last", "known_permissive", "known_restrictive")
OPT_OUTS = (
    Reason.UNSUBSCRIBED,
    Reason.OBJECTED,
    Reason.CONSENT_WITHDRAWN,
    Reason.CONSENT_REFUSED,
)
"""The prohibitions that are a request of the person to stop."""

_JUDGED = (
    "contact_id",
    "person",
    "persons",
    "strict_key",
    "wide_key",
    "address_mask",
    "rulebook",
    "origin",
    "individual",
    "sent_first",
    "sent_last",
)


@dataclass(frozen=True, slots=True)
class States:
    """What was found of sends.

    Attributes:
        sends: One row a send: `mask`, `basis` and `evidence` of each state, with the
            suffixes `_then` and `_now`, and what stood against it (`against`).
        facts: Every prohibition in scope, with its times.
        pairs: One row a send and a prohibition against it.
    """

    sends: pl.LazyFrame
    facts: pl.LazyFrame
    pairs: pl.LazyFrame


def find_states(
    sends: pl.LazyFrame,
    evidence: Evidence,
    campaign: Campaign,
    known_at: datetime,
    sink: Sink,
) -> States:
    """Judge every send for its own instant, in one pass over the evidence.

    Args:
        sends: See `selecting.audited_sends`.
        evidence: What is known.
        campaign: The campaign.
        known_at: What is known now.
        sink: Runs each stage.
    """
    rows = sink("asked", _rows(sends, known_at))
    judged = judge(rows, evidence, campaign, sink, _traits(), AT)
    pairs = sink("pairs", _pairs(judged, sends, campaign))
    found = (
        sends.join(
            _state(judged, THEN, campaign), on="send", how="left", validate="1:1"
        )
        .join(
            _state(judged, NOW, campaign),
            on="send",
            how="left",
            validate="1:1",
            suffix="_now",
        )
        .rename(
            {"mask": "mask_then", "basis": "basis_then", "evidence": "evidence_then"}
        )
        .join(_against(pairs), on="send", how="left", validate="1:1")
    )
    return States(sink("states", found), judged.facts, pairs)


def _traits() -> Traits:
    """Return the traits of a send: a no counts under every id of its person."""
    return replace(of_the_key(), persons=pl.col("persons"))


def _rows(sends: pl.LazyFrame, known_at: datetime) -> pl.LazyFrame:
    """Return each send three times, with what was known each time."""
    states = pl.LazyFrame({"state": [THEN, LATE, NOW]}, schema={"state": pl.UInt32})
    now, state = pl.lit(known_at), pl.col("state")
    return sends.join(states, how="cross").select(
        (pl.col("send") * 3 + state).alias("row"),
        *_JUDGED,
        known_permissive=pl.when(state == NOW).then(now).otherwise("sent_first"),
        known_restrictive=pl.when(state == THEN).then("sent_last").otherwise(now),
    )


def _state(judged: Judged, state: int, campaign: Campaign) -> pl.LazyFrame:
    """Return `send`, `mask`, `basis` and `evidence` of one state."""
    basis, proof = pl.lit(SERVICE_BASIS), pl.lit(None, pl.String)
    if campaign.is_marketing:
        basis, proof = basis_name(rulebooks(campaign)), pl.col("proof")
    readable = pl.col("address_mask") == 0
    return judged.masked.filter(pl.col("row") % 3 == state).select(
        (pl.col("row") // 3).alias("send"),
        "mask",
        basis=pl.when(readable).then(basis),
        evidence=pl.when(readable).then(evidence_id(proof)),
    )


def _pairs(judged: Judged, sends: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    """Return every send and prohibition against it, known then or learned after it."""
    books = rulebooks(campaign)
    struck = judged.masked.filter(
        (pl.col("row") % 3 == LATE) & (pl.col("prohibited") != 0)
    ).select("row")
    rows = judged.keyed.join(struck, on="row", how="semi")
    matches = kinds_of_match(judged.facts, campaign)
    policies = [pl.lit(book.policy.name.upper()) for book in books]
    first, last = _years(judged.facts)
    country = pl.coalesce("country", by_rulebook(policies, pl.col("rulebook")))
    day = pl.col("sent_last").dt.convert_time_zone(campaign.timezone).dt.date()
    return (
        matched_facts(rows, judged.facts, matches, _traits(), AT)
        .filter(~is_lifted(books))
        .select(
            (pl.col("row") // 3).alias("send"),
            "fact_id",
            "bit",
            "happened_at",
            "recorded_at",
            "sent_last",
        )
        .unique()
        .join(
            sends.select("send", "country", "rulebook"),
            on="send",
            how="left",
            validate="m:1",
        )
        .with_columns(
            is_late=pl.col("recorded_at") > pl.col("sent_last"),
            deadline=pl.when(
                pl.col("bit").is_in([reason.bit for reason in OPT_OUTS])
            ).then(deadline(country, campaign.timezone, first, last)),
        )
        .with_columns(in_time=(day <= pl.col("deadline")).fill_null(value=False))
    )


def _years(facts: pl.LazyFrame) -> tuple[int, int]:
    """Return the first and the last year in which a prohibition was recorded."""
    times = facts.select(
        first=pl.min_horizontal("happened_at", "recorded_at").min().dt.year(),
        last=pl.max_horizontal("happened_at", "recorded_at").max().dt.year(),
    ).collect()
    first, last = times.row(0)
    return (first, last) if first is not None else (1970, 1970)


def _against(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Return what stood against each send, known then or learned after it."""
    is_late = pl.col("is_late")
    return pairs.group_by("send").agg(
        blocked_by=pl.col("fact_id").unique().sort(),
        late_mask=pl.col("bit").filter(is_late).bitwise_or(),
        known_mask=pl.col("bit").filter(~is_late).bitwise_or(),
        learned_late=pl.col("fact_id").filter(is_late).unique().sort(),
        all_in_time=pl.col("in_time").filter(~is_late).all(),
        known_since=pl.col("recorded_at").min(),
        happened_at=pl.col("happened_at").min(),
        deadline=pl.col("deadline").filter(~is_late).min(),
    )
