"""Explaining one contact: its decision and its records, and nobody else's."""

import hashlib

import pytest

from hygiene.errors import InputError
from tests.unit.world import (
    ANN,
    BOB,
    dealing,
    event,
    people,
    rows,
    screen,
    send,
    suppression,
)

DIGEST = hashlib.sha256(ANN.encode()).hexdigest()


def explained(contact=ANN, *, audience=None, **tables):
    given = people(ANN, BOB, contact_id=["7", "8"]) if audience is None else audience
    made = screen(given, tables={name: rows(*said) for name, said in tables.items()})
    return made.explain(contact)


def ids(found):
    return found.records["id"].to_list()


def test_the_whole_text():
    """A removed contact: reasons, the records against it, and all that is held."""
    found = explained(
        consents=[event()],
        suppressions=[
            suppression(effective_from="2026-05-10"),
            suppression(suppression_id="s2", value=BOB),
        ],
        relationships=[dealing(relationship_id="r2", address=BOB)],
    )
    assert str(found) == repr(found) == found.text
    told, rules = found.text.split("The rules for row 0")
    assert told == (
        "a•••@e•••.com and the campaign 'june' "
        "(marketing.news by email, as of 2026-06-01 09:00 UTC):\n"
        "Row 0 is removed:\n"
        "  unsubscribed: The person unsubscribed and has not consented anew.\n"
        "  Records that stand against it: s1.\n"
        "  What alone would make it mailable: a consent for marketing.news by email "
        "with this address, given to northpay by the person after 2026-05-10, not by "
        "preticked_box, import, purchased_list or referral.\n"
        "2 record(s) are held about this contact (times in Europe/London):\n"
        "  2026-05-01 11:00  given (email, marketing.news, northpay)  [consents e1]: "
        "proves the ground 'consent'\n"
        "  2026-05-10        unsubscribed (*, *, *)  [suppressions s1]: stands against "
        "it: unsubscribed\n"
    )
    assert rules.startswith(
        ", in the order in which they are tried:\n"
        "  does not hold: address_missing, address_invalid, deceased, minor, erased, "
        "objected, complained\n"
        "  holds: unsubscribed [s1]. PECR reg. 22(2): consent for the time being; GDPR "
        "art. 7(3) (see Royal Mail, ICO 2022: people on hold were picked up by a "
        "reminder)\n"
        "  does not hold: blocked, on_register, paused, hard_bounced, "
        "consent_withdrawn, consent_refused\n"
        "  holds: ground 'consent' [e1]. PECR reg. 22(2); UK GDPR arts. 4(11), "
        "6(1)(a), 7. Six months for indirect consent: ICO advice, a policy value\n"
    )


def test_a_kept_contact():
    """Its ground and the record that proves it."""
    lines = explained(consents=[event()]).text.split("\n")
    assert lines[1] == "Row 0 is kept on the ground 'consent', proven by record e1."


def test_a_contact_without_records():
    """Nothing held is said."""
    assert "\nNo record is held about this contact.\n" in explained().text


@pytest.mark.parametrize(
    "contact", [ANN, " ANN@example.com ", "7", " 7 ", "\u200bann@example.com"]
)
def test_a_contact_is_found_in_any_spelling(contact):
    """By address as the channel reads it, or by contact id; and is shown masked."""
    found = explained(contact)
    assert found.decisions["row"].to_list() == [0]
    assert ANN not in found.text


@pytest.mark.parametrize("contact", ["ann", "ann+x@example.com", "77", "", "  "])
def test_a_stranger_is_refused(contact):
    """An alias, a part or nothing is no contact of the audience."""
    with pytest.raises(
        InputError, match="The audience has no contact with this address"
    ):
        explained(contact)


def test_an_unreadable_address_is_found_as_it_stands():
    """A row that was removed for its address can be asked for."""
    found = explained("ann at home", audience=people("ann at home", BOB))
    assert found.decisions["reason"].to_list() == ["address_invalid"]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "Ann+x@example.com"},
        {"value": BOB, "contact_id": "7"},
        {"match": "contact_id", "value": " 7"},
        {"match": "domain", "value": "@example.com"},
        {"match": "sha256", "value": DIGEST.upper()},
    ],
)
def test_suppressions_are_found_in_every_way_they_match(changes):
    """What stands against a contact is among its records."""
    assert ids(explained(suppressions=[suppression(**changes)])) == ["s1"]


def test_no_records_of_strangers():
    """Another person's records stay out, even with a text in common."""
    found = explained(
        audience=people(ANN, "7", contact_id=["7", "8"]),
        consents=[event(event_id="other", address=BOB, contact_id="8")],
        relationships=[dealing(address=BOB)],
        sends=[send(address=BOB)],
        suppressions=[
            suppression(value=BOB),
            suppression(suppression_id="s2", match="contact_id", value="8"),
            suppression(suppression_id="s3", match="domain", value="example.net"),
            suppression(suppression_id="s4", match="contact_id", value=ANN),
            suppression(suppression_id="s5", match="sha1", value="7"),
            suppression(suppression_id="s6", value="7"),
        ],
    )
    assert ids(found) == []


def test_null_and_blank_ids_are_nobody_s():
    """A record without an id does not belong to a row without one."""
    found = explained(
        audience=people(ANN, BOB, contact_id=[None, ""]),
        consents=[event(address=BOB, contact_id=None)],
        sends=[send(address=BOB, contact_id=" ")],
    )
    assert ids(found) == []


def test_an_id_of_another_table_does_not_explain():
    """Records of two tables may have one id; both are told apart."""
    found = explained(
        consents=[event(event_id="1", address=BOB)],
        suppressions=[suppression(suppression_id="1")],
    )
    assert found.records.select("table", "id").rows() == [("suppressions", "1")]


def test_every_row_of_a_contact_is_told():
    """Duplicates are rows of one contact."""
    found = explained(audience=people(ANN, BOB, ANN.upper()), consents=[event()])
    assert found.decisions["decision"].to_list() == ["keep", "remove"]
    assert "Row 2 is removed:\n  duplicate: " in found.text
