"""Why a record about a contact counts for nothing: the one thing that is true of it."""

from tests.unit.world import ANN, BOB, dealing, event, people, rows, screen, suppression

TAGGED = "ann+x@example.com"


def whys(*, audience=None, campaign=None, **tables):
    given = people(ANN, contact_id=["7"]) if audience is None else audience
    made = {name: rows(*said) for name, said in tables.items()}
    found = screen(given, tables=made, **(campaign or {})).explain("7")
    return dict(found.records.select("id", "why").rows())


def test_records_that_match_by_id_or_alias_alone():
    found = whys(
        consents=[
            event(event_id="bills", address=BOB, contact_id="7", purpose="bills"),
            event(event_id="tea", address=TAGGED, controller="tea.example"),
            event(event_id="sms", address=TAGGED, channel="sms", action="confirmed"),
            event(event_id="begun", address=TAGGED, action="requested"),
            event(
                event_id="begun bills",
                address=TAGGED,
                action="requested",
                purpose="bills",
            ),
            event(event_id="own", action="requested", purpose="bills"),
            event(event_id="late", address=TAGGED, recorded_at="2026-06-02"),
            event(event_id="same", address=TAGGED),
        ],
        relationships=[dealing(address=TAGGED)],
    )
    assert found == {
        "bills": "it was given with another address, for another purpose",
        "tea": "it was given with another address, for another controller",
        "sms": "it was given for another channel",
        "begun": "it was begun with another address",
        "begun bills": "it was begun with another address, for another purpose",
        "own": "begun for something else",
        "late": "not known at the moment of decision",
        "same": "it was given with another address",
        "r1": "it was made with another address",
    }


def test_permissions_that_go_by_contact_id():
    found = whys(
        campaign={"permission_key": "contact_id"},
        consents=[
            event(contact_id="8"),
            event(event_id="e2", contact_id="8", purpose="bills"),
        ],
    )
    assert found == {
        "e1": "it was given with another contact id",
        "e2": "it was given with another contact id, for another purpose",
    }


def test_a_service_message_and_a_lone_consent():
    """A yes is called later only where it lifts something."""
    service = {"message": "service"}
    tables = {
        "consents": [event(), event(event_id="e0", occurred_at="2026-01-01")],
        "relationships": [dealing()],
    }
    alone = "a service message needs no ground"
    assert whys(campaign=service, **tables) == dict.fromkeys(["e1", "e0", "r1"], alone)
    erased = suppression(reason="erased", effective_from="2026-04-01")
    assert whys(campaign=service, **tables, suppressions=[erased]) == {
        "e1": f"a later yes; {alone}",
        "e0": alone,
        "r1": alone,
        "s1": "lifted by e1",
    }
