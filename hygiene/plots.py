"""Plots: every picture of a screening, by name, from its own tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from hygiene.explaining import Explanation
from hygiene.measured import Metrics

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Plots:
    """The pictures of one screening. Each method takes `ax`: where to draw.

    Without one, the axes are of their own: end a notebook cell with the call, and the
    picture is shown. The numbers of `screening.plot.x(...)` stand in the table that
    `screening.metrics.x(...)` returns. Each needs Matplotlib and raises
    MissingExtraError without it.
    """

    def __init__(self, metrics: Metrics, explain: Callable[[str], Explanation]) -> None:
        """Take the tables, and what explains a contact; use `screening.plot`."""
        self._metrics, self._explain = metrics, explain

    def waterfall(self, *, ax: Axes | None = None) -> Axes:
        """Draw what each reason takes away, from the audience to the kept contacts."""
        from hygiene.charts.removals import plot_waterfall

        return plot_waterfall(self._metrics.waterfall(), ax=ax)

    def reasons(self, *, ax: Axes | None = None) -> Axes:
        """Draw the reasons, those of most contacts on top."""
        from hygiene.charts.removals import plot_removals_by_reason

        return plot_removals_by_reason(self._metrics.reasons(), ax=ax)

    def overlap(self, *, ax: Axes | None = None) -> Axes:
        """Draw which reasons hold for the same contacts."""
        from hygiene.charts.overlap import plot_reason_overlaps

        return plot_reason_overlaps(self._metrics.overlap(), ax=ax)

    def by(self, column: str, *, ax: Axes | None = None) -> Axes:
        """Draw what becomes of each value of a column, such as `country` or `source`.

        Raises:
            InputError: The audience has no such column.
        """
        from hygiene.charts.heat import plot_reasons_by

        return plot_reasons_by(self._metrics.by(column), column, ax=ax)

    def merchants(self, *, ax: Axes | None = None) -> Axes:
        """Draw who is known by dealings alone, by merchant and month."""
        from hygiene.charts.heat import plot_dealings_by_merchant

        return plot_dealings_by_merchant(self._metrics.merchants(), ax=ax)

    def consent_ages(self, *, ax: Axes | None = None) -> Axes:
        """Draw how old consents are, and how old the policy lets them be."""
        from hygiene.charts.trends import plot_consent_ages

        return plot_consent_ages(self._metrics.consent_ages(), ax=ax)

    def timeline(self, contact: str, *, ax: Axes | None = None) -> Axes:
        """Draw what is on record about one contact, and the moment of decision.

        Args:
            contact: The address, or the contact id; it is masked on the picture.
            ax: Where to draw.

        Raises:
            InputError: The audience has no such contact.
        """
        return self._explain(contact).plot(ax=ax)

    def opt_ins_and_opt_outs(self, *, ax: Axes | None = None) -> Axes:
        """Draw what people said in each month: yes above the line, no below it."""
        from hygiene.charts.trends import plot_opt_ins_and_opt_outs

        return plot_opt_ins_and_opt_outs(self._metrics.opt_ins_and_opt_outs(), ax=ax)

    def freshness(self, *, ax: Axes | None = None) -> Axes:
        """Draw how old each suppression list is, against what the campaign allows."""
        from hygiene.charts.freshness import plot_freshness

        return plot_freshness(self._metrics.freshness(), ax=ax)

    def flow(
        self,
        before: pl.LazyFrame,
        *,
        by: str = "contact_id",
        ax: Axes | None = None,
    ) -> Axes:
        """Draw who moved between which states since an earlier screening.

        Args:
            before: Its decisions, such as `earlier.decisions`.
            by: What names a person in both; `row` when both screened one audience.
            ax: Where to draw.
        """
        from hygiene.charts.flow import plot_flow

        return plot_flow(self._metrics.flow(before, by=by), ax=ax)
