"""Freshness: a table that is older than the campaign allows stops the run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from hygiene.errors import StaleTableError
from hygiene.inputs import Inputs
from hygiene.sources.entries import Entry
from hygiene.sources.staging import FILE, Staged

_NEWEST_BY = ("recorded_at_last", "sent_at_last")


def check_freshness(inputs: Inputs, staged: dict[str, Staged]) -> None:
    """Stop the run if an entry with `max_age` is older than that at `as_of`.

    An entry is as old as its `as_at`, else as its newest record that was made by
    `as_of`; an entry without either is stale.

    Raises:
        StaleTableError: Something is stale; everything that is, is listed.
    """
    late = [*_stale(inputs, [inputs.audience], None)]
    for table, entries in inputs.evidence.items():
        late += _stale(inputs, entries, staged[table])
    if late:
        raise StaleTableError(
            "\n".join(
                [*late, "Nothing was screened. Fetch them again and run it anew."]
            )
        )


def oldest(inputs: Inputs, staged: dict[str, Staged]) -> datetime | None:
    """Return when the oldest of the evidence whose age is limited was taken.

    None when nothing limits the age of any, or when one cannot say.
    """
    taken = []
    for table, entries in inputs.evidence.items():
        first = 0
        for entry in entries:
            files = range(first, first + len(entry.sources))
            first += len(entry.sources)
            if entry.max_age is None:
                continue
            known = entry.as_at or _newest(staged[table], files, inputs.campaign.as_of)
            if known is None:
                return None
            taken.append(known)
    return min(taken, default=None)


def _stale(
    inputs: Inputs, entries: list[Entry], staged: Staged | None
) -> Iterator[str]:
    campaign = inputs.campaign
    first = 0
    for entry in entries:
        files = range(first, first + len(entry.sources))
        first += len(entry.sources)
        if entry.max_age is None:
            continue
        oldest = entry.max_age.before(campaign.as_of, campaign.timezone)
        taken = entry.as_at or _newest(staged, files, campaign.as_of)
        if taken is None or taken < oldest:
            when = (
                "at an unknown time"
                if taken is None
                else f"at {taken:%Y-%m-%d %H:%M %Z}"
            )
            yield (
                f"The {entry.table} table '{entry.sources[0].label}' was taken {when}; "
                f"at {campaign.as_of:%Y-%m-%d %H:%M %Z} it may be {entry.max_age} old."
            )


def _newest(staged: Staged | None, files: range, as_of: datetime) -> datetime | None:
    if staged is None:
        return None
    names = staged.frame.collect_schema().names()
    column = next((name for name in _NEWEST_BY if name in names), None)
    if column is None:
        return None
    moment = pl.col(column)
    newest = staged.frame.filter(pl.col(FILE).is_in(list(files)) & (moment <= as_of))
    found: datetime | None = newest.select(moment.max()).collect().item()
    return found
