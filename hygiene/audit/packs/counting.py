"""The counts of a pack as cells: which are parts of which, so that they reconcile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hygiene.audit.loading import Snapshot
from hygiene.audit.states import ABSENT, KEPT, scope_of
from hygiene.metrics import REMOVED
from hygiene.vocabulary import Reason

TOTAL, REASON, GROUND, POLICY = "total", "reason", "ground", "policy"
FLOW, THEN, NOW, CHANGE = "flow", "state before", "state now", "change"
EFFECT = "effect of the new policies alone"
_GROUPS = {REASON: "by_reason", GROUND: "by_basis", POLICY: "by_policy"}
_TOTALS = ("audience", "kept", "removed")
_CHANGES = (
    "added",
    "gone",
    "resurrected",
    "consents_expired",
    "suppressions_vanished",
)


class Cell(NamedTuple):
    """What one number of a pack counts.

    Attributes:
        of: The snapshot and campaign, or the scope of a comparison.
        what: The kind of count, such as `reason`.
        name: What is counted; of a flow, the state that it leaves.
        to: Of a flow, the state that it leads to.
    """

    of: str
    what: str
    name: str
    to: str = ""


@dataclass(slots=True)
class Counts:
    """Every count of a pack.

    Attributes:
        cells: What is counted, and how often.
        sums: Each total that is told or could be known, and the cells that make it up.
    """

    cells: dict[Cell, int] = field(default_factory=dict)
    sums: list[tuple[Cell, list[Cell]]] = field(default_factory=list)

    def add(self, cell: Cell, count: int) -> Cell:
        """Note a count; return its cell."""
        self.cells[cell] = count
        return cell

    def add_sum(self, total: Cell, parts: list[Cell]) -> None:
        """Note that a total is the sum of its parts.

        Raises:
            AssertionError: It is not.
        """
        if self.cells[total] != sum(self.cells[part] for part in parts):
            raise AssertionError(f"the parts of '{total.name}' do not add up")
        self.sums.append((total, parts))

    def tie(self, one: Cell, other: Cell) -> None:
        """Note that two cells tell much the same: if one is hidden, both are."""
        if one in self.cells and other in self.cells:
            self.sums.append((one, [other]))
            self.sums.append((other, [one]))


def campaign_of(snapshot_id: str, prefix: str) -> str:
    """Return what names a campaign's counts among those of all quarters."""
    return f"{snapshot_id} {prefix}"


def counts_of(
    snapshot: Snapshot, before: Snapshot | None, *, coarse: bool = False
) -> Counts:
    """Return the counts of a snapshot and of its comparison, each sum checked.

    Args:
        snapshot: The snapshot, verified.
        before: The one that it was compared with. Its counts are among the cells, for
            a pack of it may have told them.
        coarse: Whether flows are only between kept, removed and absent: those between
            reasons are many and small.

    Raises:
        AssertionError: They do not add up, which `verify` would have found.
    """
    found = Counts()
    for one in (snapshot, before):
        for said in one.campaigns if one else ():
            of = campaign_of(one.snapshot_id, said["prefix"]) if one else ""
            _add_campaign(found, of, said["counts"])
    comparison = snapshot.comparison()
    if comparison["against"] is not None:
        _add_flows(found, comparison, coarse=coarse)
        _add_changes(found, comparison)
        for one, what in ((before, THEN), (snapshot, NOW)):
            _tie_states(found, one, what)
    return found


def _add_campaign(found: Counts, of: str, said: Mapping[str, Any]) -> None:
    audience, kept, removed = (
        found.add(Cell(of, TOTAL, name), said[name]) for name in _TOTALS
    )
    found.add_sum(audience, [kept, removed])
    for what, group in _GROUPS.items():
        parts = [
            found.add(Cell(of, what, name), count)
            for name, count in said[group].items()
        ]
        whole = {REASON: removed, GROUND: kept, POLICY: audience}[what]
        found.add_sum(whole, parts)


def _add_flows(found: Counts, comparison: Mapping[str, Any], *, coarse: bool) -> None:
    """Add each flow, and the states that the flows of a scope leave and lead to."""
    flows: dict[Cell, int] = defaultdict(int)
    for flow in comparison["transitions"]:
        ends = (_coarse(flow[end]) if coarse else flow[end] for end in ("from", "to"))
        flows[Cell(flow["scope"], FLOW, *ends)] += flow["count"]
    sides: dict[Cell, list[Cell]] = defaultdict(list)
    for cell, count in flows.items():
        found.add(cell, count)
        sides[Cell(cell.of, THEN, cell.name)].append(cell)
        sides[Cell(cell.of, NOW, cell.to)].append(cell)
    for side, parts in sides.items():
        found.add(side, sum(found.cells[part] for part in parts))
        found.add_sum(side, parts)


def _coarse(state: str) -> str:
    return state if state in {KEPT, ABSENT} else REMOVED


def _add_changes(found: Counts, comparison: Mapping[str, Any]) -> None:
    """Add the numbers that a comparison tells in a line each."""
    against = comparison["against"]
    made = {
        name: found.add(Cell(against, CHANGE, name), comparison[name])
        for name in _CHANGES
        if comparison[name] is not None
    }
    if comparison["transitions"]:
        for name, what, state in (("added", THEN, ABSENT), ("gone", NOW, ABSENT)):
            found.add_sum(made[name], [*_states(found, what, state)])
        expired = [
            cell
            for cell in found.cells
            if (cell.what, cell.name, cell.to) == (FLOW, KEPT, Reason.CONSENT_EXPIRED)
        ]
        if expired:
            found.add_sum(made["consents_expired"], expired)
    for effect in comparison["policy_effects"]:
        of = f"{effect['campaign']} ({effect['scope']})"
        flows = [
            found.add(Cell(of, EFFECT, flow["then"], flow["now"]), flow["count"])
            for flow in effect["flows"]
        ]
        whole = found.add(Cell(of, CHANGE, "changed by policy"), effect["changed"])
        found.add_sum(whole, flows)


def _states(found: Counts, what: str, state: str) -> Iterator[Cell]:
    return (one for one in found.cells if (one.what, one.name) == (what, state))


def _tie_states(found: Counts, snapshot: Snapshot | None, what: str) -> None:
    """Tie how many people are in a state to how many rows have that reason."""
    if snapshot is None:
        return
    for prefix, campaign in snapshot.rules().items():
        of, scope = campaign_of(snapshot.snapshot_id, prefix), scope_of(campaign)
        for name in (KEPT, REMOVED):
            found.tie(Cell(scope, what, name), Cell(of, TOTAL, name))
        for reason in Reason:
            found.tie(Cell(scope, what, reason.value), Cell(of, REASON, reason.value))
