"""The summary: what a screening was given and what came of it, in counts."""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import polars as pl

from hygiene import metrics
from hygiene.campaign import Campaign
from hygiene.deciding import Decided
from hygiene.inputs import Inputs
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.staging import Staged

DISTRIBUTION = "audience-hygiene"
_LIBRARIES = (
    "polars",
    "disposable-email-domains",
    "email-validator",
    "idna",
    "phonenumbers",
    "tzdata",
)


def toolkit_version() -> str:
    """Return the version of the toolkit, or `unknown` outside an installation.

    >>> toolkit_version() != ""
    True
    """
    return _version(DISTRIBUTION)


def summarise(decided: Decided) -> dict[str, Any]:
    """Return the content of `summary.json` (contract section 9).

    Counts and labels only; the same inputs give the same summary.

    Raises:
        InputError: A file of the audience changed since it was screened.
        AssertionError: Kept and removed do not add up to the audience, which would
            be a bug in the toolkit.
    """
    decided.require_unchanged()
    campaign = decided.inputs.campaign
    counts = _counts(decided)
    return {
        "campaign": campaign_facts(campaign),
        "as_of": campaign.as_of.isoformat(),
        "known_at": campaign.known.isoformat(),
        "counts": counts,
        "inputs": [*_inputs(decided)],
        "policies": policies_of(campaign),
        "versions": versions(),
    }


def campaign_facts(campaign: Campaign) -> dict[str, str]:
    """Return what a result says of its campaign."""
    names = ("id", "controller", "channel", "purpose", "message", "timezone")
    return {name: getattr(campaign, name) for name in names}


def policies_of(campaign: Campaign) -> list[dict[str, str]]:
    """Return the policy of each country, with its version and digest."""
    return [
        {
            "country": country,
            "name": policy.name,
            "version": policy.version,
            "digest": policy.digest,
        }
        for country, policy in campaign.policies.items()
    ]


def versions() -> dict[str, str]:
    """Return the versions that a decision depends on.

    >>> sorted(versions())[:2]
    ['audience-hygiene', 'email-validator']
    """
    return {
        DISTRIBUTION: toolkit_version(),
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
        **{name: _version(name) for name in _LIBRARIES},
    }


def _counts(decided: Decided) -> dict[str, Any]:
    decisions = decided.decisions
    total = metrics.totals(decisions).row(0, named=True)
    reasons = metrics.removals_by_reason(decisions)
    bases = metrics.kept_by_basis(decisions)
    sources = metrics.by_source(decisions, source_column(decided))
    if total["kept"] + total["removed"] != total["audience"]:
        raise AssertionError("kept + removed is not the audience")
    return {
        **total,
        "by_reason": {
            row["reason"]: row["contacts"]
            for row in reasons.iter_rows(named=True)
            if row["contacts"]
        },
        "by_any_reason": dict(zip(reasons["reason"], reasons["also"], strict=True)),
        "by_basis": dict(zip(bases["basis"], bases["contacts"], strict=True)),
        "by_source": [*sources.iter_rows(named=True)],
    }


def source_column(decided: Decided) -> pl.LazyFrame | None:
    """Return the audience's `source` column, or None when it has none."""
    entry = decided.inputs.audience
    if "source" in entry.constants:
        constant = pl.lit(str(entry.constants["source"]))
        return decided.decisions.with_columns(source=constant).select("source")
    name = entry.columns.get("source", "source")
    if name not in decided.audience.collect_schema():
        return None
    return decided.audience.select(pl.col(name).cast(pl.String).alias("source"))


def _inputs(decided: Decided) -> Iterator[dict[str, Any]]:
    audience = decided.inputs.audience
    height = decided.decisions.select(pl.len()).collect().item()
    for source in audience.sources:
        rows = height if len(audience.sources) == 1 else _height(source.frame)
        yield _input(audience, source, rows)
    yield from evidence_inputs(decided.inputs, decided.staged)


def evidence_inputs(
    inputs: Inputs, tables: Mapping[str, Staged]
) -> Iterator[dict[str, Any]]:
    """Yield what a result says of each file of evidence, and of rows left out."""
    for table, entries in inputs.evidence.items():
        staged = tables[table]
        sources = [(entry, source) for entry in entries for source in entry.sources]
        for (entry, source), rows in zip(sources, staged.rows, strict=True):
            yield _input(entry, source, rows)
        if staged.dropped or _unreadable(staged):
            yield {
                "table": table,
                "rows_dropped": staged.dropped,
                "unreadable_addresses": _unreadable(staged),
            }


def _input(entry: Entry, source: Source, rows: int) -> dict[str, Any]:
    said = {"table": entry.table, "file": source.label, "sha256": source.sha256()}
    notes = {"notes": list(source.notes)} if source.notes else {}
    return {**said, "rows": rows, **notes}


def _unreadable(staged: Staged) -> int:
    """Return how many addresses of a table are garbage: they match nothing."""
    if "is_valid" not in staged.frame.collect_schema():
        return 0
    return int(staged.frame.select((~pl.col("is_valid")).sum()).collect().item() or 0)


def _height(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect().item())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
