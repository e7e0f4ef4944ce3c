"""The words and sources of an explanation fit its channel, and what is not in it."""

import json

import pytest

import hygiene as hy
from hygiene.explaining.telling import told
from hygiene.revealing import NOTICE
from tests.unit.world import ANN, event, people, rows, screen, suppression

CHANNELS = {
    "email": ("email", "mailable", "this address,", "the mailbox"),
    "sms": ("phone", "contactable", "this number,", "the number is known to take"),
    "voice": ("phone", "contactable", "this number,", "the number is known to be"),
    "post": ("postal_key", "mailable", "this postal address,", "letters are known"),
}
"""The column, and words: of a contact, of its address, of one that bounced."""
ELECTRONIC = ("email", "sms")


def explained(*, contact=ANN, audience=None, campaign=None, **tables):
    given = people(ANN, contact_id=["7"]) if audience is None else audience
    made = {name: rows(*said) for name, said in tables.items()}
    return screen(given, tables=made, **(campaign or {})).explain(contact)


@pytest.fixture(scope="module", params=CHANNELS)
def bounced(request):
    """Return a channel, and the explanation of a contact that bounced on it."""
    column = CHANNELS[request.param][0]
    value = "+442079460018" if column == "phone" else ANN
    found = explained(
        contact="7",
        audience=people(value, contact_id=["7"]).rename({"email": column}),
        campaign={"channel": request.param},
        suppressions=[suppression(reason="hard_bounced", value=value)],
    )
    return request.param, found


def test_a_rule_cites_what_its_channel_rests_on(bounced):
    channel, found = bounced
    cited = dict(found.rules.select("rule", "citation").rows())
    for name in ("unsubscribed", "paused", "transaction_only", "other_controller"):
        assert ("PECR reg. 22" in cited[name]) == (channel in ELECTRONIC), name
    assert ("PECR reg. 21;" in cited["on_register"]) == (channel == "voice")
    for name in ("hard_bounced", "complained"):
        assert ("mailbox providers" in cited[name]) == (channel == "email"), name


def test_words_fit_the_channel(bounced):
    channel, found = bounced
    _, ready, point, restored = CHANNELS[channel]
    assert f"No single thing would make it {ready}. It takes" in found.text
    assert "\n1 record is held about this contact" in found.text
    said = "\n".join(found.remedies["said"])
    assert f" with {point}" in said
    assert f"only when {restored}" in said


def test_cheap_near_misses_are_shown_and_where_the_others_are():
    where = "Near misses of a suppression are looked for when asked for: "
    removed = explained(consents=[event(purpose="marketing.offers")])
    line = "\n  [consents e1] nearly a ground: it is for another purpose\n"
    assert line in removed.text
    assert "Near misses of a ground" in removed._repr_html_()
    kept = explained(consents=[event()])
    assert f"\n{where}explanation.near_misses\n" in kept.text
    assert "explanation.near_misses  # of a suppression too" in kept._repr_html_()
    for other in (removed.text, "\n".join(told(kept, kept.near_misses))):
        assert where not in other


def test_a_repeated_alias_is_no_repeated_address():
    tagged = "ann+x@example.com"
    found = explained(
        contact=tagged,
        audience=people(ANN, tagged),
        campaign={"addresses": {"duplicates": "alias"}},
        consents=[event(), event(event_id="e2", address=tagged)],
    )
    (said,) = found.remedies["said"]
    assert said == (
        "nothing needs to change: an earlier row with this address or an alias of it "
        "is kept"
    )


def test_an_explanation_is_masked_whatever_is_revealed():
    found = explained(consents=[event()])
    with hy.reveal():
        for shown in (found.text, found._repr_html_(), json.dumps(found.to_dict())):
            assert ANN not in shown
            assert NOTICE not in shown
