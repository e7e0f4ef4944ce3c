"""Hints: why a record that counts for nothing does so, whichever row is asked about."""

from __future__ import annotations

import polars as pl

from hygiene.campaign import Campaign
from hygiene.explaining.words import CHANNEL_WORDS, permission_word
from hygiene.transforms.claims import is_known
from hygiene.transforms.prohibition import scope_holds, until
from hygiene.vocabulary import Action

NEEDS_NO_GROUND = "a service message needs no ground"

_UNKNOWN = "not known at the moment of decision"
_OTHER_SCOPE = "for another controller, channel or purpose"
_NOES = [Action.REFUSED.value, Action.WITHDRAWN.value]


def hint(table: str, campaign: Campaign) -> pl.Expr:
    """Return why a record of a table counts for nothing."""
    if table == "sends":
        return pl.lit("a message that was sent")
    if table == "suppressions":
        return _of_suppression(campaign)
    late = (~is_known(campaign), _UNKNOWN)
    service = (pl.lit(not campaign.is_marketing), NEEDS_NO_GROUND)
    if table == "relationships":
        said = f"it was made with another {permission_word(campaign)}"
        return _first_of(late, service, otherwise=pl.lit(said))
    says_no = pl.col("action").is_in(_NOES)
    return _first_of(
        (says_no & ~scope_holds(campaign), _OTHER_SCOPE),
        (says_no & service[0], "a service message needs none"),
        (says_no, _UNKNOWN),
        late,
        service,
        otherwise=_elsewhere(campaign),
    )


def _of_suppression(campaign: Campaign) -> pl.Expr:
    over = (until() <= campaign.as_of).fill_null(value=False)
    return _first_of(
        (~scope_holds(campaign), _OTHER_SCOPE),
        (pl.col("effective_from_first") > campaign.as_of, "not yet in force"),
        (over, "no longer in force"),
        (pl.col("recorded_at_first") > campaign.known, _UNKNOWN),
        (pl.lit(not campaign.is_marketing), "it stops marketing messages only"),
        otherwise=pl.lit(
            f"it is about another {CHANNEL_WORDS[campaign.channel].point}"
        ),
    )


def _elsewhere(campaign: Campaign) -> pl.Expr:
    """Return how a consent that is not the row's own differs from what would count."""
    begun = pl.col("action") == Action.REQUESTED
    other = f"with another {permission_word(campaign)}"
    scope = [
        pl.when(pl.col(name) != getattr(campaign, name)).then(
            pl.lit(f"{other}, for another {name}")
        )
        for name in ("controller", "purpose")
    ]
    return pl.concat_str(
        pl.when(begun).then(pl.lit("it was begun ")).otherwise(pl.lit("it was given ")),
        # Nothing to compare: what is an address by email is none by post.
        pl.when(pl.col("channel") != campaign.channel)
        .then(pl.lit("for another channel"))
        .otherwise(pl.coalesce(*scope, pl.lit(other))),
    )


def _first_of(*cases: tuple[pl.Expr, str], otherwise: pl.Expr) -> pl.Expr:
    chosen = [pl.when(holds).then(pl.lit(said)) for holds, said in cases]
    return pl.coalesce(*chosen, otherwise)
