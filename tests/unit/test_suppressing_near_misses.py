"""Near misses: each looser reading, what it finds and what it leaves alone."""

import hashlib

import polars as pl
import pytest

import hygiene as hy
from hygiene.suppressing.near_missed import KINDS
from tests.e2e.commands import run
from tests.unit.test_suppressing_resurrection import TOML
from tests.unit.world import ANN, event, people, rows, screen, suppression, written


def misses(audience, *records, consents=None, rare=10, **changes):
    """Return the kinds and records of the near misses of kept contacts."""
    channel = changes.get("channel", "email")
    column = "email" if channel == "email" else "phone"
    given = consents or [
        event(event_id=f"e{number}", address=address, channel=channel)
        for number, address in enumerate(audience[column])
    ]
    screening = screen(
        audience,
        tables={"consents": rows(*given), "suppressions": rows(*records)},
        **changes,
    )
    lines = screening.near_misses(rare=rare).lines
    return [*zip(lines["kind"], lines["record"], strict=True)]


def listed(value, **more):
    return suppression(value=value, **more)


@pytest.mark.parametrize(
    ("kept", "suppressed", "kind"),
    [
        (ANN, "anne@example.com", "typo_in_name"),
        (ANN, "an@example.com", "typo_in_name"),
        (ANN, "nan@example.com", "typo_in_name"),
        ("ann@shop.example", "ann@shp.example", "typo_in_domain"),
        ("ann@shop.example", "ann@sohp.example", "typo_in_domain"),
        (ANN, "ann@example.org", "sister_domain"),
        (ANN, "ann@mail.example.com", "sister_domain"),
        (ANN, "ann@example.co.uk", "sister_domain"),
    ],
)
def test_an_address_that_is_nearly_a_suppressed_one(kept, suppressed, kind):
    assert misses(people(kept), listed(suppressed)) == [(kind, "s1")]


@pytest.mark.parametrize(
    "suppressed",
    ["bob@shop.example", "annie@shop.example", "anne@shp.example", "ann@other.example"],
)
def test_an_address_that_is_farther_away_is_none(suppressed):
    assert misses(people("ann@shop.example"), listed(suppressed)) == []


def test_names_are_compared_at_rare_domains_alone():
    audience = people(ANN, "bob@example.com", "cleo@example.com")
    assert misses(audience, listed("anne@example.com"), rare=2) == []
    assert misses(audience, listed("anne@example.com"), rare=3) == [
        ("typo_in_name", "s1")
    ]


def test_a_rare_domain_beside_a_common_one_is_compared_from_either_side():
    audience = people("a@shop.example", "b@shop.example", "c@soap.example")
    rare = listed("a@shp.example")
    assert misses(audience, rare, rare=1) == [("typo_in_domain", "s1")]
    many = people("a@shop.example", "b@shop.example", "c@shp.example")
    common = listed("c@shop.example")
    assert misses(many, common, rare=1) == [("typo_in_domain", "s1")]


def test_two_common_domains_are_no_slip_of_each_other():
    audience = people(
        "a@shop.example", "b@shop.example", "c@shp.example", "d@shp.example"
    )
    assert misses(audience, listed("a@shp.example"), rare=1) == []
    assert misses(audience, listed("a@shp.example"), rare=2) != []


@pytest.mark.parametrize(
    "domains", [("gmail.com", "ymail.com"), ("outlook.com", "outlook.fr")]
)
def test_two_public_mailbox_domains_are_neither_slips_nor_sisters(domains):
    kept, suppressed = (f"ann@{domain}" for domain in domains)
    assert misses(people(kept), listed(suppressed)) == []


def test_a_digit_ranks_last():
    audience = people("ann1@example.com", "bob@example.com")
    records = [
        listed("ann2@example.com"),
        listed("boc@example.com", suppression_id="s2"),
    ]
    assert misses(audience, *records) == [
        ("typo_in_name", "s2"),
        ("typo_in_name", "s1"),
    ]


@pytest.mark.parametrize(
    ("given", "hashed", "kind"),
    [
        (" Ann@Example.com", " Ann@Example.com", "digest_as_given"),
        (ANN, "ANN@EXAMPLE.COM", "digest_upper_case"),
        (ANN, "ann@example.com\n", "digest_line_break"),
        ("ann+x@example.com", "annx@example.com", "digest_plus_removed"),
        ("a.nn+x@example.com", "annx@example.com", "digest_dots_and_plus_removed"),
        ("j.doe+x@googlemail.com", "jdoe+x@googlemail.com", "digest_gmail_dots"),
        ("j.doe+x@googlemail.com", "jdoe@googlemail.com", "digest_gmail_dots"),
    ],
)
@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_a_digest_of_another_spelling(given, hashed, kind, algorithm):
    digest = hashlib.new(algorithm, hashed.encode()).hexdigest().upper()
    record = listed(digest, match=algorithm)
    assert misses(people(given), record) == [(kind, "s1")]


