"""The state of every person in a quarter, and who moved between two quarters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from hygiene.audit.contents import SEPARATOR
from hygiene.campaign import Campaign
from hygiene.vocabulary import SUPPRESSION_REASONS, Decision, Reason

KEPT = "kept"
"""The state of a person who was kept; any other state is the primary reason."""
ABSENT = "absent"
"""Stands for the state of a person who was in no audience of the scope."""

_RESTRICTIVE = [
    *(reason.value for reason in SUPPRESSION_REASONS),
    Reason.CONSENT_WITHDRAWN.value,
    Reason.CONSENT_REFUSED.value,
]


@dataclass(frozen=True, slots=True)
class Quarter:
    """The campaigns of a quarter with their tables.

    Attributes:
        campaigns: Prefix to campaign.
        tables: Prefix to the stored tables.
        has_wordings: Prefix to whether the campaign supplied wordings.
    """

    campaigns: Mapping[str, Campaign]
    tables: Mapping[str, Mapping[str, pl.DataFrame]]
    has_wordings: Mapping[str, bool]

    def states(self) -> pl.DataFrame:
        """Return `scope`, `pid`, `state`, `basis`, `reasons` of every person.

        A scope is a controller, channel and purpose. Its latest campaign counts, and
        in it the row that was kept, else the first.
        """
        ordered = sorted(
            self.campaigns, key=lambda prefix: (self.campaigns[prefix].as_of, prefix)
        )
        frames = [
            _states(self.campaigns[prefix], self.tables[prefix]["decisions"], place)
            for place, prefix in enumerate(ordered)
        ]
        latest = pl.concat(frames).sort(
            "_place", "_kept", "row", descending=[True, True, False]
        )
        return latest.unique(
            ["scope", "pid"], keep="first", maintain_order=True
        ).select("scope", "pid", "state", "basis", "reasons")

    def suppressions(self) -> pl.DataFrame:
        """Return `ref`, `until` of every stored suppression, each once."""
        frames = [
            tables["suppressions"].select(
                "ref", "wide", until=pl.col("effective_until_last")
            )
            for tables in self.tables.values()
        ]
        return pl.concat(frames).unique("ref", keep="first", maintain_order=True)

    def wide(self) -> pl.Series:
        """Return the wide pseudonyms of every audience."""
        frames = [tables["audience"]["wide"] for tables in self.tables.values()]
        return pl.concat(frames).drop_nulls().unique()

    def policies(self) -> dict[str, dict[str, str]]:
        """Return scope to `name version digest` of the policies, by country."""
        return {
            scope_of(campaign): {
                country: f"{policy.name} {policy.version} {policy.digest[:16]}"
                for country, policy in sorted(campaign.policies.items())
            }
            for campaign in self.campaigns.values()
        }


def scope_of(campaign: Campaign) -> str:
    """Return the scope of a campaign in one text."""
    return f"{campaign.controller} {campaign.channel} {campaign.purpose}"


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return `scope`, `pid` and the state of each person then and now.

    Columns `from`, `to`, `basis_from`, `basis_to`, `reasons_from`, `reasons_to`.

    Args:
        before: See `Quarter.states`.
        after: The same, of the later quarter.
    """
    names = ("state", "basis", "reasons")
    then = before.rename({name: f"{name}_from" for name in names})
    now = after.rename({name: f"{name}_to" for name in names})
    joined = then.join(
        now, on=["scope", "pid"], how="full", coalesce=True, validate="1:1"
    )
    return (
        joined.rename({"state_from": "from", "state_to": "to"})
        .with_columns(pl.col("from", "to").fill_null(ABSENT))
        .sort("scope", "pid")
    )


def counted(moved: pl.DataFrame) -> list[dict[str, Any]]:
    """Return `scope`, `from`, `to`, `count` of every transition, sorted."""
    flows = moved.group_by("scope", "from", "to").agg(count=pl.len().cast(pl.Int64))
    return list(flows.sort("scope", "from", "to").iter_rows(named=True))


def resurrected() -> pl.Expr:
    """Return which moves are from a standing no to a yes."""
    said = pl.col("reasons_from").str.split(SEPARATOR)
    return said.list.eval(pl.element().is_in(_RESTRICTIVE)).list.any().fill_null(
        value=False
    ) & (pl.col("to") == KEPT)


def expired() -> pl.Expr:
    """Return which moves are of people who were kept and whose consent ran out."""
    return (pl.col("from") == KEPT) & (pl.col("to") == Reason.CONSENT_EXPIRED)


def vanished(before: Quarter, after: Quarter, as_of: datetime) -> pl.DataFrame:
    """Return the suppressions that are gone though they had not run out.

    Only people who are still in an audience count: a snapshot holds matched records.
    """
    then, now = before.suppressions(), after.suppressions()
    present = pl.col("wide").is_in(after.wide().implode())
    in_force = pl.col("until").is_null() | (pl.col("until") > as_of)
    known = now.select("ref").with_columns(_known=True)
    joined = then.join(known, on="ref", how="left", validate="1:1")
    return joined.filter(
        pl.col("_known").is_null() & present.fill_null(value=False) & in_force
    )


def _states(campaign: Campaign, decisions: pl.DataFrame, place: int) -> pl.DataFrame:
    kept = pl.col("decision") == Decision.KEEP
    return decisions.filter(pl.col("pid").is_not_null()).select(
        "row",
        "pid",
        "basis",
        "reasons",
        scope=pl.lit(scope_of(campaign)),
        state=pl.when(kept).then(pl.lit(KEPT)).otherwise("reason"),
        _kept=kept,
        _place=pl.lit(place),
    )
