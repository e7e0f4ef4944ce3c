"""Other addresses: consent of the same person that was given with another one."""

from __future__ import annotations

import polars as pl

from hygiene.campaign import Campaign
from hygiene.transforms.claims import permission_column
from hygiene.transforms.consent import consenting_in_scope
from hygiene.transforms.instants import Instants, instants
from hygiene.vocabulary import Reason


def other_address_rows(
    audience: pl.LazyFrame,
    consents: pl.LazyFrame,
    campaign: Campaign,
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Return the rows whose consent in scope matches only as a prohibition would.

    That is: by wide key or contact id, but not by the key on which permissions match
    (contract section 8, step 6). It is looked up only for rows that have no proof and
    no reason that comes before it.

    Args:
        audience: A scan of rows with `row`, `person`, `strict_key`, `wide_key`,
            `proof` and `gap`.
        consents: Staged consents with keys.
        campaign: The campaign.
        at: The instants, by default the campaign's.

    Returns:
        `row` (unique) and `other_address` (always true).
    """
    at = instants(campaign, at)
    open_question = pl.col("proof").is_null() & (
        pl.col("gap").is_null() | (pl.col("gap") > Reason.OTHER_ADDRESS.place)
    )
    asked = audience.filter(open_question).select(
        "row", "person", "strict_key", "wide_key", *at.case
    )
    by_address = campaign.permission_key == "address"
    found = []
    for via in ("wide_key", "person") if by_address else ("wide_key",):
        events = consenting_in_scope(at.cases(consents, asked, via), campaign, at)
        found.append(_rows(asked, events, [via, *at.case], permission_column(campaign)))
    return pl.concat(found).unique().with_columns(other_address=True)


def _rows(
    asked: pl.LazyFrame, events: pl.LazyFrame, via: list[str], matched: str
) -> pl.LazyFrame:
    """Return the rows with an event of the same `via`, but of another `matched` key.

    The smallest and the largest matched key among the events of one `via`, and
    whether one has none, tell whether any of them differs from the row's.
    """
    spread = (
        events.filter(pl.col(via[0]).is_not_null())
        .join(asked.select(via), on=via, how="semi")
        .group_by(via)
        .agg(
            least=pl.col(matched).min(),
            most=pl.col(matched).max(),
            without=pl.col(matched).is_null().any(),
        )
    )
    own = pl.col(matched)
    differs = (
        pl.col("without")
        | pl.col("least").ne_missing(own)
        | pl.col("most").ne_missing(own)
    )
    return (
        asked.join(spread, on=via, how="inner", validate="m:1")
        .filter(differs)
        .select("row")
    )
