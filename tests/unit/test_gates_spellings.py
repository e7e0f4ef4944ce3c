"""Whom a record is about: spellings that the gate compares, and those it cannot."""

from dataclasses import replace

from hygiene.keys.email import strict_key
from tests.unit.test_gates_rules import CAMPAIGN, Scene, event, failed, suppression


def test_phone_numbers_are_matched_only_where_the_text_settles_it(tmp_path):
    local, whole = "07700 900123", "+447700900456"
    evidence = {
        "suppressions": [
            suppression(value=local, reason="deceased"),
            suppression(value=f" {whole}", reason="deceased"),
        ]
    }
    campaign = replace(CAMPAIGN, channel="sms", default_region="GB")
    scene = Scene([local, whole, local], [local, whole, local], evidence, campaign)
    result = scene.gate(tmp_path)
    assert failed(result) == {"expect_no_suppressed_contact": 1}
    assert "permission_key" in result.not_applicable["expect_no_contact_without_ground"]


def test_with_contact_ids_phone_numbers_need_a_ground_too(tmp_path):
    campaign = replace(CAMPAIGN, channel="sms", permission_key="contact_id")
    rows = [{"phone": f"07700 90012{i}", "contact_id": f"{i} "} for i in range(3)]
    rows.append({"phone": "07700 900129", "contact_id": " "})
    evidence = {"consents": [event(contact_id=" 1", channel="sms")]}
    scene = Scene(rows, rows, evidence, campaign)
    assert failed(scene.gate(tmp_path)) == {"expect_no_contact_without_ground": 3}


def test_a_suppression_matches_by_its_value_and_by_its_person(tmp_path):
    rows = [
        {"email": "a@example.com", "contact_id": " 1"},
        {"email": "b@example.com", "contact_id": "2 "},
        {"email": "c@example.com", "contact_id": "3"},
        {"email": "d\u00e9@example.com", "contact_id": "4"},
        {"email": "e@example.com", "contact_id": ""},
    ]
    named = [
        suppression(match="contact_id", value="1\u00a0", reason="minor"),
        suppression(value="x@example.com", contact_id="2", reason="minor"),
        suppression(value="3", reason="minor"),
        suppression(value="x@example.com", contact_id="4", reason="minor"),
        suppression(match="md5", value="0" * 32, contact_id=" ", reason="minor"),
    ]
    scene = Scene(rows, rows, {"suppressions": named})
    found = [
        point[0] for point in scene.breaking("expect_no_suppressed_contact", tmp_path)
    ]
    assert found == ["a", "b", "d"]


def test_spellings_outside_ascii_are_given_the_benefit_of_the_doubt(tmp_path):
    consents = [
        event(address="sam@\uff45xample\u3002com"),
        event(address="\u212aim@example.com"),
        event(address="ann@example.com"),
    ]
    points = [
        "sam@example.com",
        "kim@example.com",
        "tom@example.com",
        "t\u00f6m@example.com",
    ]
    scene = Scene(points, points, {"consents": consents})
    assert scene.breaking("expect_no_contact_without_ground", tmp_path) == [
        "tom@example.com"
    ]


LETTER_OF = {0x212A: "k"}  # the Kelvin sign


def test_every_character_that_hides_an_ascii_address_keeps_its_letters():
    """Prove the definition of `local_letters` against the strict key."""
    for code in range(0x80, 0x30000):
        key = strict_key(f"a{chr(code)}b@example.com")
        if key.isascii():
            letters = "".join(sign for sign in key.partition("@")[0] if sign.isalnum())
            assert letters == f"a{LETTER_OF.get(code, '')}b", hex(code)
