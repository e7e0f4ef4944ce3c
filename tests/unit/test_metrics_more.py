"""Metrics of overlap, places, dealings, ages and months, on tables easily counted."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

import hygiene as hy
from hygiene import metrics
from hygiene.masking import WITHHELD
from hygiene.vocabulary import SUPPRESSION_REASONS
from tests.unit.test_metrics import decisions
from tests.unit.world import (
    ANN,
    BOB,
    HEAD,
    campaign,
    dealing,
    event,
    keyed,
    people,
    policy,
    rows,
    screen,
    suppression,
    written,
)

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
    shown = ["GB", "GB", "GB", "FR", "(none given)", WITHHELD]
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
            "strict_key": ["e", "e", "f", "a", "e", "e"],
            "relationship_id": ["1", "2", "3", "4", "5", "6"],
            "controller": ["old shop", "shop", "us", "us", "later shop", "late shop"],
            "occurred_at_last": [
                at(2026, 1, 5), at(2026, 2, 5), at(2026, 2, 9), at(2026, 2, 9),
                at(2026, 9, 9), at(2026, 3, 1),
            ],
        }
    )  # fmt: skip
    # The last one was learned of after the campaign.
    recorded = pl.col("occurred_at_last") + pl.duration(
        days=pl.col("relationship_id").eq("6").cast(pl.Int64) * 200
    )
    dealings = dealings.with_columns(recorded_at_last=recorded)
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
        channel=pl.lit("email"),
        controller=pl.lit("northpay"),
        recorded_at_last="occurred_at_last",
    )
    ages = metrics.consent_ages(SOME, KEYS, consents, campaign())
    assert ages.rows() == [(0, 1, 0, None), (1, 0, 1, None)]


def months(ages):
    """Return the ages that are counted, with the kept and removed contacts."""
    return ages.select("months", "kept", "removed").rows()


def test_ages_and_dealings_match_as_permissions_do():
    """By contact id where the campaign says so, though the address is another."""
    audience = people("a@example.org", "b@example.org", contact_id=["7", "8"])
    tables = {
        "consents": rows(event(contact_id="7")),
        "relationships": rows(dealing(contact_id="8", opt_out_offered="false")),
    }
    with screen(audience, tables=tables, permission_key="contact_id") as made:
        assert months(made.metrics.consent_ages()) == [(0, 1, 0)]
        shops = made.metrics.merchants().rows()
        assert shops == [("northpay", date(2026, 5, 1), 1)]


def test_what_was_learned_later_is_not_counted():
    late = {"recorded_at": "2026-06-05T10:00:00Z"}
    tables = {
        "consents": rows(event(), event(event_id="e2", address=BOB, **late)),
    }
    with screen(people(ANN, BOB), tables=tables) as made:
        assert months(made.metrics.consent_ages()) == [(0, 1, 0)]
    known_at = datetime(2026, 6, 6, tzinfo=UTC)
    with screen(people(ANN, BOB), tables=tables, known_at=known_at) as made:
        assert months(made.metrics.consent_ages()) == [(0, 2, 0)]


@pytest.mark.parametrize(
    ("grounds", "limit"),
    [
        ([("12mo", ["sms"]), ("24mo", ["email"])], 24),
        ([("12mo", ["sms"])], None),
        ([("12mo", ["email"]), ("24mo", ["email"])], 24),
        ([("12mo", ["email"]), (None, ["email"])], None),
    ],
)
def test_the_limit_is_that_of_the_campaigns_channel(grounds, limit):
    """Of several grounds the longest counts; one without an age knows no limit."""
    consent = {"kind": "consent", "basis": "consent"}
    chosen = [
        consent | {"channels": channels} | ({"max_age": age} if age else {})
        for age, channels in grounds
    ]
    asked = campaign(policy=policy(*chosen))
    ages = metrics.consent_ages(
        SOME, KEYS, keyed("consents", [event(address="a")]), asked
    )
    assert ages["limit"].to_list() == [limit]


def said(consents=(), suppressions=(), **changes):
    """Return the opt-ins and opt-outs of each month that these records hold."""
    of = campaign(**changes)
    tables = [
        keyed(table, records or [blank]).head(len(records))
        for table, records, blank in (
            ("consents", consents, event()),
            ("suppressions", suppressions, suppression()),
        )
    ]
    return metrics.opt_ins_and_opt_outs(*tables, of).rows()


MAY = date(2026, 5, 1)


def test_months_in_which_nobody_spoke_are_there():
    found = said(
        [
            event(occurred_at="2026-01-31T12:00:00Z"),
            event(event_id="e2", address=BOB, occurred_at="2026-03-31T23:30:00Z"),
        ],
        [suppression(effective_from="2026-04-02")],
    )
    # The last hour of March is April in London.
    assert found == [
        (date(2026, 1, 1), 1, 0),
        (date(2026, 2, 1), 0, 0),
        (date(2026, 3, 1), 0, 0),
        (date(2026, 4, 1), 1, 1),
    ]


AUDIENCE = pl.DataFrame(
    {
        "Kundennummer": [f"NP-{place:06}" for place in range(120)],
        "Mail": [f"p{place}@example.com" for place in range(120)],
        "phone": ["07700 900123"] * 120,
        "postal_key": ["SW1A1AA-10"] * 120,
        "name": [f"Person {place % 70}" for place in range(120)],
        "note": [f"call Person {place}" if place < 3 else None for place in range(120)],
        "town": [f"Town {place % 60}" for place in range(120)],
        "segment": [("new", "old", "vip")[place % 3] for place in range(120)],
        "country": ["GB", "fr", None] + ["GB"] * 117,
        "ann@example.com": ["yes", "no"] * 60,
    }
)


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    """120 contacts with columns of groups, and of names."""
    tables = '[tables.audience]\npath = "a.csv"\n[tables.audience.columns]\n'
    columns = 'contact_id = "Kundennummer"\nemail = "Mail"\n'
    folder = tmp_path_factory.mktemp("grouped")
    path = written(folder, HEAD + tables + columns, a_csv=AUDIENCE.write_csv())
    with hy.screen(path) as made:
        yield made


CHOOSE = "Choose a column of groups, such as country, source or a segment."


@pytest.mark.parametrize(
    "column", ["contact_id", "Kundennummer", "email", "Mail", "phone", "postal_key"]
)
def test_what_names_contacts_is_no_group(grouped, column):
    for made in (grouped.metrics.by, grouped.plot.by):
        with pytest.raises(hy.InputError) as refused:
            made(column)
        assert str(refused.value) == f"The column '{column}' names contacts. {CHOOSE}"


@pytest.mark.parametrize("column", ["name", "note", "town"])
def test_values_of_few_contacts_each_are_no_groups(grouped, column):
    with pytest.raises(hy.InputError) as refused:
        grouped.metrics.by(column)
    assert str(refused.value) == (
        f"The values of the column '{column}' are shared by few contacts each, and "
        f"could name one of them. {CHOOSE}"
    )


def test_groups_are_counted(grouped):
    labels = dict(grouped.metrics.by("segment").select("label", "contacts").rows())
    assert labels == {"new": 40, "old": 40, "vip": 40}
    labels = dict(grouped.metrics.by("country").select("label", "contacts").rows())
    assert labels == {"GB": 118, "FR": 1, "(none given)": 1}


@pytest.mark.parametrize(
    ("groups", "contacts", "is_group"),
    [(5, 10, True), (6, 10, False), (50, 100, True), (51, 509, False), (51, 510, True)],
)
def test_how_many_contacts_must_share_a_value(groups, contacts, is_group):
    labels = pl.LazyFrame({"x": [f"group {n % groups}" for n in range(contacts)]})
    assert metrics.names_groups(labels) is is_group


def test_a_heading_that_is_an_address_is_withheld(grouped):
    title = grouped.plot.by("ann@example.com").get_title(loc="left")
    assert title.startswith(f"Most removed by {WITHHELD}")
    for asked in ("ann@example.con", "ann_example.com"):
        with pytest.raises(hy.InputError) as refused:
            grouped.metrics.by(asked)
        assert "ann@" not in str(refused.value)
        assert "Did you mean" not in str(refused.value)


@pytest.mark.parametrize("reason", [reason.value for reason in SUPPRESSION_REASONS])
def test_an_opt_out_is_what_a_person_said(reason):
    """Bounces, registers and what is known of a person are nobody's word."""
    people_say = {"erased", "objected", "complained", "unsubscribed", "paused"}
    found = said(suppressions=[suppression(reason=reason)])
    assert found == ([(MAY, 0, 1)] if reason in people_say else [])


