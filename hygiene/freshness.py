"""Freshness: a table that is older than the campaign allows stops the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import StaleTableError
from hygiene.inputs import Inputs
from hygiene.sources.entries import Entry
from hygiene.sources.staging import FILE, Staged

_NEWEST_BY = ("recorded_at_last", "sent_at_last")


@dataclass(frozen=True, slots=True)
class Age:
    """How old an entry of a table is.

    Attributes:
        entry: The entry.
        taken: Its `as_at`, else the time of its newest record that was made by `as_of`;
            None when neither says.
        earliest: When it may have been taken at the earliest; None for no limit.
    """

    entry: Entry
    taken: datetime | None
    earliest: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether it is older than it may be, or of unknown age where that matters."""
        if self.earliest is None:
            return False
        return self.taken is None or self.taken < self.earliest


def ages(
    campaign: Campaign, entries: Sequence[Entry], staged: Staged | None
) -> list[Age]:
    """Return how old each entry of a table is at the campaign's `as_of`.

    Args:
        campaign: The campaign.
        entries: The entries, in the order in which they were read.
        staged: The table; None for one that has no times of its own.
    """
    newest = _newest(staged, campaign.as_of)
    first, found = 0, []
    for entry in entries:
        files = range(first, first + len(entry.sources))
        first += len(entry.sources)
        earliest = None
        if entry.max_age is not None:
            earliest = entry.max_age.before(campaign.as_of, campaign.timezone)
        times = [at for file in files if (at := newest.get(file)) is not None]
        taken = entry.as_at or max(times, default=None)
        found.append(Age(entry, taken, earliest))
    return found


def check_freshness(inputs: Inputs, staged: dict[str, Staged]) -> None:
    """Stop the run if an entry with `max_age` is older than that at `as_of`.

    Raises:
        StaleTableError: Something is stale; everything that is, is listed.
    """
    found = [
        *_limited(inputs.campaign, [inputs.audience], None),
        *_limited_evidence(inputs, staged),
    ]
    late = [_sentence(age, inputs.campaign) for age in found if age.is_stale]
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
    taken = [age.taken for age in _limited_evidence(inputs, staged)]
    known = [at for at in taken if at is not None]
    return min(known, default=None) if len(known) == len(taken) else None


def _limited_evidence(inputs: Inputs, staged: dict[str, Staged]) -> Iterator[Age]:
    for table, entries in inputs.evidence.items():
        yield from _limited(inputs.campaign, entries, staged[table])


def _limited(
    campaign: Campaign, entries: Sequence[Entry], staged: Staged | None
) -> list[Age]:
    if all(entry.max_age is None for entry in entries):
        return []
    return [age for age in ages(campaign, entries, staged) if age.earliest is not None]


def _sentence(age: Age, campaign: Campaign) -> str:
    entry, taken = age.entry, age.taken
    when = f"at {taken:%Y-%m-%d %H:%M %Z}" if taken else "at an unknown time"
    return (
        f"The {entry.table} table '{entry.sources[0].label}' was taken {when}; "
        f"at {campaign.as_of:%Y-%m-%d %H:%M %Z} it may be {entry.max_age} old."
    )


def _newest(staged: Staged | None, as_of: datetime) -> dict[int, datetime]:
    """Return the time of the newest record made by `as_of`, by the file's number."""
    if staged is None:
        return {}
    names = staged.frame.collect_schema().names()
    column = next((name for name in _NEWEST_BY if name in names), None)
    if column is None:
        return {}
    moment = pl.col(column)
    made = staged.frame.filter(moment <= as_of).group_by(FILE).agg(moment.max())
    return dict(made.collect().rows())
