"""Contacts who came back: what is said of them, and what is not."""

import pytest

import hygiene as hy
from hygiene.errors import InputError
from tests.e2e.commands import run
from tests.unit.world import HEAD, event, rows, suppression, written

TOML = (
    HEAD
    + """
[tables.audience]
path = "audience.csv"

[tables.consents]
path = "consents.csv"

[tables.suppressions]
path = "suppressions.csv"
"""
)
AUDIENCE = "contact_id,email\n7,ann@example.com\nx@example.com,bob@example.com\n"
CONSENTS = [event(), event(event_id="e2", address="bob@example.com")]
OTHER = suppression(suppression_id="s9", value="cleo@example.com")
HEADLINE = (
    "1 of the 2 contacts that 'june' keeps were suppressed before, and nothing has "
    "lifted that since."
)


@pytest.fixture
def now(tmp_path):
    """Write a campaign that keeps two contacts; return its path."""
    return written(
        tmp_path,
        TOML,
        audience_csv=AUDIENCE,
        consents_csv=rows(*CONSENTS).write_csv(),
        suppressions_csv=rows(OTHER).write_csv(),
    )


def before(tmp_path, *records):
    path = tmp_path / "earlier.csv"
    path.write_text(rows(*records).write_csv(), "utf-8")
    return path


def test_a_lost_suppression_is_found_with_its_place_and_the_proof_of_today(
    now, tmp_path
):
    result = hy.resurrected(now, before=before(tmp_path, OTHER, suppression()))
    assert str(result) == (
        f"{HEADLINE}\n"
        "Bring the records back, with `hygiene merge-suppressions --previous`, and "
        "find out which import lost them.\n"
        "  audience.csv, 1  7  a•••@e•••.com  unsubscribed  2026-05-10  "
        "s1 (earlier.csv, row 2)  gone  consent e1 (consents.csv, row 1)"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "ANN+x@example.com"},
        {"match": "contact_id", "value": "7"},
        {"value": "eve@example.com", "contact_id": "7"},
    ],
)
def test_it_matches_as_widely_as_a_screening(now, tmp_path, changes):
    assert (
        hy.resurrected(now, before=before(tmp_path, suppression(**changes))).contacts
        == 1
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_from": "2026-04-30"},  # the consent of May is newer: lifted
        {"effective_until": "2026-05-20"},  # over by its own term
        {"channel": "sms"},  # never was about email
        {"value": "eve@example.com"},  # not in the audience
    ],
)
def test_what_would_not_stand_today_is_no_finding(now, tmp_path, changes):
    result = hy.resurrected(now, before=before(tmp_path, suppression(**changes)))
    assert result.findings.is_empty()
    assert str(result) == (
        "Nobody came back: no earlier record would stand against any of the 2 contacts "
        "that 'june' keeps."
    )


def test_a_record_that_was_narrowed_is_said_to_have_changed(now, tmp_path):
    now.with_name("suppressions.csv").write_text(
        rows(suppression(channel="sms")).write_csv(), "utf-8"
    )
    result = hy.resurrected(now, before=before(tmp_path, suppression()))
    assert result.findings["today"].to_list() == ["changed"]


def test_a_lost_withdrawal_is_found(now, tmp_path):
    gone = event(event_id="e8", action="withdrawn", occurred_at="2026-05-02")
    result = hy.resurrected(now, before=before(tmp_path, *CONSENTS, gone))
    columns = "record", "record_table", "reason_then", "record_row"
    assert result.findings.select(columns).rows() == [
        ("e8", "consents", "consent_withdrawn", 3)
    ]


def test_the_command_ends_with_3_and_writes_no_address(now, tmp_path):
    bob = suppression(suppression_id="s2", value="bob@example.com")
    earlier, out = before(tmp_path, bob), tmp_path / "back.csv"
    done = run("resurrected", now, "--before", earlier, "--out", out)
    assert done.exit_code == 3
    assert done.stderr == f"Error: {HEADLINE}\n"
    assert "bob" not in done.stdout + out.read_text("utf-8")
    # An id that is an address is none to be shown.
    assert "x@example.com" not in done.stdout + out.read_text("utf-8")
    revealed = run("resurrected", now, "--before", earlier, "--out", out, "--reveal")
    assert revealed.exit_code == 3
    assert "bob@example.com" in out.read_text("utf-8")
    assert "bob@" not in revealed.stdout


def test_the_command_ends_with_0_when_nobody_came_back(now):
    done = run("resurrected", now, "--before", now)
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "a.csv",
            "email\n",
            (
                "'a.csv' is neither a suppressions nor a consents table: give one with "
                "'suppression_id' or 'event_id', or an earlier campaign file."
            ),
        ),
        (
            "a.toml",
            f'{HEAD}\n[tables.audience]\npath = "audience.csv"\n',
            (
                "'a.toml' names neither suppressions nor consents; there is nothing to "
                "compare with."
            ),
        ),
    ],
)
def test_what_holds_no_earlier_record_is_refused(now, tmp_path, name, text, message):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        hy.resurrected(now, before=tmp_path / name)
    assert str(caught.value) == message


def test_another_file_is_not_replaced(now, tmp_path):
    out = tmp_path / "mine.csv"
    out.write_text("mine\n", "utf-8")
    done = run("resurrected", now, "--before", now, "--out", out)
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: The file 'mine.csv' is not one that such an export wrote; give another "
        "file name.\n"
    )


def test_a_notebook_shows_no_address(now, tmp_path):
    page = hy.resurrected(now, before=before(tmp_path, suppression()))._repr_html_()
    assert "a•••@e•••.com" in page
    assert "ann" not in page
