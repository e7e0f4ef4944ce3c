"""Comparing two quarters: who moved, what came back, ran out or vanished, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene.audit.loading import Snapshot, open_snapshot
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.replaying import replayed
from hygiene.audit.showing import flows, show_comparison
from hygiene.audit.states import (
    ABSENT,
    KEPT,
    Quarter,
    counted,
    expired,
    moves,
    resurrected,
    scope_of,
    vanished,
)
from hygiene.campaign import BY_COUNTRY, Campaign
from hygiene.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SAME, BRIDGED, BROKEN = "same", "bridged", "none"


@dataclass(frozen=True, repr=False)
class Comparison:
    """What changed from one quarter to another.

    Attributes:
        counts: Everything in counts, as `comparison.json` holds it.
        moved: One row a scope and person, with the state then and now.
        after: The id of the later snapshot.
    """

    counts: dict[str, Any]
    moved: pl.DataFrame
    after: str = "after"

    @property
    def flows(self) -> pl.DataFrame:
        """Return `before`, `after`, `contacts`: who moved between which states."""
        return flows(self.counts["transitions"])

    @property
    def resurrected(self) -> pl.DataFrame:
        """Return the rows of `moved` that went from a standing no to kept."""
        return self.moved.filter(resurrected())

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw `flows`: two stacks of the same people, and who moved between them.

        Args:
            ax: Where to draw; by default on axes of its own.
        """
        from hygiene.charts.flow import plot_flow

        return plot_flow(self.flows, sides=(self.counts["against"], self.after), ax=ax)

    def _repr_html_(self) -> str:
        return show_comparison(self.counts)

    def __repr__(self) -> str:
        """Return it as text."""
        return str(self)

    def __str__(self) -> str:
        """Return the counts as text."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        said = self.counts
        against, continuity = said["against"], said["key_continuity"]
        yield f"Compared with {against}; key continuity: {continuity}"
        for flow in said["transitions"]:
            if flow["from"] != flow["to"]:
                yield f"  {flow['from']:<20} -> {flow['to']:<20} {flow['count']:>10,}"
        for name in ("added", "gone", "resurrected", "consents_expired"):
            yield f"{name.replace('_', ' '):<22}{said[name]:>12,}"
        gone = said["suppressions_vanished"]
        yield f"suppressions vanished {'unknown' if gone is None else f'{gone:,}':>13}"
        for effect in said["policy_effects"]:
            yield (
                f"The policies of {effect['scope']} changed; alone, that would have "
                f"changed {effect['changed']:,} decision(s) of the quarter before."
            )


def compare(
    store: str | Path, before: str, after: str, *, key: PseudonymKey | None = None
) -> Comparison:
    """Return what changed between two snapshots of a store.

    Neither is verified here.

    Args:
        store: The folder with the snapshots.
        before: The id of the earlier one.
        after: The id of the later one.
        key: The key of both; without it, `moved` has no pseudonyms.

    Raises:
        StoreError: One of them is not there.
        FindingsError: One of them cannot be read.
        InputError: The key is not theirs.
    """
    then, now = open_snapshot(store, before), open_snapshot(store, after)
    if key is not None:
        for one in (then, now):
            require_key(one, key)
    bridge, continuity = None, SAME if then.kid == now.kid else BROKEN
    if continuity == BROKEN and now.record["previous"]["snapshot_id"] == before:
        bridge = now.bridge()
        continuity = BROKEN if bridge is None else BRIDGED
    found = between(before, quarter_of(then), quarter_of(now), continuity, bridge)
    moved = found.moved if key is not None else found.moved.drop("pid")
    return replace(found, moved=moved, after=after)


def require_key(snapshot: Snapshot, key: PseudonymKey) -> None:
    """Refuse a key that did not make the pseudonyms of a snapshot.

    Raises:
        InputError: It did not.
    """
    if snapshot.record["pseudonymisation"]["selftest"] != key.self_test:
        raise InputError(
            f"The key {key.kid} did not make the pseudonyms of "
            f"'{snapshot.snapshot_id}'; that was {snapshot.kid}."
        )


def quarter_of(snapshot: Snapshot) -> Quarter:
    """Return the campaigns and tables of a snapshot."""
    campaigns = snapshot.rules()
    return Quarter(
        campaigns,
        {prefix: snapshot.tables(prefix) for prefix in campaigns},
        {said["prefix"]: said["has_wordings"] for said in snapshot.campaigns},
    )


def first_comparison() -> dict[str, Any]:
    """Return what `comparison.json` holds in a store's first snapshot."""
    return {"against": None, "key_continuity": None}


