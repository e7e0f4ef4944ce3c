"""Metrics of overlap, places, dealings, ages and months, on tables easily counted."""

from datetime import UTC, date, datetime

import polars as pl

from hygiene import metrics
from tests.unit.test_metrics import decisions
from tests.unit.world import campaign

SOME = decisions(
    "consent",
    ["minor", "paused"],
    ["paused"],
    ["paused", "minor"],
    ["processor_only"],
    ["transaction_only"],
)
KEYS = pl.LazyFrame({"row": range(6), "strict_key": [*"abcdef"]})


def at(*day):
    return datetime(*day, 12, tzinfo=UTC)


def test_every_removed_contact_is_in_one_set_of_reasons():
    sets = metrics.reason_overlaps(
        decisions(["minor", "paused"], ["paused"], ["paused"])
    )
    assert sets.rows() == [(["paused"], 2), (["minor", "paused"], 1)]


def test_the_groups_beyond_the_largest_are_the_others():
    labels = pl.LazyFrame({"country": ["GB", "GB", "GB", "FR", None, "a@example.com"]})
    assert metrics.reasons_by(SOME, labels, most=2).rows() == counted(most=2)


def counted(most):
    """Count by hand: labels by size, then name; reasons within."""
    shown = ["GB", "GB", "GB", "FR", "(none given)", "(looks like an address)"]
    states = SOME.collect()
    named = [
        (label, row["reason"] or "kept")
        for label, row in zip(shown, states.to_dicts(), strict=True)
    ]
    sizes = {label: shown.count(label) for label in shown}
    top = sorted(sizes, key=lambda label: (-sizes[label], label))[:most]
    found = {}
    for label, state in named:
        key = (label if label in top else "(others)", state)
        found[key] = found.get(key, 0) + 1
    return sorted(
        [(*key, n) for key, n in found.items()], key=lambda r: (-r[2], r[0], r[1])
    )


def test_dealings_count_each_contact_under_its_latest():
    dealings = pl.LazyFrame(
        {
            "strict_key": ["e", "e", "f", "a", "e"],
            "relationship_id": ["1", "2", "3", "4", "5"],
            "controller": ["old shop", "shop", "us", "us", "later shop"],
            "occurred_at_last": [
                at(2026, 1, 5), at(2026, 2, 5), at(2026, 2, 9), at(2026, 2, 9),
                at(2026, 9, 9),
            ],
        }
    )  # fmt: skip
    found = metrics.dealings_by_merchant(SOME, KEYS, dealings, campaign())
    assert found.rows() == [("shop", date(2026, 2, 1), 1), ("us", date(2026, 2, 1), 1)]


def test_ages_are_those_of_the_latest_consent_in_scope():
    said = [
        ("a", "given", at(2026, 5, 20), "marketing.news"),
        ("a", "given", at(2020, 5, 20), "marketing.news"),
        ("b", "confirmed", at(2026, 4, 25), "marketing.news"),
        ("c", "withdrawn", at(2026, 4, 1), "marketing.news"),
        ("d", "given", at(2026, 9, 1), "marketing.news"),
        ("e", "given", at(2026, 4, 1), "*"),
    ]
    names = ["strict_key", "action", "occurred_at_last", "purpose"]
    consents = pl.LazyFrame(said, schema=names, orient="row").with_columns(
        channel=pl.lit("email"), controller=pl.lit("northpay")
    )
    ages = metrics.consent_ages(SOME, KEYS, consents, campaign())
    assert ages.rows() == [(0, 1, 0, None), (1, 0, 1, None)]


def test_months_in_which_nobody_spoke_are_there():
    consents = pl.LazyFrame(
        {
            "action": ["given", "withdrawn", "requested"],
            "occurred_at_last": [at(2026, 1, 31), at(2026, 3, 1), at(2026, 3, 1)],
        }
    )
    suppressions = pl.LazyFrame({"effective_from_first": [at(2026, 3, 31)]})
    found = metrics.opt_ins_and_opt_outs(consents, suppressions, "Europe/London")
    assert found.rows() == [
        (date(2026, 1, 1), 1, 0),
        (date(2026, 2, 1), 0, 0),
        (date(2026, 3, 1), 0, 2),
    ]