@pytest.mark.parametrize(
    "number", ["(202) 555-0123", "001 202 555 0123", "2025550123", "+44 202 555 0123"]
)
def test_a_number_that_was_not_read_as_the_same(number):
    audience = pl.DataFrame({"phone": ["+12025550123"]})
    found = misses(audience, listed(number), channel="sms")
    assert found == [("phone_spelling", "s1")]


def test_a_digest_of_a_number_without_the_plus_sign():
    audience = pl.DataFrame({"phone": ["+12025550123"]})
    digest = hashlib.sha256(b"12025550123").hexdigest()
    found = misses(audience, listed(digest, match="sha256"), channel="sms")
    assert found == [("digest_digits", "s1")]


def test_a_suppressed_number_of_an_email_contact():
    audience = people(ANN, phone=["+44 7700 900123"])
    assert misses(audience, listed("07700 900123")) == [("same_phone", "s1")]


def test_the_number_of_a_suppressed_contact():
    audience = people(ANN, "bob@shop.example", phone=["07700900123", "+447700900123"])
    assert misses(audience, listed(ANN)) == [("same_phone", "s1")]


def test_another_address_of_the_same_contact_id():
    audience = people(ANN, contact_id=["7"])
    purchase = event(event_id="e2", contact_id="7", address="a@work.example")
    consents = [event(), purchase]
    found = misses(audience, listed("a@work.example"), consents=consents)
    assert found == [("same_contact", "s1")]


def test_a_suppressed_contact_id_that_another_record_gives_for_the_address():
    consents = [event(contact_id="7")]
    record = listed("7", match="contact_id")
    assert misses(people(ANN), record, consents=consents) == [("known_contact", "s1")]


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_from": "2026-04-01"},  # a newer consent lifts it
        {"effective_until": "2026-05-20"},
        {"channel": "sms"},
    ],
)
def test_a_suppression_that_would_not_stand_makes_no_near_miss(changes):
    assert misses(people(ANN), listed("anne@example.com", **changes)) == []


@pytest.fixture
def path(tmp_path):
    """Write a campaign of one kept contact and a nearly equal suppression."""
    return written(
        tmp_path,
        TOML,
        audience_csv="contact_id,email\n7,ann@example.com\n",
        consents_csv=rows(event()).write_csv(),
        suppressions_csv=rows(listed("anne@example.com")).write_csv(),
    )


def test_the_command_lists_them_removes_nobody_and_ends_with_0(path, tmp_path):
    out = tmp_path / "near.csv"
    done = run("near-misses", path, "--out", out)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "1 of the 1 contacts that 'june' keeps are near misses of a suppression. They "
        "stay kept; look at them.\n"
        "1: A suppressed address at the same rare domain differs in one character.\n"
        "  5  audience.csv, 1  7  a•••@e•••.com  a•••@e•••.com  unsubscribed  "
        "s1 (suppressions.csv, row 1)  typo_in_name\n"
    )
    assert out.read_text("utf-8") == (
        "row,audience_file,audience_row,contact_id,rank,kind,reason,record,"
        "record_table,record_file,record_row,why\n"
        "0,audience.csv,1,7,5,typo_in_name,unsubscribed,s1,suppressions,"
        "suppressions.csv,1,"
        "A suppressed address at the same rare domain differs in one character.\n"
    )
    assert run("near-misses", path, "--out", out, "--reveal").exit_code == 0
    assert "anne@example.com" in out.read_text("utf-8")


def test_a_notebook_shows_no_address(path):
    with hy.screen(path) as screening:
        page = screening.near_misses()._repr_html_()
    assert "a•••@e•••.com" in page
    assert "ann" not in page
    assert KINDS["typo_in_name"] in page


def test_a_text_that_a_spreadsheet_computes_gets_a_quote(path, tmp_path):
    audience = path.with_name("audience.csv")
    audience.write_text("contact_id,email\n=1+1,ann@example.com\n", "utf-8")
    with hy.screen(path) as screening:
        out = screening.near_misses().write(tmp_path / "near.csv")
    assert "'=1+1" in out.read_text("utf-8")
