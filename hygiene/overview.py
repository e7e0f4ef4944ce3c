"""The overview: what a screening shows of itself in a notebook and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from hygiene import metrics
from hygiene.deciding import Decided
from hygiene.display.cells import Bar, Code, Line, Personal, Tone
from hygiene.display.page import Display, Sum, Table
from hygiene.text import counted, share
from hygiene.vocabulary import REASONS, Reason

MOST_REASONS = 12
"""How many reasons have a line of their own; the others share one."""

_REASON_HEADS = ("Reason", "Contacts", "Of the audience", "Means", "For example")
_GROUND_HEADS = ("Ground", "Contacts", "Of the audience", "For example")
_NEXT = (
    "screening.explore()  # look around: by reason, source and period",
    'screening.explain("contact id or address")  # why this one',
    'screening.write("screened")  # the lists and a report, past the gate',
)

_Examples = Mapping[tuple[str | None, str | None], str | None]


def overview(decided: Decided, summary: Mapping[str, Any]) -> Display:
    """Return what a screening shows of itself.

    Args:
        decided: The decided audience.
        summary: What `hygiene.summary.summarise` returns.
    """
    campaign, counts = decided.inputs.campaign, summary["counts"]
    parts = {side: counts[side] for side in ("kept", "removed")}
    examples = _examples(decided)
    return Display(
        f"Screening of '{campaign.id}'",
        f"{campaign.purpose} by {campaign.channel} from {campaign.controller}, "
        f"as of {campaign.as_of:%Y-%m-%d %H:%M %Z}",
        sums=[Sum("audience", counts["audience"], parts)],
        tables=[_reasons(counts, examples), _grounds(counts, examples)],
        next=_NEXT,
    )


def _reasons(counts: Mapping[str, Any], examples: _Examples) -> Table:
    ranked = _ranked(counts["by_reason"])
    lines: list[Line] = [
        (
            Code(code),
            contacts,
            _bar(contacts, counts["audience"], "bad"),
            REASONS[Reason(code)].sentence,
            Personal(examples[code, None]),
        )
        for code, contacts in ranked[:MOST_REASONS]
    ]
    if rest := ranked[MOST_REASONS:]:
        contacts = sum(count for _, count in rest)
        bar = _bar(contacts, counts["audience"], "bad")
        more = f"{counted(len(rest), 'rarer reason')}; screening.summary() has all."
        lines.append((Code(metrics.OTHERS), contacts, bar, more, None))
    return Table("Removed, by primary reason", _REASON_HEADS, lines)


def _grounds(counts: Mapping[str, Any], examples: _Examples) -> Table:
    lines: list[Line] = [
        (
            Code(basis),
            contacts,
            _bar(contacts, counts["audience"], "good"),
            Personal(examples[None, basis]),
        )
        for basis, contacts in _ranked(counts["by_basis"])
    ]
    return Table("Kept, by ground", _GROUND_HEADS, lines)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _bar(contacts: int, audience: int, tone: Tone) -> Bar:
    return Bar(contacts / audience, share(contacts, audience), tone)


def _examples(decided: Decided) -> _Examples:
    """Return the address of the first contact of each reason and of each ground.

    A contact whose address cannot be read has none to show.
    """
    states = ["reason", "basis"]
    firsts = decided.decisions.group_by(states).agg(row=pl.col("row").min()).collect()
    keys = (
        decided.keyed.select(pl.col("row").cast(pl.UInt64), "strict_key")
        .filter(pl.col("row").is_in(firsts["row"].to_list()))
        .collect()
    )
    found = firsts.join(keys, on="row", how="left", validate="m:1")
    return {
        (reason, basis): key
        for reason, basis, key in found.select(*states, "strict_key").rows()
    }
