"""Counterfactuals: who would change, if a key of the campaign or a rule were different.

A counterfactual is for looking at. It holds no list, and nothing can be released of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene.campaign_changes import changed_campaign, in_words
from hygiene.deciding import Decided, decide
from hygiene.display.cells import Bar, Code, Line, Tone
from hygiene.display.page import Display, Sum, Table
from hygiene.errors import InputError, listed, nearest
from hygiene.folders import private_folder
from hygiene.metrics.flow import KEPT, count_flows, state
from hygiene.text import share
from hygiene.vocabulary import REASONS, Reason, ReasonKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NO_ADDRESS = {
    Reason.ADDRESS_MISSING: "has no address to write to",
    Reason.ADDRESS_INVALID: "has no address that can be written to",
}
NOTHING_RELEASED = "Nothing was released: this is a question, not a decision."
_EITHER = (
    'Ask about keys of the campaign, such as policy="strict" (--set policy=strict), or '
    'about one rule, such as without="paused" (--without paused); not about both.'
)
_HEADS = ("Before", "After", "Contacts", "Of those who would change")
_SHOWN = 12


@dataclass(frozen=True)
class WhatIf:
    """What a change would do to every contact of a screening.

    Attributes:
        question: The change, in words.
        rows: One row an audience row, in order: `row`, `before` and `after`, each the
            primary reason or `kept`.
    """

    question: str
    rows: pl.LazyFrame

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Return `before`, `after`, `contacts`: most first; equal states included."""
        return count_flows(self.rows)

    @property
    def changes(self) -> pl.DataFrame:
        """Return the flows between two states that differ."""
        return self.flows.filter(pl.col("before") != pl.col("after"))

    def kept(self, side: str) -> int:
        """Return how many contacts are kept `before` or `after` the change."""
        return int(self.flows.filter(pl.col(side) == KEPT)["contacts"].sum())

    def headline(self) -> str:
        """Return the answer in a sentence."""
        before, after = self.kept("before"), self.kept("after")
        changed = int(self.changes["contacts"].sum())
        return (
            f"With {self.question}: {after:,} contacts would be kept instead of "
            f"{before:,} ({after - before:+,}); {changed:,} would change."
        )

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw `flows`: who would be where, before and after the change."""
        from hygiene.charts.flow import plot_flow

        before, after = self.kept("before"), self.kept("after")
        said = f"{after:,} contacts would be kept instead of {before:,}"
        return plot_flow(self.flows, title=f"{said} ({after - before:+,})", ax=ax)

    def __str__(self) -> str:
        """Return the answer and the largest changes, one a line."""
        return "\n".join(self._lines())

    __repr__ = __str__

    def _lines(self) -> Iterator[str]:
        yield self.headline()
        for before, after, contacts in self.changes.head(_SHOWN).rows():
            yield f"  {contacts:>10,}  {before} → {after}"
        if (more := self.changes.height - _SHOWN) > 0:
            yield f"  and {more} smaller change(s)"
        yield NOTHING_RELEASED

    def _repr_html_(self) -> str:
        changed = int(self.changes["contacts"].sum())
        lines: list[Line] = [
            (
                Code(before),
                Code(after),
                contacts,
                Bar(contacts / changed, share(contacts, changed), _tone(before, after)),
            )
            for before, after, contacts in self.changes.head(_SHOWN).rows()
        ]
        more = self.changes.height - _SHOWN
        remarks = [f"{more} smaller change(s) are not shown."] if more > 0 else []
        return Display(
            self.headline(),
            sums=[self._sum("before"), self._sum("after")],
            remarks=[*remarks, NOTHING_RELEASED],
            tables=[Table("Who would change", _HEADS, lines)],
            next=["what_if.changes  # every change, as a frame"],
        ).html()

    def _sum(self, side: str) -> Sum:
        audience, kept = int(self.flows["contacts"].sum()), self.kept(side)
        parts = {"kept": kept, "removed": audience - kept}
        return Sum("audience", audience, parts, side)


def _tone(before: str, after: str) -> Tone:
    if KEPT not in {before, after}:
        return "quiet"
    return "good" if after == KEPT else "bad"


def what_if(
    decided: Decided, changes: Mapping[str, Any], without: str | None
) -> WhatIf:
    """Return who would change with other keys of the campaign, or without a rule.

    Args:
        decided: The decided audience.
        changes: See `changed_campaign`; the audience is decided anew with them.
        without: See `without_rule`.

    Raises:
        InputError: Both or neither are given, one of them cannot be used, or a file
            of the audience changed since it was screened.
    """
    if bool(changes) == (without is not None):
        raise InputError(_EITHER)
    if without is not None:
        return without_rule(decided, without)
    campaign = changed_campaign(decided.inputs.campaign, changes)
    decided.require_unchanged()
    inputs = replace(decided.inputs, campaign=campaign)
    other = decide(inputs, private_folder(), "streaming", lambda *_: None)
    return compare(decided, other, in_words(changes))


def compare(before: Decided, after: Decided, question: str) -> WhatIf:
    """Return what differs between two decisions of one audience."""
    states = [
        decided.decisions.select(state().alias(side))
        for side, decided in (("before", before), ("after", after))
    ]
    rows = pl.concat([before.decisions.select("row"), *states], how="horizontal")
    return WhatIf(question, rows)


def without_rule(decided: Decided, name: str) -> WhatIf:
    """Return what would change if a reason were never given.

    Contacts whose only reason it is would be kept, one for each key as ever: they have
    a ground, for who has none has a reason of permission too.

    Raises:
        InputError: There is no such reason, or it cannot be switched off.
    """
    reason = _rule(name)
    alias = decided.inputs.campaign.addresses.duplicates == "alias"
    key = pl.col("wide_key" if alias else "strict_key")
    others = pl.element().filter(~pl.element().is_in([name, Reason.DUPLICATE.value]))
    judged = pl.concat(
        [
            decided.decisions.select("row", "reasons", before=state()),
            decided.keyed.select(_key=key),
        ],
        how="horizontal",
    ).with_columns(_first=pl.col("reasons").list.eval(others).list.first())
    free = pl.col("_first").is_null()
    # A free row repeats when an earlier free row has its key; a null key repeats none.
    earliest = pl.col("row").filter(free).min().over("_key")
    repeats = free & pl.col("_key").is_not_null() & (pl.col("row") > earliest)
    if reason is Reason.DUPLICATE:
        repeats = pl.lit(value=False)
    after = (
        pl.when(repeats)
        .then(pl.lit(Reason.DUPLICATE.value))
        .otherwise(pl.col("_first").fill_null(KEPT))
    )
    rows = judged.select("row", "before", after=after)
    return WhatIf(f"the rule '{name}' switched off", rows)


def rules() -> list[str]:
    """Return the reasons that can be switched off, in precedence order.

    Those of permission are not among them: they say why no ground was found, and
    without one of them the next would (contract section 8).

    >>> "hard_bounced" in rules(), "unknown_origin" in rules()
    (True, False)
    """
    return [reason.value for reason in Reason if _why_not(reason) is None]


def _rule(name: str) -> Reason:
    """Return the reason that is called `name`, if it can be switched off."""
    codes = [reason.value for reason in Reason]
    if name not in codes:
        raise InputError(
            f"There is no reason '{name}'.{nearest(name, codes)} "
            f"Those that can be switched off are {listed(rules())}."
        )
    if why_not := _why_not(Reason(name)):
        raise InputError(f"'{name}' {why_not}")
    return Reason(name)


def _why_not(reason: Reason) -> str | None:
    if reason in _NO_ADDRESS:
        return f"cannot be switched off: such a contact {_NO_ADDRESS[reason]}."
    if REASONS[reason].kind is ReasonKind.PERMISSION:
        return (
            "says that no ground was found; switching it off gives nobody a ground. "
            "Ask about the policy instead, such as policy=strict."
        )
    return None