def test_who_says_the_same_again_counts_once():
    """A confirmation, and the list that repeats a withdrawal; not a change of mind."""
    confirmed = event(
        event_id="e2", action="confirmed", occurred_at="2026-05-01T10:05:00Z"
    )
    withdrawn = event(event_id="e3", action="withdrawn", occurred_at="2026-05-10")
    listed = suppression(value="Ann@example.com", effective_from="2026-05-11")
    again = event(event_id="e4", occurred_at="2026-05-20T10:00:00Z")
    asked = event(event_id="e5", action="requested", occurred_at="2026-05-21")
    assert said([event(), confirmed]) == [(MAY, 1, 0)]
    records = [event(), confirmed, withdrawn, again, asked]
    assert said(records, [listed]) == [(MAY, 2, 1)]
    assert said([event(), event(event_id="e2", address=BOB)]) == [(MAY, 2, 0)]


@pytest.mark.parametrize(
    ("changed", "yes", "no"),
    [
        ({"controller": "a shop"}, False, False),
        ({"channel": "sms"}, False, False),
        ({"channel": "*", "controller": "*"}, False, True),
        ({"purpose": "marketing.offers"}, True, True),
        ({"recorded_at": "2026-06-02T10:00:00Z"}, False, False),
    ],
)
def test_only_what_was_said_to_us_and_is_known(changed, yes, no):
    """By this channel, to this controller; a no may be for all of them."""
    assert bool(said([event(**changed)])) is yes
    assert bool(said([event(action="refused", **changed)])) is no
    assert bool(said(suppressions=[suppression(**changed)])) is no
    if "recorded_at" in changed:
        known_at = datetime(2026, 6, 3, tzinfo=UTC)
        assert said([event(**changed)], known_at=known_at) == [(MAY, 1, 0)]


def test_nobody_speaks_after_the_campaign():
    later = "2026-06-02T10:00:00Z"
    assert said([event(occurred_at=later)], [suppression(effective_from=later)]) == []
