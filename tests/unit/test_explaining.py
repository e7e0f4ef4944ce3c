"""What an explanation says of a contact: rules, records, remedies, near misses."""

import json

import pytest

from hygiene.errors import InputError
from hygiene.explaining.citations import CITATIONS
from hygiene.explaining.telling import near_lines
from hygiene.vocabulary import Reason
from tests.unit.world import (
    ANN,
    BOB,
    dealing,
    event,
    people,
    policy,
    rows,
    screen,
    send,
    suppression,
)

DEALINGS = [("alone", "relationship"), ("alone", "relationship")]
LIMITS = {"max_sends": 2, "per": "7d"}


def explained(*, contact=ANN, audience=None, campaign=None, **tables):
    given = people(ANN, contact_id=["7"]) if audience is None else audience
    made = {name: rows(*said) for name, said in tables.items()}
    return screen(given, tables=made, **(campaign or {})).explain(contact)


def rule(found, name):
    (line,) = [one for one in found.rules.to_dicts() if one["rule"] == name]
    return line["outcome"], line["records"]


def whys(found):
    return dict(found.records.select("id", "why").rows())


def remedies(found):
    return found.remedies.select("way", "kind").rows()


def test_every_reason_has_a_source():
    assert set(CITATIONS) == set(Reason)
    assert all(citation.source for citation in CITATIONS.values())


def test_every_rule_is_tried_in_the_order_of_the_contract():
    found = explained()
    grounds = ["consent", "soft_opt_in", "charitable_soft_opt_in"]
    regimes = ["corporate_subscriber", "live_call", "legitimate_interests"]
    codes = [reason.value for reason in Reason]
    at = Reason.WORDING_INVALID.place
    order = [*codes[:at], *grounds, *regimes, *codes[at:]]
    assert found.rules["rule"].to_list() == order
    assert rule(found, "unknown_origin") == ("holds", [])


def test_what_each_record_does():
    found = explained(
        campaign={"limits": LIMITS, "categories": ("payments",)},
        consents=[
            event(),
            event(event_id="e0", occurred_at="2026-03-01"),
            event(event_id="for offers", purpose="marketing.offers"),
            event(event_id="tomorrow", occurred_at="2026-06-02"),
            event(event_id="no to sms", action="withdrawn", channel="sms"),
            event(event_id="begun", action="requested"),
            event(event_id="tagged", address="ann+x@example.com"),
        ],
        relationships=[
            dealing(relationship_id="loan", category="loans"),
            dealing(relationship_id="shop", role="processor", controller="tea.example"),
        ],
        suppressions=[
            suppression(effective_from="2026-04-01"),
            suppression(suppression_id="over", effective_until="2026-05-11"),
            suppression(suppression_id="soon", effective_from="2026-06-02"),
            suppression(suppression_id="of tea", controller="tea.example"),
            suppression(suppression_id="bounce", reason="hard_bounced"),
        ],
        sends=[send(), send(send_id="old", sent_at="2026-01-01")],
    )
    assert whys(found) == {
        "e1": "proves the ground 'consent'",
        "e0": "would prove a ground too",
        "for offers": "it is for another purpose",
        "tomorrow": "not known at the moment of decision",
        "no to sms": "for another controller, channel or purpose",
        "begun": "it was begun and never confirmed",
        "tagged": "it was given with another address",
        "loan": "a dealing is not consent",
        "shop": "it is held on behalf of someone else",
        "s1": "lifted by e1",
        "over": "no longer in force",
        "soon": "not yet in force",
        "of tea": "for another controller, channel or purpose",
        "bounce": "stands against it: hard_bounced",
        "m1": "counts for the limit of messages",
        "old": "a message that was sent",
    }
    assert rule(found, "unsubscribed") == ("lifted", ["s1"])
    assert rule(found, "hard_bounced") == ("holds", ["bounce"])
    assert rule(found, "consent") == ("holds", ["e1"])
    assert rule(found, "soft_opt_in") == ("not asked", [])


def test_a_service_message_needs_no_ground():
    found = explained(
        campaign={"message": "service"},
        consents=[event(), event(event_id="e2", action="withdrawn")],
        suppressions=[suppression()],
    )
    assert whys(found) == {
        "e1": "a later yes; a service message needs no ground",
        "e2": "a service message needs none",
        "s1": "it stops marketing messages only",
    }
    assert rule(found, "consent") == ("not asked", [])
    assert remedies(found) == []


CASES = {
    "customer": [
        dealing(opt_out_offered="false"),
        ("alone", "consent"), *DEALINGS,
    ],
    "unsubscribed": [event(), suppression(), ("alone", "consent")],
    "complained": [event(), suppression(reason="complained"), ("alone", "end")],
    "paused": [
        event(), suppression(reason="paused", effective_until="2026-07-01"),
        ("alone", "wait"), ("alone", "end"),
    ],
    "stranger who complained": [
        suppression(reason="complained"), ("together", "consent"), ("together", "end"),
    ],
    "twice": [
        event(), suppression(reason="complained"),
        suppression(suppression_id="more", reason="minor"), ("together", "end"),
    ],
    "capped": [event(), send(), send(send_id="more"), ("alone", "wait")],
}  # fmt: skip
"""What is on record of each contact, and what would make it mailable."""
ID_COLUMNS = {
    "consents": "event_id",
    "relationships": "relationship_id",
    "suppressions": "suppression_id",
    "sends": "send_id",
}


