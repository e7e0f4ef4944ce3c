"""The suite of past sends: it warns of what should not have been sent."""

from datetime import timedelta

from hygiene.gates.questions import questions
from tests.unit.gates_tables import ZOE, entry, gate, named, subject, warned
from tests.unit.test_gates_rules import CAMPAIGN, failed

FUTURE = "expect_no_send_in_the_future"
CARELESS = "expect_no_send_to_the_suppressed"
TICK = timedelta(microseconds=1)
AS_OF = CAMPAIGN.as_of
OPTED_OUT = "2026-11-01T09:00:00Z"
SENT_AT = "2026-11-10T09:00:00Z"


def opt_outs(**people):
    """Return opt-outs of people, who have their names for addresses."""
    return entry(
        "suppressions",
        *(
            {
                "suppression_id": name,
                "value": f"{name}@example.com",
                "effective_from": OPTED_OUT,
                **cells,
            }
            for name, cells in people.items()
        ),
    )


def sends(**people):
    return entry(
        "sends",
        *(
            {
                "send_id": name,
                "address": f"{name}@example.com",
                "sent_at": SENT_AT,
                **cells,
            }
            for name, cells in people.items()
        ),
    )


def consents(**people):
    return entry(
        "consents",
        *(
            {"event_id": name, "address": f"{name}@example.com", **cells}
            for name, cells in people.items()
        ),
    )


def said(work, *entries):
    result = gate(work, *entries)
    assert failed(result) == {}
    assert result.passed
    return warned(result)


def test_a_send_in_the_future_warns(tmp_path):
    when = {"now": AS_OF, "next": AS_OF + TICK, "later": AS_OF + timedelta(days=9)}
    sent = sends(**{name: {"sent_at": at.isoformat()} for name, at in when.items()})
    today = sends(today={"sent_at": "2026-11-24"}, tomorrow={"sent_at": "2026-11-25"})
    assert said(tmp_path, sent, today) == {FUTURE: 3}


# People who opted out, how, and what was sent to them: each one is a case of its own.
CARELESSLY = {
    "address": ({}, {}),
    "alias": ({"value": "ALIAS@example.com"}, {"address": "alias+x@example.com"}),
    "by_id": (
        {"match": "contact_id", "value": " 7 "},
        {"address": None, "contact_id": "7"},
    ),
    "both": ({"value": "x@example.org", "contact_id": "8"}, {"contact_id": "8"}),
    "wider": ({"purpose": "marketing", "channel": "email"}, {}),
    "ended_later": ({"effective_until": "2026-11-11"}, {}),
    "for_good": ({"reason": "complained"}, {}),
}
RIGHTLY = {
    "before": ({}, {"sent_at": OPTED_OUT}),
    "that_day": ({"effective_from": "2026-11-10"}, {}),
    "unknown_then": ({"recorded_at": "2026-11-10T09:00:00Z"}, {}),
    "ended": ({"effective_until": SENT_AT}, {}),
    "other_controller": ({}, {"controller": "eastpay"}),
    "other_channel": ({}, {"channel": "sms"}),
    "out_of_scope": ({"purpose": "marketing.survey"}, {}),
    "agreed": ({}, {}),
    "stranger": ({"value": "somebody@example.org"}, {}),
    "after_as_of": ({}, {"sent_at": "2026-11-24"}),
}
AGREED = consents(
    agreed={"occurred_at": "2026-11-05T09:00:00Z"},
    for_good={"occurred_at": "2026-11-05T09:00:00Z"},
    address={"occurred_at": "2026-10-31T09:00:00Z"},
    wider={"occurred_at": "2026-11-10T09:00:00.000001Z"},
    both={"occurred_at": "2026-11-05T09:00:00Z", "action": "requested"},
    alias={"occurred_at": "2026-11-05T09:00:00Z", "purpose": "marketing"},
)


def told(cases):
    """Return the opt-outs and the sends of some cases."""
    listed = opt_outs(**{name: out for name, (out, _) in cases.items()})
    return listed, sends(**{name: sent for name, (_, sent) in cases.items()})


def test_every_send_to_somebody_who_had_opted_out_warns(tmp_path):
    found = said(tmp_path, *told(CARELESSLY | RIGHTLY), AGREED)
    assert found == {CARELESS: len(CARELESSLY)}


def test_other_sends_do_not_warn(tmp_path):
    assert said(tmp_path, *told(RIGHTLY), AGREED) == {}


def test_every_message_to_a_person_counts_once(tmp_path):
    """However many opt-outs of hers there are, and however many were sent."""
    listed = opt_outs(zoe={}, again={"value": ZOE}, later={"value": ZOE})
    sent = entry("sends", *named("sends", 1, 2, 3, address=ZOE, sent_at=SENT_AT))
    agreed = consents(other={"occurred_at": "2026-11-05T09:00:00Z"})
    others = sends(other={}), opt_outs(other={})
    assert said(tmp_path, listed, sent, agreed, *others) == {CARELESS: 3}


def test_without_sends_nothing_is_asked(tmp_path):
    unasked = questions(subject(tmp_path), CAMPAIGN).not_applicable
    why = "The campaign names no table of past sends."
    assert (unasked[CARELESS], unasked[FUTURE]) == (why, why)
