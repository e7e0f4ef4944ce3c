"""The outcome of a screening, as a notebook or a program holds it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import polars as pl

from hygiene.campaign import Campaign
from hygiene.counterfactual import WhatIf, what_if
from hygiene.deciding import Decided
from hygiene.display.page import Display
from hygiene.explaining import Explanation, explain
from hygiene.measured import Metrics
from hygiene.outcome import flagged_rows, kept_rows, removed_rows
from hygiene.overview import overview
from hygiene.plots import Plots
from hygiene.summary import summarise
from hygiene.suppressing.near_missed import NearMisses
from hygiene.suppressing.near_misses import RARE, find_near_misses

if TYPE_CHECKING:
    from hygiene.explorer.view import Explorer
    from hygiene.gates.result import GateResult

Format = Literal["csv", "parquet"]


class Screening:
    """What became of an audience: kept, removed, and why.

    The decisions are computed once, when the screening is made. They lie in a
    temporary folder, and every frame reads them lazily from there; the folder goes
    when the process ends, or earlier with `close()` or a `with` block.
    """

    def __init__(self, decided: Decided) -> None:
        """Take over the work folder; use `hygiene.screen` instead."""
        self._decided = decided
        self._summary: dict[str, Any] | None = None
        self._overview: Display | None = None

    def close(self) -> None:
        """Delete the temporary folder; the frames cannot be read afterwards."""
        shutil.rmtree(self._decided.work, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return the screening, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the screening."""
        self.close()

    @property
    def campaign(self) -> Campaign:
        """The campaign that was decided for."""
        return self._decided.inputs.campaign

    @property
    def decisions(self) -> pl.LazyFrame:
        """One row an audience row, in order (contract section 9, `decisions`)."""
        return self._decided.decisions

    @property
    def kept(self) -> pl.LazyFrame:
        """The kept audience rows: columns, values and order exactly as given."""
        return kept_rows(self._decided)

    @property
    def removed(self) -> pl.LazyFrame:
        """The removed rows as given, plus `reason`, `reasons` and `explanation`."""
        return removed_rows(self._decided)

    def flagged(self) -> pl.DataFrame:
        """Return the rows whose address a person should look at, kept or removed.

        Columns: `row`, `contact_id`, `decision`, `flags` (see docs/decisions.md),
        `address` (its strict key) and `suggested_domain`, the popular domain that may
        have been meant. Nothing is corrected: that is for the person to say.
        """
        return flagged_rows(self._decided)

    def summary(self) -> dict[str, Any]:
        """Return counts, inputs, policies and versions, as `summary.json` has them."""
        if self._summary is None:
            self._summary = summarise(self._decided)
        return self._summary

    def write(self, folder: str | Path, *, format: Format | None = None) -> Path:  # noqa: A002
        """Write every file of contract section 9 to `folder`, all or nothing.

        Args:
            folder: A new or empty folder, or one that a screening wrote before.
            format: `csv` or `parquet`; by default the audience's own.

        Returns:
            The folder.

        Raises:
            GateError: The gate said no; only the gate's result and report are there.
            InputError: The folder holds something else, or the format cannot hold
                the audience.
        """
        # The gate and the report need heavy packages: loaded when a list is written.
        from hygiene.release import release

        return release(self._decided, self.summary(), Path(folder), format)

    def check(self) -> GateResult:
        """Return what the gate says: nobody unconsented, by other code (docs/gates.md).

        In a notebook the result shows itself as a table. `write` asks the gate too,
        and releases nothing when it says no.

        Raises:
            GateError: The gate itself is broken.
            InputError: `waivers.toml` beside the campaign cannot be used.
            MissingExtraError: The packages of the gate are not installed.
        """
        # The gate needs heavy packages: loaded when it is asked.
        from hygiene.release import check_screening

        return check_screening(self._decided, self.summary())

    def waterfall(self) -> pl.DataFrame:
        """Return `step`, `contacts`, `left`: from the audience to the kept contacts."""
        return self.metrics.waterfall()

    @property
    def metrics(self) -> Metrics:
        """The tables behind the pictures, by the same names and of counts alone."""
        return Metrics(self._decided)

    @property
    def plot(self) -> Plots:
        """The pictures: `screening.plot.waterfall()` and the like (docs/gallery.md).

        Each one draws the table that `screening.metrics` returns under its name.
        """
        return Plots(self.metrics, self.explain)

    def what_if(self, *, without: str | None = None, **changes: Any) -> WhatIf:
        """Return who would change, were the campaign or a rule different.

        Nothing can be released of it.

        Args:
            without: A reason that would not count, such as `processor_only`.
            changes: Keys of the campaign and other values: `policy="strict"`;
                `addresses={"role": "ignore"}`.

        Raises:
            InputError: Both or neither are given, or one of them cannot be used.
        """
        return what_if(self._decided, changes, without)

    def explain(self, contact: str) -> Explanation:
        """Return why a contact is kept or removed, with the records behind it.

        Args:
            contact: The address, or the contact id.

        Raises:
            InputError: The audience has no such contact.
        """
        return explain(self._decided, contact)

    def explore(self) -> Explorer:
        """Return an explorer: by reason, source and period, in a notebook.

        End a cell with it. Counts, a picture and masked rows follow what is chosen; a
        contact can be looked up, and the chosen contacts exported (docs/display.md).

        Raises:
            InputError: A file of the audience changed since it was screened.
            MissingExtraError: ipywidgets is not installed.
        """
        from hygiene.explorer.view import explore

        return explore(self._decided, self.explain)

    def near_misses(self, *, rare: int = RARE) -> NearMisses:
        """Return the kept contacts whom a looser reading of a suppression would catch.

        Such as an address one character away from a suppressed one, or a digest of
        the address in another spelling. They are for a person to look at; nobody is
        removed (docs/suppressions.md says what is looked for, and what is not).

        Args:
            rare: How many contacts of the audience a domain has at most for which
                addresses that differ in one character are compared.
        """
        return find_near_misses(self._decided, rare=rare)

    def __repr__(self) -> str:
        """Return the headline numbers, the reasons and the grounds."""
        return self._display().text()

    def _repr_html_(self) -> str:
        return self._display().html()

    def _display(self) -> Display:
        if self._overview is None:
            self._overview = overview(self._decided, self.summary())
        return self._overview
