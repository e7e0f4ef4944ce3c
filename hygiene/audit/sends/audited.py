"""The outcome of an audit of sends, as a notebook or a program holds it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from hygiene.audit.sends.figures import Found, summarise_sends
from hygiene.audit.sends.incident import incident_of, incident_page
from hygiene.audit.sends.shown import shown
from hygiene.errors import InputError
from hygiene.folders import REJECTS, Maker, new_folder, write_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FILES = {"sends.parquet", "audit.json", "incident.json", "incident.html", REJECTS}

AUDIT = Maker("an audit of sends", "--out", lambda path: path.name in _FILES)


class AuditedSends:
    """What became of every past send; see docs/past_sends.md.

    Everything is computed once, when it is made, and lies in a temporary folder that
    goes when the process ends, or earlier with `close()` or a `with` block.
    """

    def __init__(self, found: Found) -> None:
        """Take over the work folder; use `hygiene.audit.audit_sends` instead."""
        self._made = found
        self._summary: dict[str, Any] | None = None

    def close(self) -> None:
        """Delete the temporary folder; nothing can be read of it afterwards."""
        shutil.rmtree(self._made.work, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return the audit, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the audit."""
        self.close()

    @property
    def _found(self) -> Found:
        if not self._made.work.is_dir():
            raise InputError("The audit is closed. Audit again, or keep it open.")
        return self._made

    @property
    def sends(self) -> pl.LazyFrame:
        """One row an audited send, in the order of the log: ids and codes alone."""
        return self._found.classed.drop("who")

    @property
    def failures(self) -> int:
        """How many sends should not have been sent."""
        return int(self.summary()["failures"]["sends"])

    def summary(self) -> dict[str, Any]:
        """Return counts, inputs, policies and versions, as `audit.json` has them."""
        if self._summary is None:
            self._summary = summarise_sends(self._found)
        return self._summary

    def incident(self) -> dict[str, Any]:
        """Return the incident sheet as `incident.json` has it."""
        return incident_of(self._found)

    @property
    def metrics(self) -> SendMetrics:
        """The tables behind the pictures, by the same names."""
        return SendMetrics(self._found)

    @property
    def plot(self) -> SendPlots:
        """The pictures; each draws the table that `metrics` has under its name."""
        return SendPlots(self.metrics)

    def write(self, folder: str | Path) -> Path:
        """Write the sends, the figures and the incident sheet, all or nothing.

        Args:
            folder: A new or empty folder, or one that an audit wrote before.

        Raises:
            InputError: The folder holds something else, or a file that was read.
        """
        incident, target = self.incident(), Path(folder)
        self._found.inputs.check_apart(target)
        with new_folder(target, AUDIT) as made:
            self.sends.sink_parquet(made / "sends.parquet")
            write_json(made / "audit.json", self.summary())
            write_json(made / "incident.json", incident)
            page = incident_page(incident)
            (made / "incident.html").write_text(page, encoding="utf-8")
        return target

    def __repr__(self) -> str:
        """Return the numbers, the classes and the reasons."""
        return shown(self.summary()).text()

    def _repr_html_(self) -> str:
        return shown(self.summary()).html()


class SendMetrics:
    """The tables behind the pictures of one audit of sends."""

    def __init__(self, found: Found) -> None:
        """Take what was found; use `audited.metrics`."""
        self._found = found

    def sends_by_week(self) -> pl.DataFrame:
        """Return `week`, `class`, `sends`: the classes by week."""
        return self._found.sends_by_week()

    def propagation_lag(self) -> pl.DataFrame:
        """Return how long opt-outs took to be known, and to stop the messages.

        Columns: `measure`, `within`, `opt_outs`, and of each measure `median`, `p90`,
        `p99` and `longest`, in hours.
        """
        return self._found.propagation_lag()


class SendPlots:
    """The pictures of one audit of sends. Each takes `ax`: where to draw.

    Each needs Matplotlib and raises MissingExtraError without it.
    """

    def __init__(self, metrics: SendMetrics) -> None:
        """Take the tables; use `audited.plot`."""
        self._metrics = metrics

    def sends_by_week(self, *, ax: Axes | None = None) -> Axes:
        """Draw the classes of the sends by week."""
        from hygiene.charts.sends import plot_sends_by_week

        return plot_sends_by_week(self._metrics.sends_by_week(), ax=ax)

    def propagation_lag(self, *, ax: Axes | None = None) -> Axes:
        """Draw how long opt-outs took to be known, and to stop the messages."""
        from hygiene.charts.sends import plot_propagation_lag

        return plot_propagation_lag(self._metrics.propagation_lag(), ax=ax)
