"""The metrics of one screening, by the names that its pictures have."""

from __future__ import annotations

import polars as pl

from hygiene.deciding import Decided
from hygiene.errors import InputError, nearest
from hygiene.explaining import explain
from hygiene.metrics.flow import flow
from hygiene.metrics.freshness import suppression_freshness
from hygiene.metrics.overlap import reason_overlaps
from hygiene.metrics.permission import consent_ages, dealings_by_merchant
from hygiene.metrics.places import reasons_by
from hygiene.metrics.removals import removals_by_reason, waterfall
from hygiene.metrics.trends import opt_ins_and_opt_outs
from hygiene.text import stripped


class Metrics:
    """The tables behind the pictures of one screening.

    `screening.plot.x(...)` draws the table that `screening.metrics.x(...)` returns, so
    that every number of a picture stands in a table. None of them names a contact.
    """

    def __init__(self, decided: Decided) -> None:
        """Take what was decided; use `screening.metrics` instead."""
        self._decided = decided

    def timeline(self, contact: str) -> pl.DataFrame:
        """Return what is on record about one contact, and the moment of decision.

        Raises:
            InputError: The audience has no such contact.
        """
        return explain(self._decided, contact).timeline

    def waterfall(self) -> pl.DataFrame:
        """Return `step`, `contacts`, `left`: from the audience to the kept contacts."""
        return waterfall(self._decided.decisions)

    def reasons(self) -> pl.DataFrame:
        """Return `reason`, `contacts`, `also`: counts as the first, and as any."""
        return removals_by_reason(self._decided.decisions)

    def overlap(self) -> pl.DataFrame:
        """Return `reasons`, `contacts`: the sets of reasons that contacts have."""
        return reason_overlaps(self._decided.decisions)

    def by(self, column: str) -> pl.DataFrame:
        """Return `label`, `reason`, `contacts`: what becomes of each value of a column.

        Raises:
            InputError: The audience has no such column.
        """
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
        return reasons_by(decided.decisions, labels)

    def merchants(self) -> pl.DataFrame:
        """Return `merchant`, `month`, `contacts`: who is known by dealings alone."""
        decided = self._decided
        return dealings_by_merchant(
            decided.decisions,
            decided.keyed,
            decided.staged["relationships"].frame,
            decided.inputs.campaign,
        )

    def consent_ages(self) -> pl.DataFrame:
        """Return `months`, `kept`, `removed`, `limit`: how old consents are."""
        decided = self._decided
        return consent_ages(
            decided.decisions,
            decided.keyed,
            decided.staged["consents"].frame,
            decided.inputs.campaign,
        )

    def opt_ins_and_opt_outs(self) -> pl.DataFrame:
        """Return `month`, `opt_ins`, `opt_outs`: what people said in each month."""
        staged = self._decided.staged
        return opt_ins_and_opt_outs(
            staged["consents"].frame,
            staged["suppressions"].frame,
            self._decided.inputs.campaign.timezone,
        )

    def freshness(self) -> pl.DataFrame:
        """Return how old each suppression list is: `list`, `age_days` and others."""
        decided = self._decided
        return suppression_freshness(decided.inputs, decided.staged["suppressions"])

    def flow(self, before: pl.LazyFrame, *, by: str = "contact_id") -> pl.DataFrame:
        """Return `before`, `after`, `contacts`: who moved since an earlier screening.

        Args:
            before: Its decisions: `earlier.decisions`, or
                `pl.scan_parquet("last_quarter/decisions.parquet")`.
            by: What names a person in both: `contact_id`, or `row` when both screened
                one audience.
        """
        return flow(before, self._decided.decisions, by=by)
