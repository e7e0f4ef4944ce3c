"""Figures: what the gate is told about the tables that came in and the last release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hygiene.campaign import Campaign
from hygiene.gates.subject import GateSubject
from hygiene.sources.entries import Entry

COLUMNS: dict[str, dict[str, str]] = {
    "named_tables": {"row": "bigint", "of_table": "varchar"},
    "entries": {
        "row": "bigint",
        "of_table": "varchar",
        "entry": "integer",
        "oldest": "timestamptz",
        "as_at": "timestamptz",
        "drops_bad_rows": "boolean",
    },
    "last_runs": {
        "before_audience": "bigint",
        "before_kept": "bigint",
        "before_suppressions": "bigint",
    },
    "stated_reasons": {"row": "bigint", "reason": "varchar", "contacts": "bigint"},
    "probes": {"row": "bigint", "is_planted": "boolean"},
    "meetings": {"row": "bigint", "listed": "bigint", "meets_someone": "boolean"},
    "planted_lists": {
        "row": "bigint",
        "listed": "bigint",
        "audience": "bigint",
        "meets_someone": "boolean",
    },
    "planted_totals": {
        "row": "bigint",
        "audience": "bigint",
        "kept": "bigint",
        "removed": "bigint",
    },
    "planted_runs": {
        "row": "bigint",
        "audience": "bigint",
        "kept": "bigint",
        "suppressions": "bigint",
        "before_audience": "bigint",
        "before_kept": "bigint",
        "before_suppressions": "bigint",
    },
}
"""The tables about figures, with the DuckDB types of their columns. `meetings` is
filled by the sandbox, `planted_...` by the canaries alone."""


def rows(subject: GateSubject, campaign: Campaign) -> dict[str, list[list[Any]]]:
    """Return the rows of the tables of `COLUMNS` that are known from the start."""
    before, claims, audience = subject.last_run, subject.claims, subject.audience_entry
    given = {**subject.evidence, **({"audience": [audience]} if audience else {})}
    entries = [
        (0, name, at, _oldest_copy(entry, campaign), entry.as_at, entry.drop_bad_rows)
        for name, found in given.items()
        for at, entry in enumerate(found)
    ]
    stated = claims.by_reason.items() if claims else ()
    figures = (before.audience, before.kept, before.suppressions) if before else None
    return {
        "named_tables": [[0, name] for name in _letting_in(subject, campaign)],
        "entries": [list(entry) for entry in entries],
        "last_runs": [list(figures)] if figures else [],
        "stated_reasons": [[0, *item] for item in stated],
        "probes": [[0, False]],
    }


def _letting_in(subject: GateSubject, campaign: Campaign) -> Iterator[str]:
    """Yield the tables that were given and that let people in by being empty."""
    if subject.audience is not None:
        yield "audience"
    limiting = ["sends"] if campaign.limits and campaign.is_marketing else []
    for name in ("consents", "suppressions", *limiting):
        if subject.evidence.get(name):
            yield name


def _oldest_copy(entry: Entry, campaign: Campaign) -> datetime | None:
    """Return how old a table may be at the latest, if the campaign says so."""
    if entry.max_age is None:
        return None
    return entry.max_age.before(campaign.as_of, campaign.timezone)
