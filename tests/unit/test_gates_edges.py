"""The rules of the gate at their edges: times, scopes, and what lifts what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import hygiene as hy
from tests.unit.test_gates_rules import (
    CAMPAIGN,
    Scene,
    event,
    suppression,
)

AS_OF = CAMPAIGN.as_of
TICK = timedelta(microseconds=1)
SUPPRESSED, REFUSED = "expect_no_suppressed_contact", "expect_no_withdrawn_contact"
ADDRESS = "{}@example.com"


def breaking(rule, table, cases, work, *, campaign=CAMPAIGN, more=None):
    """Return which cases break a rule: one contact a case, named by its key."""
    column = "value" if table == "suppressions" else "address"
    rows = [{column: ADDRESS.format(name), **row} for name, row in cases.items()]
    evidence = {table: rows}
    for name, extra in (more or {}).items():
        evidence[name] = [*evidence.get(name, []), *extra]
    points = [ADDRESS.format(name) for name in cases]
    scene = Scene(points, points, evidence, campaign)
    return [point.partition("@")[0] for point in scene.breaking(rule, work)]


def test_a_suppression_is_active_from_its_first_to_before_its_last_instant(tmp_path):
    cases = {
        "now": suppression(effective_from=AS_OF),
        "next": suppression(effective_from=AS_OF + TICK),
        "ended": suppression(effective_until=AS_OF),
        "ending": suppression(effective_until=AS_OF + TICK),
        "recorded": suppression(recorded_at=AS_OF),
        "unrecorded": suppression(recorded_at=AS_OF + TICK),
    }
    found = breaking(SUPPRESSED, "suppressions", cases, tmp_path)
    assert found == ["ending", "now", "recorded"]


def test_a_date_alone_is_read_against_sending(tmp_path):
    today, yesterday = date(2026, 11, 24), date(2026, 11, 23)
    cases = {
        "today": suppression(effective_from=today),
        "through_today": suppression(effective_from=yesterday, effective_until=today),
        "to_yesterday": suppression(
            effective_from=yesterday, effective_until=yesterday
        ),
        "tomorrow": suppression(effective_from=date(2026, 11, 25)),
    }
    found = breaking(SUPPRESSED, "suppressions", cases, tmp_path)
    assert found == ["through_today", "today"]


def test_days_begin_in_the_campaigns_zone(tmp_path):
    campaign = replace(CAMPAIGN, timezone="Pacific/Kiritimati")
    cases = {
        "begun": suppression(effective_from="2026-11-24"),
        "also_begun": suppression(effective_from="2026-11-24T23:00:00"),
        "later": suppression(effective_from="2026-11-24T23:00:00.000001"),
    }
    found = breaking(SUPPRESSED, "suppressions", cases, tmp_path, campaign=campaign)
    assert found == ["also_begun", "begun"]


def test_a_suppression_counts_in_scope_and_in_no_other(tmp_path):
    cases = {
        "any": suppression(channel="*", purpose="*", controller="*"),
        "exact": suppression(
            channel="email", purpose="marketing.newsletter", controller="northpay"
        ),
        "prefix": suppression(purpose="marketing"),
        "half_a_word": suppression(purpose="market"),
        "narrower": suppression(purpose="marketing.newsletter.weekly"),
        "other_channel": suppression(channel="sms"),
        "other_controller": suppression(controller="eastpay"),
    }
    found = breaking(SUPPRESSED, "suppressions", cases, tmp_path)
    assert found == ["any", "exact", "prefix"]


REASONS = {
    "deceased": "never",
    "minor": "never",
    "erased": "later",
    "objected": "later",
    "complained": "never",
    "unsubscribed": "later",
    "blocked": "never",
    "on_register": "always",
    "paused": "never",
    "hard_bounced": "never",
}


def around(reason, moment):
    """Return suppressions of a reason, and consents before, at and after them."""
    names = {"before": -TICK, "at": timedelta(), "after": TICK}
    facts = {
        f"{reason}_{name}": suppression(reason=reason, effective_from=moment)
        for name in names
    }
    consents = [
        event(address=ADDRESS.format(f"{reason}_{name}"), occurred_at=moment + shift)
        for name, shift in names.items()
    ]
    return facts, consents


@pytest.mark.parametrize("overrides", [True, False])
def test_only_what_may_be_lifted_is_lifted_by_a_later_consent(overrides, tmp_path):
    changes = {"extends": "uk", "register_overridden_by_consent": overrides}
    campaign = replace(CAMPAIGN, policy=hy.Policy.from_dict(changes))
    cases, consents, expected = {}, [], []
    for reason, lifted in REASONS.items():
        facts, given = around(reason, datetime(2026, 6, 1, tzinfo=UTC))
        cases |= facts
        consents += given
        lifting = {"later": ["after"], "always": ["at", "before", "after"]}.get(
            lifted, []
        )
        lifting = [] if lifted == "always" and not overrides else lifting
        expected += [name for name in facts if name.rpartition("_")[2] not in lifting]
    more = {"consents": consents}
    found = breaking(
        SUPPRESSED, "suppressions", cases, tmp_path, campaign=campaign, more=more
    )
    assert found == sorted(expected)


def test_a_day_of_consent_comes_after_earlier_days_alone(tmp_path):
    cases = {
        "same_day": suppression(effective_from="2026-06-01"),
        "day_before": suppression(effective_from="2026-05-31"),
        "that_morning": suppression(effective_from="2026-06-01T00:00:00"),
        "evening_before": suppression(effective_from="2026-05-31T23:59:59"),
    }
    consents = [
        event(address=ADDRESS.format(name), occurred_at="2026-06-01") for name in cases
    ]
    more = {"consents": consents}
    found = breaking(SUPPRESSED, "suppressions", cases, tmp_path, more=more)
    assert found == ["same_day", "that_morning"]


@pytest.mark.parametrize(
    ("changes", "lifts"),
    [
        ({}, True),
        ({"action": "confirmed"}, True),
        ({"action": "requested"}, False),
        ({"purpose": "marketing"}, False),
        ({"purpose": "*"}, False),
        ({"channel": "sms"}, False),
        ({"controller": "eastpay"}, False),
        ({"recorded_at": AS_OF + TICK}, False),
        ({"expires_at": "2026-07-01"}, True),
        ({"address": " A@Example.com\t"}, True),
        ({"address": "\ufeffa@example.com"}, True),
        ({"address": "a+x@example.com"}, False),
    ],
)
def test_what_lifts_a_withdrawal(changes, lifts, tmp_path):
    again = event(address="a@example.com", occurred_at="2026-07-01") | changes
    cases = {"a": event(action="withdrawn", occurred_at="2026-06-01")}
    found = breaking(REFUSED, "consents", cases, tmp_path, more={"consents": [again]})
    assert found == ([] if lifts else ["a"])


def test_a_withdrawal_counts_by_the_earlier_of_two_clocks(tmp_path):
    cases = {
        "clock_ahead": event(
            action="withdrawn", occurred_at=AS_OF + 9 * TICK, recorded_at=AS_OF
        ),
        "not_recorded": event(
            action="refused", occurred_at=AS_OF, recorded_at=AS_OF + TICK
        ),
        "tomorrow": event(action="refused", occurred_at=AS_OF + TICK),
        "now": event(action="refused", occurred_at=AS_OF),
    }
    assert breaking(REFUSED, "consents", cases, tmp_path) == ["clock_ahead", "now"]


def test_known_at_decides_what_was_known(tmp_path):
    campaign = replace(CAMPAIGN, known_at=AS_OF + timedelta(days=1))
    cases = {
        "late": event(action="refused", occurred_at=AS_OF, recorded_at=AS_OF + TICK)
    }
    found = breaking(REFUSED, "consents", cases, tmp_path, campaign=campaign)
    assert found == ["late"]
