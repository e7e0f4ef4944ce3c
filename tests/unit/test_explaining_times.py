"""What a remedy says of time: the record that is held is never what it asks for."""

from datetime import UTC, datetime

import pytest

from tests.unit.world import (
    ANN,
    AS_OF,
    dealing,
    event,
    people,
    policy,
    rows,
    screen,
    suppression,
)

KINDS = {
    "kind": "relationship",
    "basis": "shop",
    "kinds": ["purchase"],
}
SHOP = "a purchase with northpay itself"
NEWS = (
    "a consent for marketing.news by email with this address, given to northpay by the "
    "person"
)


def told(*, campaign=None, **tables):
    made = {name: rows(*said) for name, said in tables.items()}
    found = screen(people(ANN), tables=made, **(campaign or {})).explain(ANN)
    return {
        kind: (said, after)
        for kind, said, after in found.remedies.select("kind", "said", "after").rows()
    }


@pytest.mark.parametrize(
    ("ground", "held", "since", "last"),
    [
        ({"max_age": "36mo"}, "2023-05-31T10:00:00Z", "2023-06-01", (2023, 5, 31)),
        ({"from": "2026-02-05"}, "2026-02-04T10:00:00Z", "2026-02-05", (2026, 2, 4)),
        (
            {"max_age": "36mo", "from": "2020-02-05"},
            "2023-05-31",
            "2023-06-01",
            (2023, 5, 31),
        ),
    ],
    ids=["age", "from", "both"],
)
def test_a_dealing_says_since_when(ground, held, since, last):
    """Its day begins in the campaign's zone; a dealing of that day would do."""
    rules = {"policy": policy(KINDS | ground)}
    said, after = told(campaign=rules, relationships=[dealing(occurred_at=held)])[
        "relationship"
    ]
    assert said == f"{SHOP}, made since {since}"
    summer = last[1] == 5
    end = datetime(*last, 22 if summer else 23, 59, 59, 999_999, tzinfo=UTC)
    assert after == end
    first = dealing(occurred_at=since)
    assert told(campaign=rules, relationships=[first]) == {}


def test_a_consent_says_since_when_and_that_it_is_not_expired():
    rules = {"policy": policy({"kind": "consent", "basis": "c", "max_age": "24mo"})}
    old = event(occurred_at="2024-05-31")
    expired = event(occurred_at="2026-01-01", expires_at="2026-05-01")
    for held in (old, expired):
        said, after = told(campaign=rules, consents=[held])["consent"]
        assert said == f"{NEWS} since 2024-06-01, not expired by 2026-06-01 10:00"
        assert after == datetime(2024, 5, 31, 22, 59, 59, 999_999, tzinfo=UTC)


def test_the_later_of_an_age_and_a_prohibition_is_said():
    rules = {"policy": policy({"kind": "consent", "basis": "c", "max_age": "24mo"})}
    ended = "not expired by 2026-06-01 10:00"
    said, after = told(campaign=rules, suppressions=[suppression()])["consent"]
    assert said == f"{NEWS} after 2026-05-10 11:00, {ended}"
    assert after == datetime(2026, 5, 10, 10, tzinfo=UTC)
    long_ago = suppression(effective_from="2020-01-01")
    said, _ = told(campaign=rules, suppressions=[long_ago])["consent"]
    assert said == f"{NEWS} since 2024-06-01, {ended}"


def test_a_consent_that_someone_else_collected():
    ground = {"kind": "consent", "basis": "c", "indirect_max_age": "6mo"}
    rules = {"policy": policy(ground)}
    held = event(occurred_at="2025-11-30", collected_by="broker")
    said, after = told(campaign=rules, consents=[held])["consent"]
    assert said == (
        f"{NEWS}, not expired by 2026-06-01 10:00, since 2025-12-01 if anyone else "
        "collected it"
    )
    assert after is None
    assert told(campaign=rules, consents=[held | {"collected_by": "northpay"}]) == {}


def test_ages_count_back_from_the_moment_that_is_waited_for():
    """Of several things together, one of which is to wait a month."""
    rules = {"policy": policy(KINDS | {"max_age": "12mo"})}
    pause = suppression(reason="paused", effective_until="2026-07-01")
    found = told(campaign=rules, suppressions=[pause])
    assert found["relationship"][0] == f"{SHOP}, made since 2025-07-02"
    assert found["relationship"][1] > AS_OF.replace(year=2025)
    assert set(found) == {"relationship", "wait"}


def test_a_ground_of_charities_says_so():
    said = screen(people(ANN)).explain(ANN).remedies["said"].to_list()
    assert said[1] == (
        "a purchase, negotiation or contract with northpay itself, made since "
        "2023-06-01, at which a simple refusal was offered and not used"
    )
    assert said[2] == (
        "a donation, volunteering or support with northpay itself, made since "
        "2026-02-05, at which a simple refusal was offered and not used; this ground "
        "is for charities alone"
    )
