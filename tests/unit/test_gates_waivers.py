"""Waivers: what may be waived, by whom it is said, and until when."""

from datetime import UTC, datetime

import pytest

from hygiene.errors import InputError
from hygiene.gates.result import Waiver
from hygiene.gates.waivers import apply_waivers, read_waivers
from tests.unit.gate_results import (
    FAILED,
    MISSED,
    PARDONABLE,
    PASSED,
    UNSURE,
    WAIVER,
    WARNED,
    gate,
)

KNOWN = ["expect_no_role_address", "expect_no_suppressed_contact"]
WAIVABLE = {"expect_no_role_address"}
GOOD = """
[[waivers]]
expectation = "expect_no_role_address"
reason = "The branch mailboxes  are\\ncontracts."
approved_by = "the head of CRM"
expires = 2026-12-31
"""
NOON = datetime(2026, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def reader(content):
        path = tmp_path / "waivers.toml"
        path.write_text(content, "utf-8")
        return read_waivers(path, known=KNOWN, waivable=WAIVABLE)

    return reader


@pytest.fixture
def refused(read):
    def reader(content):
        with pytest.raises(InputError) as caught:
            read(content)
        assert caught.value.exit_code == 2
        return list(caught.value.problems) or str(caught.value)

    return reader


def said(name="expect_no_role_address", **more):
    """Return one waiver as TOML; None leaves a key out."""
    keys = {
        "expectation": f'"{name}"',
        "reason": '"Known gap."',
        "approved_by": '"head of CRM"',
        "expires": "2026-12-31",
        **more,
    }
    lines = [f"{key} = {value}" for key, value in keys.items() if value is not None]
    return "\n".join(["[[waivers]]", *lines, ""])


def test_without_a_file_nothing_is_waived(tmp_path):
    assert read_waivers(tmp_path / "waivers.toml", known=KNOWN, waivable=[]) == ()


def test_a_waiver_is_read(read):
    assert read(GOOD) == (
        Waiver(
            "expect_no_role_address",
            "The branch mailboxes are contracts.",
            "head of CRM",
            "2026-12-31",
        ),
    )
    assert read("") == ()


def test_everything_that_is_wrong_is_listed_at_once(refused):
    content = "[waiver]\n" + said("expect_no_role_adress", approved_by='" "', why='"x"')
    assert refused(content) == [
        "the file has an unknown key 'waiver'. Did you mean 'waivers'?",
        "waiver 1 has an unknown key 'why'.",
        (
            "waiver 1: there is no expectation 'expect_no_role_adress'. "
            "Did you mean 'expect_no_role_address'?"
        ),
        "waiver 1: 'approved_by' is blank.",
    ]


@pytest.mark.parametrize("key", ["expectation", "reason", "approved_by", "expires"])
def test_every_key_is_needed(refused, key):
    assert refused(said(**{key: None})) == [f"waiver 1: '{key}' is missing."]


@pytest.mark.parametrize("expires", ['"2026-12-31"', "2026-12-31T00:00:00Z", "7"])
def test_a_waiver_expires_on_a_date(refused, expires):
    assert refused(said(expires=expires)) == [
        "waiver 1: 'expires' must be a date such as 2026-12-31, unquoted."
    ]


@pytest.mark.parametrize("sign", ["@", "\uff20"])
def test_a_waiver_names_a_role_and_no_person(refused, sign):
    person = f'"ann{sign}example.com"'
    problems = refused(said(approved_by=person, reason=person))
    assert problems == [
        (
            "waiver 1: 'reason' holds an '@', but reports show it; "
            "say it without an address."
        ),
        (
            "waiver 1: 'approved_by' holds an '@', but reports show it; "
            "say a role such as 'head of CRM'."
        ),
    ]


def test_a_waiver_cannot_steer_a_terminal(refused):
    assert refused(said(reason='"a\\u001b[2Jb"')) == [
        "waiver 1: 'reason' holds a character that cannot be shown."
    ]


def test_an_expectation_is_waived_once(refused):
    assert refused(said() + said()) == [
        "'expect_no_role_address' is waived 2 times; keep one of them."
    ]


def test_promises_about_suppression_and_consent_are_never_waived(refused):
    [problem] = refused(said("expect_no_suppressed_contact"))
    assert problem == (
        "waiver 1: 'expect_no_suppressed_contact' can never be waived. Promises about "
        "suppression and consent, and whatever its suite does not call waivable, hold "
        "without exception: correct the list instead."
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("waivers = 1", ["the file: 'waivers' must be a list."]),
        ("waivers = [1]", ["waiver 1 must be a table, written as [[waivers]]."]),
    ],
)
def test_a_file_of_another_shape_is_refused(refused, content, problem):
    assert refused(content) == problem


