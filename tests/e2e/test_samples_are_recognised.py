"""Every sample of another system is recognised, and shows nobody."""

import json
import re
import zipfile

import pytest

import hygiene as hy
from hygiene.sources.formats.registry import formats
from tests.contracts.files import ROOT

SAMPLES = ROOT / "sample_data" / "formats"
MAILCHIMP = "email_audience_export_0a1b2c3d4e.csv"
ZIP = "mailchimp_zip/audience_export_0a1b2c3d4e.zip"
AUD, CON, REL, SUP = "audience", "consents", "relationships", "suppressions"
CSV = ("csv", "utf-8", "comma")
BOM = ("csv", "utf-8-sig", "comma")
JSON = ("json", "utf-8", None)
NDJSON = ("ndjson", "utf-8", None)
LINES = ("lines", "utf-8", None)
KLAVIYO = {"klaviyo": {AUD, CON, SUP}, "klaviyo_suppressed": {SUP}}
EXPECTED = {
    "amazon_ses/import.csv": (CSV, "likely", {"amazon_ses": {SUP}}),
    "amazon_ses_events/notifications.jsonl": (
        NDJSON, "sure", {"amazon_ses_events": {SUP}},
    ),
    "amazon_ses_json/import.json": (JSON, "sure", {"amazon_ses_json": {SUP}}),
    "amazon_ses_list/list.json": (JSON, "sure", {"amazon_ses_list": {SUP}}),
    "braze/segment.csv": (CSV, "likely", {"braze": {AUD, SUP}}),
    "brevo/blocked.json": (JSON, "sure", {"brevo": {SUP}}),
    "cloudflare/suppressions.csv": (CSV, "possible", {"cloudflare": {SUP}}),
    "hashed_list/opt_outs.txt": (LINES, "likely", {"hashed_list": {SUP}}),
    "hubspot/unsubscribes-and-bounces.csv": (CSV, "sure", {"hubspot": {SUP}}),
    "iso_27560/records.json": (JSON, "sure", {"iso_27560": {CON}}),
    "klaviyo/newsletter.csv": (BOM, "sure", KLAVIYO),
    "listmonk/subscribers.csv": (CSV, "sure", {"listmonk": {AUD, SUP}}),
    "mailgun/bounces.csv": (CSV, "sure", {"mailgun": {SUP}}),
    "mailgun/complaints.csv": (CSV, "sure", {"mailgun": {SUP}}),
    "mailgun/unsubscribes.csv": (CSV, "sure", {"mailgun": {SUP}}),
    "mailgun_api/bounces.json": (JSON, "sure", {"mailgun_api": {SUP}}),
    "mailgun_api/complaints.json": (JSON, "sure", {"mailgun_api": {SUP}}),
    "mailgun_api/unsubscribes.json": (JSON, "sure", {"mailgun_api": {SUP}}),
    "mautic/do_not_contact.csv": (CSV, "sure", {"mautic": {SUP}}),
    "opower/unsubscribed.csv": (CSV, "sure", {"opower": {SUP}}),
    "plain_list/opt_outs.txt": (LINES, "possible", {"plain_list": {SUP}}),
    "postmark/suppressions.json": (JSON, "sure", {"postmark": {SUP}}),
    "postmark/webhooks.jsonl": (NDJSON, "sure", {"postmark": {SUP}}),
    "salesforce_mc/Bounces.csv": (CSV, "sure", {"salesforce_mc": {SUP}}),
    "salesforce_mc/NotSent.csv": (CSV, "sure", {"salesforce_mc": {SUP}}),
    "salesforce_mc/Subscribers.csv": (CSV, "sure", {"salesforce_mc": {SUP}}),
    "salesforce_mc/Unsubs.csv": (CSV, "sure", {"salesforce_mc": {SUP}}),
    "sendgrid/suppression_blocks.csv": (CSV, "sure", {"sendgrid": {""}}),
    "sendgrid/suppression_bounces.csv": (CSV, "sure", {"sendgrid": {SUP}}),
    "sendgrid/suppression_invalid_emails.csv": (CSV, "sure", {"sendgrid": {SUP}}),
    "sendgrid/suppression_spam_reports.csv": (CSV, "sure", {"sendgrid": {SUP}}),
    "sendgrid/suppression_unsubscribes.csv": (CSV, "sure", {"sendgrid": {SUP}}),
    "shopify_customers/customers_export.csv": (
        BOM, "sure", {"shopify_customers": {AUD, REL, SUP}},
    ),
    "sparkpost/suppressions.json": (JSON, "sure", {"sparkpost": {SUP}}),
    "stripe_payments/payments.csv": (CSV, "sure", {"stripe_payments": {REL}}),
    "telnyx/suppressions.csv": (CSV, "sure", {"telnyx": {SUP}}),
    "tps/tps.txt": (LINES, "likely", {"tps": {SUP}}),
    "tps/tps_spaces.txt": (LINES, "likely", {"tps": {SUP}}),
    f"mailchimp/cleaned_{MAILCHIMP}": (CSV, "sure", {"mailchimp": {SUP}}),
    f"mailchimp/nonsubscribed_{MAILCHIMP}": (CSV, "sure", {"mailchimp": {REL}}),
    f"mailchimp/subscribed_{MAILCHIMP}": (CSV, "sure", {"mailchimp": {AUD, CON}}),
    f"mailchimp/unsubscribed_{MAILCHIMP}": (CSV, "sure", {"mailchimp": {SUP}}),
}  # fmt: skip
"""What each file is: how it is written, how sure that is, and what tables it fills."""

