"""Rulebooks: the rules that one audience row is decided by.

A row's country chooses its policy and its subscriber type limits the grounds. The
few combinations that a campaign can meet are numbered once; a row carries a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from hygiene.campaign import Campaign
from hygiene.durations import Duration
from hygiene.policy import Ground, Policy
from hygiene.text import filled
from hygiene.vocabulary import Action, GroundKind, SubscriberType, codes

UNKNOWN_TYPE = "unknown"
"""A subscriber type that is neither known code: no ground limited by type holds."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One policy as it applies to one type of subscriber on the campaign's channel.

    Attributes:
        policy: The policy.
        grounds: The grounds that apply, with their place in the policy's order.
    """

    policy: Policy
    grounds: tuple[tuple[int, Ground], ...]

    def numbered(self, kind: GroundKind) -> Iterator[tuple[int, Ground]]:
        """Yield the grounds of one kind with their place in the order."""
        for place, ground in self.grounds:
            if ground.kind is kind:
                yield place, ground

    @property
    def evidence_rules(self) -> tuple[object, ...]:
        """What a record is judged by: rulebooks that agree on it judge it alike."""
        policy = self.policy
        return (
            policy.double_opt_in,
            policy.refused_methods,
            policy.indirect,
            *(
                (place, ground)
                for place, ground in self.grounds
                if ground.kind is not GroundKind.OPT_OUT_REGIME
            ),
        )

    @property
    def accepting_actions(self) -> list[str]:
        """The actions that are consent: not `given`, where it is to be confirmed."""
        if self.policy.double_opt_in:
            return [Action.CONFIRMED.value]
        return [Action.GIVEN.value, Action.CONFIRMED.value]


def rulebooks(campaign: Campaign) -> list[Rulebook]:
    """Return every rulebook of the campaign; a row's number is its place here."""
    return [
        Rulebook(
            policy,
            tuple(
                (place, ground)
                for place, ground in enumerate(policy.grounds)
                if ground.applies(campaign.channel, kind)
            ),
        )
        for policy in campaign.policies.values()
        for kind in subscriber_types()
    ]


def judged_alike(books: Sequence[Rulebook]) -> tuple[list[Rulebook], list[int]]:
    """Return one rulebook a way of judging records, and the way of each rulebook.

    >>> from hygiene.policy import load_policy
    >>> book = Rulebook(load_policy("strict"), ())
    >>> judges, ways = judged_alike([book, book])
    >>> len(judges), ways
    (1, [0, 0])
    """
    judges: dict[tuple[object, ...], Rulebook] = {}
    for book in books:
        judges.setdefault(book.evidence_rules, book)
    order = list(judges)
    return [*judges.values()], [order.index(book.evidence_rules) for book in books]


def rulebook_number(
    campaign: Campaign, country: pl.Expr, subscriber_type: pl.Expr
) -> pl.Expr:
    """Return the number of the rulebook of a row (UInt16).

    Args:
        campaign: The campaign.
        country: The row's country as given; null and unlisted ones take the default.
        subscriber_type: The row's subscriber type as given; null means individual.
    """
    countries = list(campaign.policies)
    kinds = subscriber_types()
    unknown = kinds.index(UNKNOWN_TYPE)
    place = (
        filled(country)
        .str.to_uppercase()
        .replace_strict(
            countries,
            range(len(countries)),
            default=countries.index("default"),
            return_dtype=pl.UInt16,
        )
    )
    kind = (
        pl.when(filled(subscriber_type).is_not_null())
        .then(subscriber_type)
        .otherwise(pl.lit(SubscriberType.INDIVIDUAL.value))
        .replace_strict(
            kinds, range(len(kinds)), default=unknown, return_dtype=pl.UInt16
        )
    )
    return place * len(kinds) + kind


def by_rulebook(values: list[pl.Expr], number: pl.Expr) -> pl.Expr:
    """Return, for each row, the value at the place of its rulebook's number.

    >>> frame = pl.DataFrame({"rulebook": [1, 0]})
    >>> chosen = by_rulebook([pl.lit("a"), pl.lit("b")], pl.col("rulebook"))
    >>> frame.select(chosen).to_series().to_list()
    ['b', 'a']
    """
    mine = [pl.when(number == place).then(value) for place, value in enumerate(values)]
    return pl.coalesce(mine)


def age_limit(age: Duration, as_of: datetime, zone: str) -> date:
    """Return the first local date that is not too old at `as_of`.

    >>> from datetime import UTC
    >>> age_limit(Duration.parse("24mo"), datetime(2026, 3, 16, tzinfo=UTC), "UTC")
    datetime.date(2024, 3, 16)
    """
    return age.before_date(as_of.astimezone(ZoneInfo(zone)).date())


def subscriber_types() -> list[str]:
    """Return the kinds of subscriber that a rulebook may be for.

    >>> subscriber_types()[-1]
    'unknown'
    """
    return [*codes(SubscriberType), UNKNOWN_TYPE]
