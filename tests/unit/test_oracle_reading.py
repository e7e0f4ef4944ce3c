"""The oracle reads addresses and times as the contract says, by hand."""

from datetime import date, datetime

import pytest

from tests.unit.small_worlds import consent, decision, reasons, suppression

AGED = {"grounds": [{"kind": "consent", "basis": "consent", "max_age": "1mo"}]}


@pytest.mark.parametrize(
    "spelling",
    [
        "SAM@EXAMPLE.COM",
        "sam+news@example.com",
        "s\u00adam@example.com",
        "\uff53am@example.com",
        "\u200bsam@example.com",
    ],
)
def test_a_no_is_for_every_alias(spelling):
    assert "unsubscribed" in reasons(consent(), suppression(value=spelling))


@pytest.mark.parametrize("spelling", ["sam+news@example.com", "\uff53am@example.com"])
def test_a_yes_is_for_the_strict_key_alone(spelling):
    assert reasons(consent(address=spelling)) == ["other_address"]


def test_dots_and_googlemail_are_one_mailbox_at_gmail_only():
    gmail = suppression(value="j.doe+x@googlemail.com")
    assert "unsubscribed" in reasons(gmail, audience=["jdoe@gmail.com"])
    elsewhere = suppression(value="j.doe@example.com")
    assert reasons(elsewhere, audience=["jdoe@example.com"]) == ["unknown_origin"]


def test_a_leading_plus_is_no_tag():
    found = reasons(suppression(value="+a@example.com"), audience=["+b@example.com"])
    assert found == ["unknown_origin"]


@pytest.mark.parametrize(
    ("value", "address", "is_match"),
    [
        ("@Example.com", "sam@example.com", True),
        ("*.example.com", "sam@mail.example.com", True),
        ("ample.com", "sam@example.com", False),
        ("mail.example.com", "sam@example.com", False),
        ("b\u00fccher.example", "sam@xn--bcher-kva.example", True),
    ],
)
def test_domains_match_on_label_boundaries(value, address, is_match):
    found = reasons(suppression(match="domain", value=value), audience=[address])
    assert ("unsubscribed" in found) is is_match


@pytest.mark.parametrize("audience", ["sam@example.com", "sam+news@example.com"])
def test_digest_matches_the_strict_or_the_wide_key(audience):
    md5 = "E179E95C00E7718AB4A23840F992EA63"  # of sam@example.com
    found = reasons(suppression(match="md5", value=md5), audience=[audience])
    assert "unsubscribed" in found


def test_permission_by_contact_id_needs_no_address():
    event = consent(address=None, contact_id=" c1 ")
    row = {"email": "new@example.com", "contact_id": "c1"}
    assert reasons(event, audience=[row]) == ["other_address"]
    assert reasons(event, audience=[row], permission_key="contact_id") == []


def test_phone_is_read_in_the_rows_country():
    event = consent(address="+12025550123", channel="sms")
    row = {"phone": "(202) 555-0123"}
    assert reasons(event, audience=[row], channel="sms") == ["address_invalid"]
    assert reasons(event, audience=[row | {"country": " us "}], channel="sms") == []
    row = {"phone": "202 555 0123"}
    assert reasons(event, audience=[row], channel="sms", default_region="US") == []


@pytest.mark.parametrize("today", ["2026-11-24", date(2026, 11, 24)])
def test_a_days_yes_is_known_once_the_day_is_over(today):
    assert reasons(consent(occurred_at=today)) == ["unknown_origin"]


@pytest.mark.parametrize("today", ["2026-11-24", date(2026, 11, 24)])
def test_a_days_no_is_active_from_its_beginning(today):
    found = reasons(consent(), consent(2, action="withdrawn", occurred_at=today))
    assert found == ["consent_withdrawn"]


def test_on_the_same_day_the_no_comes_last():
    day = "2026-11-20"
    given, withdrawn = consent(occurred_at=day), consent(2, action="withdrawn")
    assert reasons(given, withdrawn | {"occurred_at": day}) == ["consent_withdrawn"]
    noon = given | {"occurred_at": "2026-11-20T12:00:00Z"}
    assert reasons(noon, withdrawn | {"occurred_at": day}) == ["consent_withdrawn"]
    earlier = withdrawn | {"occurred_at": "2026-11-19"}
    assert reasons(given, earlier) == []


def test_suppression_lasts_through_its_last_day_and_not_to_its_last_instant():
    assert reasons(consent(), suppression(effective_until="2026-11-24")) != []
    assert reasons(consent(), suppression(effective_until="2026-11-23")) == []
    assert reasons(consent(), suppression(effective_until="2026-11-24T09:00Z")) == []


def test_expiry_is_exclusive_and_a_days_is_its_beginning():
    assert reasons(consent(expires_at="2026-11-24T09:00:00Z")) == ["consent_expired"]
    assert reasons(consent(expires_at="2026-11-24T09:00:00.000001Z")) == []
    assert reasons(consent(expires_at="2026-11-24")) == ["consent_expired"]


def test_late_records_are_not_known():
    late = "2026-11-24T09:00:00.000001Z"
    assert reasons(consent(recorded_at=late)) == ["unknown_origin"]
    assert reasons(consent(), suppression(recorded_at=late)) == []
    later = datetime.fromisoformat("2026-11-25T00:00:00Z")
    assert reasons(consent(recorded_at=late), known_at=later) == []


def test_a_refusal_counts_though_the_clients_clock_runs_ahead():
    ahead = consent(2, action="refused", occurred_at="2027-01-01T00:00:00Z")
    assert reasons(consent(), ahead) == []
    recorded = ahead | {"recorded_at": "2026-11-20T00:00:00Z"}
    assert reasons(consent(), recorded) == ["consent_refused"]


def test_an_ambiguous_local_time_is_the_earlier_instant():
    clocks_back = "2026-10-25T01:30"  # 00:30Z in summer time, then 01:30Z
    as_of = datetime.fromisoformat("2026-10-25T00:45:00Z")
    assert reasons(consent(occurred_at=clocks_back), as_of=as_of) == []
    before = datetime.fromisoformat("2026-10-25T00:15:00Z")
    assert reasons(consent(occurred_at=clocks_back), as_of=before) != []


def test_a_local_time_that_never_was_is_an_input_error():
    with pytest.raises(ValueError, match="does not exist"):
        decision(consent(occurred_at="2026-03-29T01:30"))


def test_a_tables_own_zone_reads_its_naive_times():
    event = consent(occurred_at="2026-11-24T04:30")
    assert reasons(event, timezones={"consents": "America/New_York"}) != []
    assert reasons(event) == []


def test_months_are_counted_back_to_the_end_of_a_short_month():
    as_of = datetime.fromisoformat("2026-03-31T12:00:00Z")
    in_time = consent(occurred_at="2026-02-28T00:00:00Z")
    assert reasons(in_time, as_of=as_of, policy=AGED) == []
    too_old = consent(occurred_at="2026-02-27T23:59:59.999999Z")
    assert reasons(too_old, as_of=as_of, policy=AGED) == ["consent_expired"]


def test_the_sending_day_is_the_campaigns():
    as_of = datetime.fromisoformat("2026-07-01T23:30:00Z")  # 2 July in London
    event = consent(occurred_at="2026-06-01T12:00:00Z")
    assert reasons(event, as_of=as_of, policy=AGED) == ["consent_expired"]
    assert reasons(event, as_of=as_of, policy=AGED, timezone="UTC") == []
