"""Which contact is asked for: numbers of any country, and texts that are none."""

import pytest

from hygiene.errors import InputError
from tests.unit.world import event, people, rows, screen

NATIONAL = "020 7946 0018"
BRITISH = "+442079460018"
ITALIAN = f"+39{NATIONAL.replace(' ', '')}"
UNREAD = "It cannot be read as a phone number, so nothing is said of records about it."


def numbers(*phones, countries, **tables):
    given = people(
        *phones, country=countries, contact_id=[f"c{n}" for n, _ in enumerate(phones)]
    ).rename({"email": "phone"})
    made = {name: rows(*said) for name, said in tables.items()}
    return screen(given, tables=made, channel="sms")


@pytest.mark.parametrize("country", ["GB", " gb "])
def test_a_number_is_read_in_the_countries_of_the_audience(country):
    made = numbers(BRITISH, "+12025550123", countries=[country, "US"])
    found = made.explain(NATIONAL)
    assert found.decisions["row"].to_list() == [0]


def test_a_number_that_may_be_two_is_refused():
    made = numbers(BRITISH, ITALIAN, countries=["GB", "IT"])
    with pytest.raises(InputError) as raised:
        made.explain(NATIONAL)
    assert str(raised.value) == (
        "It may be any of 2 numbers of the audience, each of another country. Write "
        "it with its country code, or ask for the contact id."
    )
    for asked in (BRITISH, "c0"):
        assert made.explain(asked).decisions["row"].to_list() == [0]


def test_records_of_a_stranger_are_found_in_the_countries_of_the_audience():
    held = event(address=BRITISH, channel="sms")
    made = numbers("+442079460019", countries=["GB"], consents=[held])
    with pytest.raises(InputError, match=r"held about it .* \(consents: 1\)"):
        made.explain(NATIONAL)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("12", UNREAD),
        ("person", "Records are held about it all the same (consents: 1)."),
        ("+442079460099", "No record is held about it either."),
    ],
    ids=["unread", "by id", "read"],
)
def test_nothing_is_claimed_of_a_text_that_cannot_be_read(asked, said):
    held = event(address=BRITISH, channel="sms", contact_id="person")
    made = numbers("+442079460019", countries=["GB"], consents=[held])
    with pytest.raises(InputError) as raised:
        made.explain(asked)
    assert str(raised.value) == (
        "The audience has no contact with this address or contact id, so nothing was "
        f"decided about it. {said} Look it up as it stands in the audience file."
    )
