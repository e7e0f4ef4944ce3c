"""How verifications, comparisons and replays show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene import metrics
from hygiene.audit.states import ABSENT
from hygiene.audit.verification import Verification
from hygiene.display.cells import Code, Line, State
from hygiene.display.page import MOST_SHOWN, Display, Table

if TYPE_CHECKING:
    from hygiene.audit.repeating import Replayed

CHANGES = {
    "added": "People who were in no audience of the scope before",
    "gone": "People who are in no audience of the scope any more",
    "resurrected": "Kept now, though a no of theirs stood in the quarter before",
    "consents_expired": "Kept before, and their consent has run out",
    "suppressions_vanished": "Suppressions that are gone though they had not run out",
}
"""What each number of a comparison counts."""


def flows(transitions: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Return `before`, `after`, `contacts` of the transitions of a comparison.

    Most first; those who stay are included, and the scopes are added up.

    >>> said = {"scope": "s", "from": "kept", "to": "absent", "count": 2}
    >>> flows([said]).rows()
    [('kept', 'not in the audience', 2)]
    """
    schema = {"scope": pl.String, "from": pl.String, "to": pl.String, "count": pl.Int64}
    found = pl.DataFrame([*transitions], schema=schema)
    return (
        found.group_by(before="from", after="to")
        .agg(contacts=pl.col("count").sum())
        .with_columns(pl.col("before", "after").replace({ABSENT: metrics.ABSENT}))
        .sort("contacts", "before", "after", descending=[True, False, False])
    )


def show_verification(found: Verification, headline: str) -> str:
    """Return a verification as HTML: what was found, what is proved, what is not."""
    return Display(
        headline,
        tables=[
            Table(
                "What was found",
                ("Where", "What"),
                [(one.where, one.sentence) for one in found.findings],
            ),
            Table("Proved", ("",), [(said,) for said in found.proved]),
            Table("Not proved", ("",), [(said,) for said in found.not_proved]),
            Table(
                "Heads",
                ("Snapshot", "SHA-256 of its tag manifest"),
                [(name, Code(head)) for name, head in found.heads.items()],
            ),
        ],
    ).html()


def show_comparison(said: dict[str, Any]) -> str:
    """Return the counts of a comparison as HTML; who moved is a picture of its own."""
    lines: list[Line] = [
        (sentence, "unknown" if said[name] is None else said[name])
        for name, sentence in CHANGES.items()
    ]
    effects: list[Line] = [
        (effect["scope"], Code(flow["then"]), Code(flow["now"]), flow["count"])
        for effect in said["policy_effects"]
        for flow in effect["flows"]
    ]
    changed = sum(effect["changed"] for effect in said["policy_effects"])
    kept = said["kept"]
    return Display(
        f"Compared with {said['against']}: {kept['before']:,} people were kept, "
        f"now {kept['after']:,}.",
        remarks=[_policies(len(said["policy_effects"]), changed)],
        tables=[
            Table("What changed", ("", "People"), lines),
            Table(
                "What the new policies alone would have changed",
                ("Scope", "Was", "Would have been", "Decisions"),
                effects[:MOST_SHOWN],
            ),
        ],
        next=["comparison.plot()  # who moved between which states"],
    ).html()


def _policies(count: int, changed: int) -> str:
    if not count:
        return "The policies are the same."
    return (
        f"The policies of {count:,} campaign(s) changed; alone, that would have "
        f"changed {changed:,} decision(s) of the quarter before."
    )


def show_replay(tables: Iterable[Replayed], versions: Iterable[str]) -> str:
    """Return a replay as HTML: each table, and whether it says the same."""
    lines: list[Line] = [
        (Code(one.file), _same(one.same_content), "same" if one.same_bytes else "other")
        for one in tables
    ]
    is_same = all(line[1] == _same(is_same=True) for line in lines)
    return Display(
        "The replay is the same." if is_same else "THE REPLAY DIFFERS.",
        remarks=[f"Version of {said}" for said in versions],
        tables=[Table("Decided again", ("Table", "Content", "Bytes"), lines)],
    ).html()


def _same(is_same: bool) -> State:  # noqa: FBT001 - the only thing that it says
    return State("✓ same", "good") if is_same else State("✗ differs", "bad")