@pytest.fixture(scope="module")
def cases():
    """Return one screening of every case, each a contact of its own."""
    tables = {table: [] for table in ID_COLUMNS}
    for number, said in enumerate(CASES.values()):
        for record in [one for one in said if isinstance(one, dict)]:
            table = next(name for name, key in ID_COLUMNS.items() if key in record)
            key = "value" if table == "suppressions" else "address"
            name = f"{number}.{record[ID_COLUMNS[table]]}"
            own = {key: f"n{number}@example.com", ID_COLUMNS[table]: name}
            tables[table].append(record | own)
    everyone = people(*(f"n{number}@example.com" for number in range(len(CASES))))
    made = {table: rows(*records) for table, records in tables.items()}
    with screen(everyone, tables=made, limits=LIMITS) as screening:
        yield screening


@pytest.mark.parametrize("case", CASES)
def test_what_would_make_it_mailable(cases, case):
    number = list(CASES).index(case)
    found = cases.explain(f"n{number}@example.com")
    assert remedies(found) == [one for one in CASES[case] if isinstance(one, tuple)]


@pytest.mark.parametrize(
    ("campaign", "tables", "wanted"),
    [
        ({}, {"consents": [event(wording="v1")], "wordings": [{"wording": "v0",
         "invalidated_at": "2020-01-01"}]}, DEALINGS),
        (
            {"policy": policy({"kind": "opt_out_regime", "basis": "open"})},
            {},
            [("alone", "source")],
        ),
        (
            {"policy": policy({"kind": "opt_out_regime", "basis": "open",
                               "channels": ["post"]})},
            {},
            [("none", "nothing")],
        ),
    ],
)  # fmt: skip
def test_what_the_policy_and_the_texts_let_count(campaign, tables, wanted):
    assert remedies(explained(campaign=campaign, **tables)) == wanted


def said(found):
    return found.remedies["said"].to_list()


def test_a_policy_that_asks_for_a_confirmation():
    found = explained(campaign={"policy": "strict"}, suppressions=[suppression()])
    (confirmed,) = said(found)
    assert confirmed == (
        "a confirmed consent for marketing.news by email with this address, given to "
        "northpay by the person after 2026-05-10 11:00, not by preticked_box, import, "
        "purchased_list or referral, not collected by anyone else"
    )


def test_an_objection_of_today_is_lifted_by_a_consent_of_tomorrow():
    found = explained(suppressions=[suppression(effective_from="2026-06-01")])
    (remedy,) = [one for one in found.remedies.to_dicts() if one["kind"] == "consent"]
    assert remedy["at"] > remedy["after"] > found.campaign.as_of


def test_mailboxes_and_rows_that_no_person_can_change():
    mailbox = "info@example.com"
    found = explained(
        contact=mailbox, audience=people(mailbox), consents=[event(address=mailbox)]
    )
    assert remedies(found) == [("alone", "campaign")]
    found = explained(contact="ann at home", audience=people("ann at home"))
    assert said(found)[0].startswith("nothing: the address cannot be written to.")
    found = explained(audience=people(ANN, ANN), consents=[event()])
    assert found.remedies.select("row", "way").rows() == [(1, "none")]
    assert "an earlier row with this address is kept" in said(found)[0]


def test_near_misses():
    """Of a ground where none is proven, of a suppression where the contact is kept."""
    found = explained(
        consents=[event(purpose="marketing.offers")],
        relationships=[dealing(role="processor")],
    )
    near = found.near_misses.select("of", "record", "why").rows()
    assert near == [("ground", "e1", "it is for another purpose")]
    slip = suppression(value="anm@example.com")
    found = explained(consents=[event()], suppressions=[slip])
    near = found.near_misses.select("of", "table", "record").rows()
    assert near == [("suppression", "suppressions", "s1")]
    head, line = near_lines(found)
    assert head == "Near misses, for a person to look at:"
    assert line == (
        "  [suppressions s1] nearly a suppression: A suppressed address at the same "
        "rare domain differs in one character"
    )


def test_a_stranger_about_whom_records_are_held():
    said = r"Records are held about it all the same \(consents: 1, suppressions: 1\)\."
    with pytest.raises(InputError, match=said):
        explained(
            contact=BOB,
            consents=[event(address=BOB)],
            suppressions=[
                suppression(value="bob+x@example.com"),
                suppression(suppression_id="s2"),
            ],
        )


def test_the_picture_is_of_the_same_records():
    made = screen(people(ANN), tables={"consents": rows(event())})
    found = made.explain(ANN)
    title = "a•••@e•••.com: kept on the ground 'consent'"
    assert found.timeline["record"].to_list() == ["e1", None]
    for ax in (found.plot(), made.plot.timeline(ANN)):
        assert ax.get_title(loc="left") == title
        assert ax.texts[0].get_text() == "given 1 May 2026"
    ax = explained().plot()
    assert ax.get_title(loc="left") == "a•••@e•••.com: removed as unknown_origin"


def test_as_json_and_as_html():
    found = explained(
        audience=people(ANN, contact_id=[ANN]),
        consents=[event(event_id=ANN, purpose="a<b>")],
        suppressions=[suppression(suppression_id="<i>")],
    )
    text = json.dumps(found.to_dict())
    page = found._repr_html_()
    assert (
        json.loads(text)["decisions"][0]["reasons"]
        == found.decisions["reasons"][0].to_list()
    )
    assert "a&lt;b&gt;" in page
    assert "&lt;i&gt;" in page
    assert page.count("<th ") == page.count('<th scope="')
    for shown in (page, found.text, text):
        assert ANN not in shown
        assert "<i>" not in page
