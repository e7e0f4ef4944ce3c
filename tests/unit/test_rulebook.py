"""Rulebooks: which rules a row is decided by."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from hygiene.durations import Duration
from hygiene.rulebook import (
    age_limit,
    by_rulebook,
    judged_alike,
    rulebook_number,
    rulebooks,
)
from hygiene.vocabulary import GroundKind
from tests.unit.world import campaign, policy

CONSENT = {"kind": "consent", "basis": "consent"}
CORPORATE = {
    "kind": "opt_out_regime",
    "basis": "corporate",
    "subscriber_types": ["corporate"],
}
SMS = {"kind": "opt_out_regime", "basis": "sms", "channels": ["sms"]}


def number(made, country, kind):
    frame = pl.DataFrame(
        {"country": [country], "kind": [kind]},
        schema={"country": pl.String, "kind": pl.String},
    )
    chosen = rulebook_number(made, pl.col("country"), pl.col("kind"))
    return frame.select(chosen).item()


def test_a_rulebook_has_the_grounds_that_apply():
    """Grounds keep their place in the policy's order; others are left out."""
    books = rulebooks(campaign(policy=policy(SMS, CONSENT, CORPORATE)))
    places = [[place for place, _ in book.grounds] for book in books]
    assert places == [[1], [1, 2], [1]]
    assert [place for place, _ in books[1].numbered(GroundKind.CONSENT)] == [1]


@pytest.mark.parametrize(
    ("country", "kind", "found"),
    [
        ("GB", "individual", ("uk", "individual")),
        (" gb ", "corporate", ("uk", "corporate")),
        ("FR", None, ("strict", "individual")),
        (None, " ", ("strict", "individual")),
        ("", "Corporate", ("strict", "unknown")),
        ("default", "partner", ("strict", "unknown")),
    ],
)
def test_the_number_of_a_row(country, kind, found):
    """Country and type choose; null is individual, anything else is unknown."""
    made = campaign(
        policy="by_country", policy_by_country={"GB": "uk", "default": "strict"}
    )
    book = rulebooks(made)[number(made, country, kind)]
    types = ["individual", "corporate", "unknown"]
    assert (book.policy.name, types[number(made, country, kind) % 3]) == found


def test_books_that_judge_records_alike_are_judged_once():
    """Opt-out regimes need no record, so they make no difference here."""
    books = rulebooks(campaign(policy=policy(CONSENT, CORPORATE)))
    judges, ways = judged_alike(books)
    assert (len(judges), ways) == (1, [0, 0, 0])
    strict = rulebooks(campaign(policy=policy(CONSENT, double_opt_in=True)))
    judges, ways = judged_alike([*books, *strict])
    assert (len(judges), ways) == (2, [0, 0, 0, 1, 1, 1])


def test_the_same_ground_at_another_place_is_judged_apart():
    """A proof names the place of its ground, so places must agree."""
    first = rulebooks(campaign(policy=policy(CONSENT, CORPORATE)))
    second = rulebooks(campaign(policy=policy(CORPORATE, CONSENT)))
    assert judged_alike([first[0], second[0]])[1] == [0, 1]


def test_accepting_actions():
    """Where consent is to be confirmed, `given` is only a beginning."""
    plain, double = (
        rulebooks(campaign(policy=policy(double_opt_in=asked)))[0]
        for asked in (False, True)
    )
    assert plain.accepting_actions == ["given", "confirmed"]
    assert double.accepting_actions == ["confirmed"]


def test_by_rulebook():
    """Each row takes the value at its own number."""
    frame = pl.DataFrame({"n": [2, 0, 1, None]})
    chosen = by_rulebook([pl.lit("a"), pl.lit("b"), pl.lit("c")], pl.col("n"))
    assert frame.select(chosen).to_series().to_list() == ["c", "a", "b", None]


@pytest.mark.parametrize(
    ("zone", "limit"),
    [("UTC", date(2026, 4, 30)), ("Asia/Tokyo", date(2026, 5, 1))],
)
def test_the_age_limit_is_of_the_local_day(zone, limit):
    """The sending day is the campaign's, not UTC's."""
    as_of = datetime(2026, 5, 31, 20, tzinfo=UTC)
    assert age_limit(Duration.parse("1mo"), as_of, zone) == limit
