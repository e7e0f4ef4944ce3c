"""Whom a record is about: every spelling that is the same person to the gate."""

from dataclasses import replace
from hashlib import sha256, sha512

import pytest

from tests.unit.test_gates_rules import CAMPAIGN, Scene, event, failed, suppression

DIGEST = sha256(b"ann@example.com").hexdigest()


def test_phone_numbers_are_matched_in_any_spelling(tmp_path):
    local, whole = "020 7946 0123", "+442079460456"
    evidence = {
        "consents": [event(address=whole, channel="sms")],
        "suppressions": [
            suppression(value="+44 (0)20 7946 0123", reason="deceased"),
            suppression(value="02079460789", reason="deceased"),
        ],
    }
    campaign = replace(CAMPAIGN, channel="sms", default_region="GB")
    points = [local, whole, "0044 20 7946 0789"]
    scene = Scene(points, points, evidence, campaign)
    assert failed(scene.gate(tmp_path)) == {
        "expect_no_contact_without_ground": 2,
        "expect_no_suppressed_contact": 2,
    }


def test_a_number_without_a_country_code_is_read_in_the_country_of_its_row(tmp_path):
    rows = [{"phone": "(202) 555-0123", "country": " us "}, {"phone": "020 7946 0123"}]
    evidence = {"suppressions": [suppression(value="+12025550123", reason="minor")]}
    campaign = replace(CAMPAIGN, channel="sms", default_region="GB")
    scene = Scene(rows, rows, evidence, campaign)
    assert scene.breaking("expect_no_suppressed_contact", tmp_path) == [
        "(202) 555-0123"
    ]


def test_with_contact_ids_phone_numbers_need_a_ground_too(tmp_path):
    campaign = replace(
        CAMPAIGN, channel="sms", permission_key="contact_id", default_region="GB"
    )
    rows = [{"phone": f"020 7946 012{i}", "contact_id": f"{i} "} for i in range(3)]
    rows.append({"phone": "020 7946 0129", "contact_id": " "})
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


# One person in each pair, and in no two of them.
SPELLINGS = [
    ("case@example.com", "CASE@EXAMPLE.COM"),
    ("tag+news@example.com", "tag@example.com"),
    ("d.ots@gmail.com", "dots@googlemail.com"),
    ("wide@example.com", "\uff57ide@\uff45xample\u3002com"),
    ("unseen@example.com", "\ufeffunseen@example.com"),
    ("compos\u00e9@example.com", "compose\u0301@example.com"),
    ("i\u0307@example.com", "\u0130@example.com"),
    ("\u03c3\u03c2@example.com", "\u03a3\u03a3@example.com"),
    ("kelvin@example.com", "\u212aelvin@example.com"),
    ("a@b\u00fccher.example", "a@xn--bcher-kva.example"),
    ("white@example.com", "\u2003white@example.com\x1c"),
]


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_suppression_matches_every_spelling(is_turned, tmp_path):
    pairs = [pair[::-1] if is_turned else pair for pair in SPELLINGS]
    named = [suppression(value=listed, reason="minor") for _, listed in pairs]
    points = [kept for kept, _ in pairs]
    others = ["other@example.com", "d.ots@example.com"]
    scene = Scene([*points, *others], [*points, *others], {"suppressions": named})
    found = scene.breaking("expect_no_suppressed_contact", tmp_path)
    assert found == sorted(kept.strip() for kept in points)


def test_a_permission_matches_the_exact_address_alone(tmp_path):
    consents = [
        event(address="sam@\uff45xample\u3002com"),
        event(address="\u212aim@example.com"),
        event(address="ann+x@example.com"),
        event(address="JOSE\u0301@example.com"),
    ]
    points = [
        "sam@example.com",
        "kim@example.com",
        "ann@example.com",
        "jos\u00e9@example.com",
    ]
    scene = Scene(points, points, {"consents": consents})
    assert scene.breaking("expect_no_contact_without_ground", tmp_path) == [
        "ann@example.com"
    ]


def test_digests_and_domains_name_a_contact_too(tmp_path):
    points = [
        "Ann+x@example.com",
        "bob@example.com",
        "cat@mail.ample.example",
        "d@sample.example",
    ]
    named = [
        suppression(match="sha256", value=DIGEST.upper()),
        suppression(match="sha512", value=sha512(b"bob@example.com").hexdigest()),
        suppression(match="domain", value="@Ample.EXAMPLE"),
    ]
    scene = Scene(points, points, {"suppressions": named})
    found = scene.breaking("expect_no_suppressed_contact", tmp_path)
    assert found == ["Ann+x@example.com", "bob@example.com", "cat@mail.ample.example"]


def test_invisible_characters_in_a_list_hide_nobody(tmp_path):
    named = [suppression(value="s\u00adam\u200d@example.com", reason="minor")]
    scene = Scene(["sam@example.com"], ["sam@example.com"], {"suppressions": named})
    assert scene.breaking("expect_no_suppressed_contact", tmp_path) == [
        "sam@example.com"
    ]