def between(
    against: str,
    before: Quarter,
    after: Quarter,
    continuity: str,
    bridge: pl.DataFrame | None = None,
) -> Comparison:
    """Return what changed between two quarters.

    Args:
        against: The id of the earlier one.
        before: The earlier one.
        after: The later one.
        continuity: Whether their pseudonyms are of one key, bridged or unrelated.
        bridge: `pid_old` and `pid_new` of the people who are in both.
    """
    then = before.states()
    if bridge is not None:
        then = then.join(
            bridge, left_on="pid", right_on="pid_old", how="left", validate="m:1"
        )
        then = then.with_columns(pid=pl.coalesce("pid_new", "pid")).drop("pid_new")
    moved = moves(then, after.states())
    known = continuity != BROKEN
    moved = moved if known else moved.clear()
    gone = _vanished(before, after) if continuity == SAME else None
    counts = {
        "against": against,
        "key_continuity": continuity,
        "transitions": counted(moved),
        "added": moved.filter(pl.col("from") == ABSENT).height,
        "gone": moved.filter(pl.col("to") == ABSENT).height,
        "resurrected": moved.filter(resurrected()).height,
        "consents_expired": moved.filter(expired()).height,
        "suppressions_vanished": gone,
        "kept": {
            "before": then.filter(pl.col("state") == KEPT).height,
            "after": after.states().filter(pl.col("state") == KEPT).height,
        },
        "policies": {"before": before.policies(), "after": after.policies()},
        "policy_effects": [*_policy_effects(before, after)],
    }
    return Comparison(counts, moved)


def _vanished(before: Quarter, after: Quarter) -> int:
    as_of = max(campaign.as_of for campaign in after.campaigns.values())
    return vanished(before, after, as_of).height


def _policy_effects(before: Quarter, after: Quarter) -> Iterator[dict[str, Any]]:
    """Yield what the new policies alone would have changed of the earlier decisions.

    A country that had no policy of its own then counts as the default one's.
    """
    latest: dict[str, Campaign] = {}
    for campaign in sorted(after.campaigns.values(), key=lambda one: one.as_of):
        latest[scope_of(campaign)] = campaign
    for prefix, campaign in before.campaigns.items():
        now = latest.get(scope_of(campaign))
        if now is None or _rules(now) == _rules(campaign):
            continue
        is_one = list(now.policies) == ["default"]
        changed = replace(
            campaign,
            policy=now.policies["default"] if is_one else BY_COUNTRY,
            policy_by_country=None if is_one else now.policies,
        )
        tables = before.tables[prefix]
        again = replayed(changed, tables, has_wordings=before.has_wordings[prefix])
        pair = (
            tables["decisions"]
            .select("row", then="reason")
            .join(
                again.select("row", now="reason"), on="row", how="inner", validate="1:1"
            )
        )
        differ = pair.filter(pl.col("then").ne_missing(pl.col("now")))
        flows = differ.with_columns(pl.col("then", "now").fill_null(KEPT))
        yield {
            "campaign": campaign.id,
            "scope": scope_of(campaign),
            "changed": differ.height,
            "flows": list(
                flows.group_by("then", "now")
                .agg(count=pl.len().cast(pl.Int64))
                .sort("then", "now")
                .iter_rows(named=True)
            ),
        }


def _rules(campaign: Campaign) -> dict[str, str]:
    return {country: policy.digest for country, policy in campaign.policies.items()}
