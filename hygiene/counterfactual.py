"""Counterfactuals: who would change, if a key of the campaign or a rule were different.

A counterfactual is for looking at. It holds no list, and nothing can be released of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene.campaign import BY_COUNTRY, Addresses, Campaign
from hygiene.deciding import Decided, decide
from hygiene.display.cells import Bar, Code, Line, Tone
from hygiene.display.page import Display, Sum, Table
from hygiene.errors import InputError, listed, nearest
from hygiene.folders import private_folder
from hygiene.metrics.flow import KEPT, count_flows, state
from hygiene.text import share
from hygiene.vocabulary import Reason

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NEVER_OFF = {
    Reason.ADDRESS_MISSING: "has no address to write to",
    Reason.ADDRESS_INVALID: "has no address that can be written to",
}
NOTHING_RELEASED = "Nothing was released: this is a question, not a decision."
_HEADS = ("Before", "After", "Contacts", "Of those who would change")
_SHOWN = 12
# The tables were read in the campaign's zone, and the sections are changed by key.
_FIXED = {"id", "folder", "addresses", "timezone"}


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


def changed_campaign(campaign: Campaign, changes: Mapping[str, Any]) -> Campaign:
    """Return the campaign with some of its keys changed.

    Args:
        campaign: The campaign.
        changes: Key to value, as in a campaign file; `addresses.role` and the like
            name a key of a section.

    Raises:
        InputError: A key is unknown, or a value cannot be used.

    >>> campaign = Campaign("n", "c", "email", "p", "2026-11-24T09:00Z", "UTC", "uk")
    >>> changed_campaign(campaign, {"addresses.role": "ignore"}).addresses.role
    'ignore'
    """
    known = {field.name for field in fields(Campaign)} - _FIXED
    parts = {f"addresses.{field.name}" for field in fields(Addresses)}
    plain: dict[str, Any] = {}
    addresses: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "addresses" and isinstance(value, Mapping):
            addresses |= value
        elif name in parts:
            addresses[name.partition(".")[2]] = value
        elif name in known:
            plain[name] = value
        else:
            names = sorted(known | parts)
            raise InputError(
                f"'{name}' is no key that can be changed.{nearest(name, names)} "
                f"The keys are {listed(names)}."
            )
    if plain.get("policy", BY_COUNTRY) != BY_COUNTRY:
        plain.setdefault("policy_by_country", None)
    if addresses:
        plain["addresses"] = {**asdict(campaign.addresses), **addresses}
    return replace(campaign, **plain)


def what_if(
    decided: Decided, changes: Mapping[str, Any], without: str | None
) -> WhatIf:
    """Return who would change with other keys of the campaign, or without a rule.

    Args:
        decided: The decided audience.
        changes: See `changed_campaign`; the audience is decided anew with them.
        without: See `without_rule`.

    Raises:
        InputError: Both or neither are given, or one of them cannot be used.
    """
    if bool(changes) == (without is not None):
        raise InputError("Ask about keys of the campaign, or about one rule.")
    if without is not None:
        return without_rule(decided, without)
    campaign = changed_campaign(decided.inputs.campaign, changes)
    inputs = replace(decided.inputs, campaign=campaign)
    other = decide(inputs, private_folder(), "streaming", lambda *_: None)
    said = ", ".join(f"{name} = {_said(value)}" for name, value in changes.items())
    return compare(decided, other, said)


def _said(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


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

    Contacts whose only reason it is would be kept, one for each key as ever.

    Raises:
        InputError: There is no such reason, or nobody can be written to without it.
    """
    codes = [reason.value for reason in Reason]
    if name not in codes:
        raise InputError(f"There is no reason '{name}'.{nearest(name, codes)}")
    reason = Reason(name)
    if reason in _NEVER_OFF:
        raise InputError(
            f"'{name}' cannot be switched off: such a contact {_NEVER_OFF[reason]}."
        )
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

    >>> "processor_only" in rules(), "address_missing" in rules()
    (True, False)
    """
    return [reason.value for reason in Reason if reason not in _NEVER_OFF]