def test_a_file_that_is_not_toml_is_refused_and_not_quoted(refused):
    assert refused("ann@example.com") == (
        "waivers.toml is not a TOML file; docs/gates.md shows one."
    )


def test_a_file_that_cannot_be_read_is_no_missing_file(tmp_path):
    path = tmp_path / "waivers.toml"
    path.mkdir()
    with pytest.raises(InputError, match=r"^waivers.toml cannot be read: "):
        read_waivers(path, known=KNOWN, waivable=WAIVABLE)
    path.rmdir()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"^waivers.toml cannot be read: "):
        read_waivers(path, known=KNOWN, waivable=WAIVABLE)


def test_an_unknown_name_that_could_be_a_person_is_not_quoted(refused):
    assert refused(said("ann@example.com")) == [
        "waiver 1: there is no expectation '(withheld)'."
    ]


def test_a_huge_file_is_refused(refused):
    assert refused("#" * 1_000_001) == (
        "waivers.toml is larger than 1 MB; is it a waiver file?"
    )


def test_a_waived_check_holds_nothing_back_and_stays_failed():
    result = apply_waivers(gate(PASSED, PARDONABLE), [WAIVER], NOON, "UTC")
    assert result.passed
    assert [check.state for check in result.checks] == ["passed", "failed"]
    assert result.checks[1].waiver == WAIVER
    assert result.notes == ()


def test_a_waiver_frees_no_other_check():
    result = apply_waivers(gate(FAILED, PARDONABLE), [WAIVER], NOON, "UTC")
    assert not result.passed
    assert result.checks[0] == FAILED


@pytest.mark.parametrize(
    ("hour", "zone", "holds"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "UTC", True),
        (datetime(2027, 1, 1, tzinfo=UTC), "UTC", False),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "Europe/Berlin", False),
        (datetime(2027, 1, 1, 4, 59, tzinfo=UTC), "America/New_York", True),
    ],
)
def test_a_waiver_holds_through_its_last_day_in_the_zone(hour, zone, holds):
    assert apply_waivers(gate(PARDONABLE), [WAIVER], hour, zone).passed is holds


def test_an_expired_waiver_only_says_so():
    later = datetime(2027, 1, 1, tzinfo=UTC)
    result = apply_waivers(gate(PARDONABLE, notes=("a",)), [WAIVER], later, "UTC")
    assert result.checks == (PARDONABLE,)
    assert result.notes == (
        "a",
        (
            "The waiver of expect_e expired on 2026-12-31 and no longer counts; "
            "delete it from waivers.toml, or have it approved anew."
        ),
    )


def test_what_could_not_be_checked_is_not_waived():
    waiver = Waiver(UNSURE.expectation, "x", "y", "2026-12-31")
    result = apply_waivers(gate(UNSURE), [waiver], NOON, "UTC")
    assert result.checks == (UNSURE,)
    [note] = result.notes
    assert note == (
        "The waiver of expect_d does not count: what could not be checked cannot be "
        "waived."
    )


@pytest.mark.parametrize("check", [PASSED, WARNED])
def test_a_waiver_that_nothing_needs_says_so(check):
    waiver = Waiver(check.expectation, "x", "y", "2026-12-31")
    result = apply_waivers(gate(check), [waiver], NOON, "UTC")
    assert result.checks == (check,)
    name = check.expectation
    note = f"The waiver of {name} is not needed; delete it from waivers.toml."
    assert result.notes == (note,)


def test_a_broken_gate_is_not_waived():
    broken = gate(PARDONABLE, canaries=MISSED)
    assert apply_waivers(broken, [WAIVER], NOON, "UTC") == broken
    assert not apply_waivers(gate(), [WAIVER], NOON, "UTC").passed
