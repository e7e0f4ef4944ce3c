"""`report.html`: a quarter for its auditor, as one page that needs but a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hygiene.audit.loading import Snapshot
from hygiene.audit.packs import pictures
from hygiene.audit.packs.counting import (
    CHANGE,
    EFFECT,
    FLOW,
    GROUND,
    POLICY,
    REASON,
    TOTAL,
    Cell,
    campaign_of,
)
from hygiene.audit.packs.hiding import SMALLEST_SHOWN
from hygiene.audit.packs.telling import HIDDEN, Told
from hygiene.audit.showing import CHANGES
from hygiene.audit.verification import Verification
from hygiene.pages import render_page
from hygiene.vocabulary import REASONS, Reason

_PASSED = "passed"
# A page tells no address, that of a signer neither.
_SIGNER = re.compile(r"\S+@\S+ \((SHA256:[^)]*)\)'?")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the page says of the sample.

    Attributes:
        size: How many kept and how many removed decisions were asked for.
        rows: How many were drawn.
        seed: What the draw hung on.
        is_chosen: Whether somebody chose the seed.
    """

    size: int
    rows: int
    seed: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made of.

    Attributes:
        snapshot: The snapshot.
        verification: What verifying its store found.
        told: The counts that may be told.
        sample: What was drawn; None for a pack without rows.
        is_external: Whether the pack is for outside the company.
    """

    snapshot: Snapshot
    verification: Verification
    told: Told
    sample: Drawn | None
    is_external: bool


def report_page(facts: Facts) -> str:
    """Return the page: counts, codes and names of files; a script is not in it."""
    record, verification = facts.snapshot.record, facts.verification
    comparison = facts.snapshot.comparison()
    has_against = comparison["against"] is not None
    return render_page(
        "pack_report.html.j2",
        ["report.css", "pack.css"],
        snapshot_id=facts.snapshot.snapshot_id,
        record=record,
        head=verification.heads[facts.snapshot.snapshot_id],
        verification=verification,
        proved=[_SIGNER.sub(r"the key \1", one) for one in verification.proved],
        verdict="released" if verification.exit_code == 0 else "open",
        headline=verification.headline(),
        campaigns=[_campaign(facts, said) for said in record["campaigns"]],
        comparison=comparison if has_against else None,
        changes=[*_changes(facts.told, comparison)] if has_against else [],
        scopes=[*_scopes(facts, comparison)] if has_against else [],
        effects=[*_effects(facts.told, comparison)] if has_against else [],
        sample=facts.sample,
        is_external=facts.is_external,
        smallest=SMALLEST_SHOWN,
    )


def _campaign(facts: Facts, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page says of a campaign."""
    told, of = facts.told, campaign_of(facts.snapshot.snapshot_id, said["prefix"])
    total = {
        name: told.text(Cell(of, TOTAL, name))
        for name in ("audience", "kept", "removed")
    }
    steps = told.steps(of)
    message = f"{total['kept']} of {total['audience']} contacts are kept"
    rules = facts.snapshot.rules()[said["prefix"]]
    return {
        **said,
        "rules": rules,
        "total": total,
        "pictures": {} if steps is None else pictures.waterfall(steps, message),
        "alt": f"Waterfall: {message}. The table below has every number.",
        "reasons": [
            (cell.name, REASONS[Reason(cell.name)].sentence, text)
            for cell, text in told.of_kind(of, REASON)
        ],
        "grounds": [(cell.name, text) for cell, text in told.of_kind(of, GROUND)],
        "policies": [(cell.name, text) for cell, text in told.of_kind(of, POLICY)],
        "gate": _gate(facts, said["gate"]["file"]),
        "inputs": [_input(one, facts) for one in said["inputs"] if one["label"]],
    }


def _gate(facts: Facts, file: str) -> dict[str, Any]:
    """Return what the gate said: what did not pass first, then what did."""
    gate = facts.snapshot.json(file)
    checks = [
        {**check, "found": _small(check["found"], facts)} for check in gate["checks"]
    ]
    return {
        **gate,
        "open": [check for check in checks if check["state"] != _PASSED],
        "waived": [check for check in checks if check["waiver"]],
        "passed": [check for check in checks if check["state"] == _PASSED],
    }


def _input(said: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    digest = said["digest"]
    return {
        **said,
        "rows": _small(said["rows_read"], facts),
        "digest": f"{digest['alg']}: {digest['value']}" if digest else "not a file",
    }


def _small(count: int | None, facts: Facts) -> str:
    """Return a count that is in no sum."""
    if count is None:
        return ""
    is_small = 0 < count < SMALLEST_SHOWN
    return HIDDEN if facts.is_external and is_small else f"{count:,}"


def _changes(told: Told, comparison: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, sentence in CHANGES.items():
        known = comparison[name] is not None
        cell = Cell(comparison["against"], CHANGE, name)
        yield sentence, told.text(cell) if known else "unknown: the key is a new one"


def _scopes(facts: Facts, comparison: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield who moved in each scope: a picture, and the flows as a table."""
    sides = (comparison["against"], facts.snapshot.snapshot_id)
    for scope in dict.fromkeys(flow["scope"] for flow in comparison["transitions"]):
        flows = facts.told.flows(scope)
        rest = len([*facts.told.of_kind(scope, FLOW)]) - flows.height
        title = "Flows that may be told" if rest else None
        yield {
            "name": scope,
            "pictures": pictures.flow(flows, sides, title) if flows.height else {},
            "moves": [row for row in flows.rows() if row[0] != row[1]],
            "stayed": sum(row[2] for row in flows.rows() if row[0] == row[1]),
            "rest": rest,
        }


def _effects(told: Told, comparison: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the policies that are new would have changed alone."""
    for effect in comparison["policy_effects"]:
        of = f"{effect['campaign']} ({effect['scope']})"
        yield {
            "name": of,
            "changed": told.text(Cell(of, CHANGE, "changed by policy")),
            "flows": [
                (cell.name, cell.to, text) for cell, text in told.of_kind(of, EFFECT)
            ],
        }
