"""`hygiene formats`, and what a screening says of shapes that were never tested."""

import json

from hygiene.sources.formats.registry import formats
from tests.e2e.commands import run
from tests.unit.formats_reading import SAMPLES

PLAIN_LIST = """\
plain_list: A list of addresses or numbers, one a line
  one value a line; verified. Known from: made by hand, or a list for upload of any
    system.

list: fills suppressions
  must hold     line
  is read       value = line
  you declare   reason; effective_from

Easily misread:
  - Declare why nobody on it may be contacted (reason), and since when (effective_from).
  - A line with a comma, a semicolon, a tab or a bar belongs to a table, and is refused.
  - A line with two addresses, or with a name beside one, is refused as well.
  - A heading is read as a line like any other: it matches nobody and is counted as
    unreadable.
"""


def test_it_lists_every_format_and_what_it_fills():
    lines = run("formats").stdout.splitlines()
    assert [line.split()[0] for line in lines if line] == [*formats(), "canonical"]
    assert "stripe_payments     verified           relationships" in lines
    assert "iso_27560           untested           consents" in lines
    assert "sendgrid            partly untested    suppressions" in lines


def test_it_tells_all_of_one():
    assert run("formats", "plain_list").stdout == PLAIN_LIST


def test_it_tells_what_values_mean_and_what_is_left_out():
    text = run("formats", "mautic").stdout
    means = "reason: 1 = unsubscribed; 2 = hard_bounced; 3 = blocked"
    assert f"  means         {means}\n" in text
    assert "left out      reason: 0" in text
    assert "say timezone in the campaign file" in text


def test_an_unknown_one_is_refused():
    done = run("formats", "mail_chimp")
    assert done.exit_code == 2
    assert done.stderr.startswith(
        "Error: there is no format 'mail_chimp'. Did you mean 'mailchimp'?"
    )


def test_a_screening_says_what_was_never_tested(tmp_path):
    """On stderr, so that a pipe stays clean, in the summary and in the report."""
    (tmp_path / "audience.csv").write_text("email\nada@example.com\n", "utf-8")
    (tmp_path / "campaign.toml").write_text(
        '[campaign]\nid = "c"\ncontroller = "northpay"\nchannel = "email"\n'
        'purpose = "marketing.newsletter"\nas_of = 2026-11-24T09:00:00Z\n'
        'timezone = "UTC"\npolicy = "uk"\n'
        '[tables.audience]\npath = "audience.csv"\n'
        f'[[tables.suppressions]]\npath = "{SAMPLES}/sendgrid"\nformat = "sendgrid"\n',
        "utf-8",
    )
    out = tmp_path / "out"
    done = run("screen", tmp_path / "campaign.toml", "--out", out, "--json")
    note = (
        "'suppression_unsubscribes.csv' is read as sendgrid (unsubscribes): this shape "
        "is declared, and was never tested on a real file. Check some rows by hand."
    )
    assert f"Note: {note}\n" in done.stderr
    given = json.loads(done.stdout)["inputs"]
    inputs = {item["file"]: item for item in given if "file" in item}
    assert inputs["suppression_unsubscribes.csv"]["notes"] == [note]
    assert "notes" not in inputs["suppression_bounces.csv"]
    report = (out / "report.html").read_text("utf-8")
    assert "read as sendgrid (unsubscribes)" in report
