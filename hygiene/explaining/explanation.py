"""Explaining one contact: the decision, rule by rule, in words and as tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene import metrics
from hygiene.campaign import Campaign
from hygiene.deciding import Decided
from hygiene.display.page import Display
from hygiene.explaining.display import display_of
from hygiene.explaining.dossier import open_dossier
from hygiene.explaining.effects import record_list
from hygiene.explaining.findings import find
from hygiene.explaining.near import near_misses_of
from hygiene.explaining.remedies import as_frame, remedies_for
from hygiene.explaining.rules import rules_tried
from hygiene.explaining.telling import told
from hygiene.keys.domains import domain_of
from hygiene.keys.lookalikes import meant_domain
from hygiene.masking import mask, without_addresses

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Explanation:
    """Why a contact is kept or removed, and what alone would change that.

    A notebook shows it as tables, a terminal as text. No address is in it but masked.

    Attributes:
        contact: The contact as asked for, masked.
        campaign: The campaign that was decided for.
        decisions: One row an audience row of the contact (contract section 9).
        records: The records held about it, oldest first: `table`, `id`, `at` and
            `until` (UTC; they differ where only the day is known), `ends`, `what`,
            their scope `channel`, `purpose`, `controller`, and what each one does:
            `effect` (a code) and `why` (in words).
        rules: Every rule in the order in which it is tried: `row`, `rule`, `kind`,
            `outcome`, the `records` behind it, `meaning`, `citation`, `lesson`.
        remedies: What would make a removed row mailable: `row`, `way` (`alone`,
            `together` or `none`), `kind`, `said`, `citation`, `records`, `after`, `at`.
        slips: The popular domain that each row may have meant, by row.
    """

    contact: str
    campaign: Campaign
    decisions: pl.DataFrame
    records: pl.DataFrame
    rules: pl.DataFrame
    remedies: pl.DataFrame
    slips: dict[int, str | None]
    _near: Callable[[], pl.DataFrame]

    @cached_property
    def text(self) -> str:
        """The decision in words."""
        return "\n".join(told(self))

    @cached_property
    def near_misses(self) -> pl.DataFrame:
        """What nearly was otherwise: `row`, `of`, `table`, `record`, `why`.

        `of` is `ground` for a record that nearly proves one, where none is proven, and
        `suppression` for one that a looser reading would hold against a kept contact.
        All suppressions are looked through when it is asked for the first time, which
        takes a while where they are many; the screening must still be open.
        """
        return self._near()

    @cached_property
    def timeline(self) -> pl.DataFrame:
        """What is on record, as `explanation.plot()` draws it (`metrics.timeline`)."""
        return metrics.timeline(self.records, self.campaign)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the timeline: what was said and done, and the moment of decision.

        Args:
            ax: Where to draw; by default on axes of its own.

        Raises:
            MissingExtraError: Matplotlib is not installed.
        """
        from hygiene.charts.timeline import plot_timeline

        title = f"{self.contact}: {self.outcome}"
        return plot_timeline(self.timeline, ax=ax, title=title)

    @property
    def outcome(self) -> str:
        """What became of the first row of the contact, in a few words."""
        first = self.decisions.row(0, named=True)
        if first["reason"] is None:
            return f"kept on the ground '{first['basis']}'"
        return f"removed as {first['reason']}"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; times are UTC, ISO 8601."""
        campaign = self.campaign
        return {
            "contact": self.contact,
            "campaign": campaign.id,
            "as_of": campaign.as_of.isoformat(),
            "known_at": campaign.known.isoformat(),
            "decisions": _plain(self.decisions.drop("contact_id")),
            "rules": _plain(self.rules),
            "remedies": _plain(self.remedies),
            "records": _plain(self.records),
            "near_misses": _plain(self.near_misses),
            "text": self.text,
        }

    def __str__(self) -> str:
        """Return the decision in words."""
        return self.text

    __repr__ = __str__

    def display(self) -> Display:
        """Return what a notebook shows of it."""
        return display_of(self)

    def _repr_html_(self) -> str:
        return self.display().html()


def explain(decided: Decided, contact: str) -> Explanation:
    """Return why `contact` is kept or removed.

    Args:
        decided: A decided audience.
        contact: The address, in any spelling that the campaign's channel reads as
            one of the audience, or the contact id.

    Raises:
        InputError: The audience has no such contact.
    """
    dossier = open_dossier(decided, contact)
    findings = find(dossier)
    numbers = dossier.rows["row"].to_list()
    mine = pl.col("row").is_in(numbers)
    decisions = decided.decisions.filter(mine).sort("row").collect()
    records = record_list(dossier, findings)
    meant = dossier.rows.select("row", meant_domain(domain_of(pl.col("strict_key"))))
    return Explanation(
        contact=mask(contact),
        campaign=decided.inputs.campaign,
        decisions=decisions,
        records=records,
        rules=rules_tried(dossier, findings, decisions),
        remedies=as_frame(remedies_for(dossier, findings, decisions)),
        slips=dict(meant.iter_rows()),
        _near=partial(near_misses_of, decided, findings, decisions),
    )


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows as plain values; an id that looks like an address is withheld."""
    times = pl.col(pl.Datetime("us", "UTC")).dt.to_string("iso:strict")
    rows = frame.with_columns(times).iter_rows(named=True)
    return [{name: _withheld(value) for name, value in row.items()} for row in rows]


def _withheld(value: Any) -> Any:
    if isinstance(value, list):
        return [_withheld(one) for one in value]
    return without_addresses(value) if isinstance(value, str) else value
