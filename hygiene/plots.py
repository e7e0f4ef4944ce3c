"""Plots: every picture of a screening, by name, from its own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hygiene import metrics
from hygiene.deciding import Decided
from hygiene.errors import InputError, nearest
from hygiene.explaining import explain
from hygiene.text import stripped
from hygiene.vocabulary import GroundKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DAYS_A_MONTH = 30.4375


class Plots:
    """The pictures of one screening. Each method takes `ax`: where to draw.

    Without one, the axes are of their own: end a notebook cell with the call, and the
    picture is shown. Each needs Matplotlib and raises MissingExtraError without it.
    """

    def __init__(self, decided: Decided) -> None:
        """Take what was decided; use `screening.plot` instead."""
        self._decided = decided

    def waterfall(self, *, ax: Axes | None = None) -> Axes:
        """Draw what each reason takes away, from the audience to the kept contacts."""
        from hygiene.charts.removals import plot_waterfall

        return plot_waterfall(metrics.waterfall(self._decided.decisions), ax=ax)

    def reasons(self, *, ax: Axes | None = None) -> Axes:
        """Draw the reasons, those of most contacts on top."""
        from hygiene.charts.removals import plot_removals_by_reason

        counts = metrics.removals_by_reason(self._decided.decisions)
        return plot_removals_by_reason(counts, ax=ax)

    def overlap(self, *, ax: Axes | None = None) -> Axes:
        """Draw which reasons hold for the same contacts."""
        from hygiene.charts.overlap import plot_reason_overlaps

        overlaps = metrics.reason_overlaps(self._decided.decisions)
        return plot_reason_overlaps(overlaps, ax=ax)

    def by(self, column: str, *, ax: Axes | None = None) -> Axes:
        """Draw what becomes of each value of a column, such as `country` or `source`.

        Raises:
            InputError: The audience has no such column.
        """
        from hygiene.charts.heat import plot_reasons_by

        decided = self._decided
        name = decided.inputs.audience.columns.get(column, column)
        names = decided.audience.collect_schema().names()
        if name not in names:
            raise InputError(
                f"The audience has no column '{column}'.{nearest(column, names)}"
            )
        labels = decided.audience.select(name)
        if column == "country":
            labels = labels.select(stripped(pl.col(name)).str.to_uppercase())
        counts = metrics.reasons_by(decided.decisions, labels)
        return plot_reasons_by(counts, column, ax=ax)

    def merchants(self, *, ax: Axes | None = None) -> Axes:
        """Draw who is known by dealings alone, by merchant and month."""
        from hygiene.charts.heat import plot_dealings_by_merchant

        decided = self._decided
        counts = metrics.dealings_by_merchant(
            decided.decisions,
            decided.keyed,
            decided.staged["relationships"].frame,
            decided.inputs.campaign,
        )
        return plot_dealings_by_merchant(counts, ax=ax)

    def consent_ages(self, *, ax: Axes | None = None) -> Axes:
        """Draw how old consents are, and how old the policy lets them be."""
        from hygiene.charts.trends import plot_consent_ages

        decided = self._decided
        ages = metrics.consent_ages(
            decided.decisions,
            decided.keyed,
            decided.staged["consents"].frame,
            decided.inputs.campaign,
        )
        return plot_consent_ages(ages, _limit(decided), ax=ax)

    def timeline(self, contact: str, *, ax: Axes | None = None) -> Axes:
        """Draw what is on record about one contact, and the moment of decision.

        Args:
            contact: The address, or the contact id; it is masked on the picture.
            ax: Where to draw.

        Raises:
            InputError: The audience has no such contact.
        """
        return explain(self._decided, contact).plot(ax=ax)

    def opt_ins_and_opt_outs(self, *, ax: Axes | None = None) -> Axes:
        """Draw what people said in each month: yes above the line, no below it."""
        from hygiene.charts.trends import plot_opt_ins_and_opt_outs

        staged = self._decided.staged
        months = metrics.opt_ins_and_opt_outs(
            staged["consents"].frame,
            staged["suppressions"].frame,
            self._decided.inputs.campaign.timezone,
        )
        return plot_opt_ins_and_opt_outs(months, ax=ax)


def _limit(decided: Decided) -> int | None:
    """Return the longest age in months that every policy of the campaign allows."""
    campaign = decided.inputs.campaign
    ages = [
        ground.max_age
        for policy in campaign.policies.values()
        for ground in policy.grounds
        if ground.kind == GroundKind.CONSENT and ground.max_age is not None
    ]
    oldest = [age.before(campaign.as_of, campaign.timezone) for age in ages]
    if not oldest:
        return None
    return round((campaign.as_of - max(oldest)).days / _DAYS_A_MONTH)
