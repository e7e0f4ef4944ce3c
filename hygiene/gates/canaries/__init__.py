"""Canaries: known-bad contacts that the gate plants, to see whether it catches them.

Each breaks one rule in one way and is planted in a copy of what is checked: the same
SQL judges it in the same run, beside the real rows. A planted row has a negative row
number, and the canary with the number n is caught when its rule finds the row -n.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from hygiene.campaign import Campaign
from hygiene.gates.canaries.contacts import plant_contacts
from hygiene.gates.canaries.planter import Canary, Planter, Planting
from hygiene.gates.canaries.tables import plant_tables
from hygiene.gates.canaries.writing import plant_writing

__all__ = ["Canary", "Planting", "missed", "plant"]


def plant(
    campaign: Campaign, asked: Collection[str], tables: Collection[str]
) -> Planting:
    """Return canaries for every rule that is asked.

    Args:
        campaign: Whom the list is for.
        asked: The types of the expectations that apply.
        tables: The evidence tables that the campaign supplies.

    >>> from datetime import UTC, datetime
    >>> campaign = Campaign(
    ...     id="news", controller="northpay", channel="email", policy="uk",
    ...     purpose="marketing.news", timezone="UTC",
    ...     as_of=datetime(2026, 11, 24, tzinfo=UTC),
    ... )
    >>> [one.name for one in plant(campaign, {"expect_rows_to_balance"}, []).canaries]
    ['a row that was lost']
    """
    planter = Planter(campaign, frozenset(asked), frozenset(tables))
    for make in (plant_tables, plant_contacts, plant_writing):
        make(planter)
    return planter.planting


def missed(planting: Planting, found: Callable[[str], set[int]]) -> Iterator[Canary]:
    """Yield the canaries that were not caught.

    Args:
        planting: What was planted.
        found: Returns the rows that a rule finds.
    """
    for canary in planting.canaries:
        if -canary.number not in found(canary.rule):
            yield canary
