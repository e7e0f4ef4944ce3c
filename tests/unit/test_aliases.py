"""Other addresses: consent of the same person under another address."""

import polars as pl
import pytest

from hygiene.transforms.aliases import other_address_rows
from hygiene.vocabulary import Reason
from tests.unit.world import ANN, ENGINES, campaign, event, keyed

ALIAS = "ann+x@example.com"


def audience(**changes):
    row = {
        "row": 0,
        "person": "7",
        "strict_key": ANN,
        "wide_key": ANN,
        "proof": None,
        "gap": None,
        **changes,
    }
    schema = {"proof": pl.String, "gap": pl.UInt8, "person": pl.String}
    return pl.LazyFrame([row], schema_overrides=schema)


def rows(events, engine="streaming", *, made=None, **changes):
    made = made or campaign()
    found = other_address_rows(audience(**changes), keyed("consents", events), made)
    return found.collect(engine=engine)["row"].to_list()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([event()], []),
        ([event(address=ALIAS)], [0]),
        ([event(), event(event_id="e2", address=ALIAS)], [0]),
        ([event(address="x@example.net", contact_id=" 7 ")], [0]),
        ([event(address=None, contact_id="7")], [0]),
        (
            [
                event(contact_id="7"),
                event(event_id="e2", address=None, contact_id="7"),
            ],
            [0],
        ),
        ([event(address="x@example.net", contact_id="07")], []),
        ([event(address=ALIAS, purpose="*")], []),
        ([event(address=ALIAS, channel="sms")], []),
        ([event(address=ALIAS, controller="southbank")], []),
        ([event(address=ALIAS, action="requested")], []),
        ([event(address=ALIAS, action="withdrawn")], []),
        ([event(address=ALIAS, occurred_at="2026-06-02")], []),
    ],
)
def test_who_consented_elsewhere(events, found, engine):
    """A yes in scope that matches by alias or person, and not by address."""
    assert rows(events, engine) == found


def test_a_row_without_a_person_matches_nobody_by_person():
    """Null is not equal to null."""
    events = [event(address="x@example.net", contact_id=None)]
    assert rows(events, person=None) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"proof": "0x"}, []),
        ({"gap": Reason.CONSENT_PENDING.place}, []),
        ({"gap": Reason.OTHER_PURPOSE.place}, [0]),
    ],
)
def test_only_open_questions_are_asked(changes, found):
    """A proof, or a reason that comes before, makes the question idle."""
    assert rows([event(address=ALIAS)], **changes) == found


@pytest.mark.parametrize(("contact_id", "found"), [("7", []), ("8", [0]), (None, [0])])
def test_where_permission_is_by_person(contact_id, found):
    """The other address is then the same address of another person."""
    made = campaign(permission_key="contact_id")
    assert rows([event(contact_id=contact_id)], made=made) == found