LISTED = {
    "tps/tps.txt": ["tps", "plain_list"],
    "tps/tps_spaces.txt": ["tps", "plain_list"],
    "plain_list/opt_outs.txt": ["plain_list"],
    "hashed_list/opt_outs.txt": ["hashed_list"],
}
"""Lists that say little: everything that they could be, the surest first."""


def samples():
    files = (path for path in SAMPLES.rglob("*") if path.is_file())
    return {str(path.relative_to(SAMPLES)): path for path in files}


def surest(facts):
    """Return how sure it is what a file is, and the tables of each such format."""
    best = facts.matches[0].confidence
    found = {}
    for match in facts.matches:
        if match.confidence == best:
            found.setdefault(match.format, set()).add(match.table)
    return best, found


def test_every_sample_and_every_format_is_in_the_table():
    """A new sample, or a format without one, must be added here."""
    assert samples().keys() == EXPECTED.keys() | {ZIP}
    found = {name for _, _, tables in EXPECTED.values() for name in tables}
    assert found == formats().keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_recognised_as_its_own_system(name):
    """Its format and tables, and how it is written."""
    (facts,) = hy.inspect(SAMPLES / name).files
    shape, confidence, tables = EXPECTED[name]
    assert (facts.kind, facts.encoding, facts.delimiter) == shape
    assert surest(facts) == (confidence, tables)


@pytest.mark.parametrize("name", LISTED)
def test_what_says_little_is_listed_as_such(name):
    """Of a list of bare values all that it could be is listed."""
    (facts,) = hy.inspect(SAMPLES / name).files
    assert [match.format for match in facts.matches] == LISTED[name]


def test_files_in_an_archive_and_in_a_folder():
    """They are recognised as they are alone; files of one name are told apart."""
    packed = hy.inspect(SAMPLES / ZIP).files
    found = {one.file.rpartition("/")[2]: surest(one) for one in packed}
    assert found == {
        name.partition("/")[2]: EXPECTED[name][1:]
        for name in EXPECTED
        if name.startswith("mailchimp/")
    }
    assert {one.file.partition("/")[0] for one in packed} == {ZIP.partition("/")[2]}
    folders = [SAMPLES / "cloudflare", SAMPLES / "telnyx"]
    names = [one.file for one in hy.inspect(folders).files]
    assert names == ["cloudflare/suppressions.csv", "telnyx/suppressions.csv"]


def personal_values():
    """Return every address, number and digest that stands in the samples."""
    texts = [
        path.read_bytes().decode("utf-8-sig")
        for path in samples().values()
        if path.suffix != ".zip"
    ]
    with zipfile.ZipFile(SAMPLES / ZIP) as archive:
        texts += [archive.read(name).decode() for name in archive.namelist()]
    found = set()
    for pattern in (
        r"[\w.+-]+@[\w.-]+", r"\+?\d[\d ]{8,}\d", r"[0-9A-Fa-f]{32,}",
        r"NP-\d", r"\b\d{4}79460\d\d\d\b",
    ):  # fmt: skip
        found.update(match for text in texts for match in re.findall(pattern, text))
    return found


@pytest.fixture(scope="module")
def inspected():
    """Return what is said of every sample."""
    return hy.inspect([path.parent for path in samples().values()])


def test_no_value_of_a_person_is_shown(inspected, tmp_path):
    """No address, number, digest or id of the samples, in any form of what is said."""
    values = personal_values()
    assert {"ben@example.com", "02079460018", "0207 9460018", "NP-1"} <= values
    found = inspected
    shown = f"{found}{found._repr_html_()}{json.dumps(found.to_dict())}"
    shown += f"{found.frame().rows()}{found.matches().rows()}"
    folders = sorted({path.parent for path in samples().values()})
    proposal = hy.init(folders, tmp_path / "campaign.toml")
    shown += f"{proposal}{proposal.text}"
    # A time is no number of a person; the newest ones are told in full.
    dates = {value for value in values if re.fullmatch(r"\d{10}", value)}
    assert sorted(value for value in values - dates if value in shown) == []


def test_lines_fit_a_terminal(inspected):
    """Nothing that is printed is wider than 100 columns."""
    assert max(map(len, str(inspected).splitlines())) <= 100


def test_a_renamed_export_is_left_to_a_person(tmp_path):
    """Who is subscribed is said by the name of a Mailchimp file and nothing else."""
    given = SAMPLES / "mailchimp" / f"subscribed_{MAILCHIMP}"
    (tmp_path / "people.csv").write_bytes(given.read_bytes())
    text = hy.init(tmp_path, tmp_path / "campaign.toml").text
    assert "[[tables" not in text
    assert '# DECIDE: what "people.csv" is, if it belongs here.' in text
