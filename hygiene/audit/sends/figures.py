"""Figures: counts of audited sends, as `audit.json` has them. They add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit.sends.deadlines import calendar_version, periods
from hygiene.audit.sends.selecting import AUDITED, LEFT_OUT, Selection
from hygiene.inputs import Inputs
from hygiene.metrics.sends import propagation_lag, sends_by_week
from hygiene.send_classes import SendClass
from hygiene.sources.staging import Staged
from hygiene.summary import campaign_facts, evidence_inputs, policies_of, versions

FAILURES = [code.value for code in SendClass if code.is_failure]
"""The classes of sends that should not have been sent."""

_LAG = ("median", "p90", "p99", "longest")


@dataclass(frozen=True, slots=True)
class Found:
    """What an audit of sends found, in files of its work folder.

    Attributes:
        inputs: What was read.
        selection: Which sends were asked about.
        staged: The evidence tables as they were read.
        counts: How many sends of the log are audited, and how many left out, by why.
        classed: One row a send, with `who` (a number) and `merchant`.
        opt_outs: Every opt-out in scope, with its times.
        work: The folder that these files lie in.
    """

    inputs: Inputs
    selection: Selection
    staged: Mapping[str, Staged]
    counts: Mapping[str, int]
    classed: pl.LazyFrame
    opt_outs: pl.LazyFrame
    work: Path

    @property
    def failed(self) -> pl.LazyFrame:
        """The sends that should not have been sent."""
        return self.classed.filter(pl.col("class").is_in(FAILURES))

    def propagation_lag(self) -> pl.DataFrame:
        """Return how long opt-outs took: see `hygiene.metrics.sends`."""
        return propagation_lag(self.opt_outs)

    def sends_by_week(self) -> pl.DataFrame:
        """Return the classes by week: see `hygiene.metrics.sends`."""
        return sends_by_week(self.classed, self.inputs.campaign.timezone)


def summarise_sends(found: Found) -> dict[str, Any]:
    """Return the content of `audit.json`: counts, codes and names of files alone.

    Raises:
        AssertionError: The classes do not add up to the audited sends.
    """
    selection = found.selection
    by_class = _by_class(found)
    total = sum(by_class[code]["sends"] for code in by_class)
    if total != found.counts[AUDITED]:
        raise AssertionError("the classes do not add up to the audited sends")
    return {
        "campaign": campaign_facts(found.inputs.campaign),
        "known_at": selection.known_at.isoformat(),
        "chosen": {
            "campaigns": [*selection.campaigns],
            "since": selection.since and selection.since.isoformat(),
            "until": selection.until and selection.until.isoformat(),
        },
        "sends": {"log": sum(found.counts.values()), **found.counts},
        "left_out": dict(LEFT_OUT),
        "failures": total_of(found.failed),
        "by_class": by_class,
        "by_reason": _by(
            found.classed.filter(pl.col("reason").is_not_null()), "reason"
        ),
        "by_source": _by(found.classed, "source"),
        "by_merchant": _by(
            found.failed.filter(pl.col("merchant").is_not_null()),
            "merchant",
            classes=False,
        ),
        "propagation_lag_hours": _lags(found.propagation_lag()),
        "deadlines": {code: period.citation for code, period in periods().items()},
        "inputs": [*evidence_inputs(found.inputs, found.staged)],
        "policies": policies_of(found.inputs.campaign),
        "versions": {**versions(), "holidays": calendar_version()},
    }


def total_of(sends: pl.LazyFrame) -> dict[str, int]:
    """Return how many sends there are, and to how many people."""
    counted = sends.select(sends=pl.len(), people=pl.col("who").n_unique()).collect()
    return {name: int(value) for name, value in counted.row(0, named=True).items()}


def by_group(sends: pl.LazyFrame, column: str) -> list[dict[str, Any]]:
    """Return the groups of a column with their sends and people, the largest first."""
    return (
        sends.group_by(column)
        .agg(
            sends=pl.len().cast(pl.Int64),
            people=pl.col("who").n_unique().cast(pl.Int64),
        )
        .sort("sends", column, descending=[True, False], nulls_last=True)
        .collect()
        .to_dicts()
    )


def _by_class(found: Found) -> dict[str, dict[str, int]]:
    groups = {row.pop("class"): row for row in by_group(found.classed, "class")}
    none = {"sends": 0, "people": 0}
    return {code.value: groups.get(code.value, none) for code in SendClass}


def _by(
    sends: pl.LazyFrame, column: str, *, classes: bool = True
) -> list[dict[str, Any]]:
    """Return the groups of a column, each with its classes."""
    groups = by_group(sends, column)
    if not classes:
        return groups
    parts = sends.group_by(column, "class").agg(pl.len().cast(pl.Int64)).collect()
    by_class: dict[Any, dict[str, int]] = {}
    for name, code, count in parts.sort("class").rows():
        by_class.setdefault(name, {})[code] = count
    return [{**group, "classes": by_class[group[column]]} for group in groups]


def _lags(lags: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return of each lag how many opt-outs have it, and its quantiles in hours."""
    figures = lags.group_by("measure", maintain_order=True).agg(
        pl.col("opt_outs").sum(), *(pl.col(name).first().round(2) for name in _LAG)
    )
    return {row.pop("measure"): row for row in figures.to_dicts()}
