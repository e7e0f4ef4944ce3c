"""What a format does not know is refused in whole sentences, never read in part."""

import shutil
from datetime import date

import pytest

from hygiene.errors import InputError
from tests.unit.formats_reading import SAMPLES, entries_of, staged

SINCE = {"effective_from": date(2026, 1, 31)}
WHY = {**SINCE, "reason": "objected"}
HEAD = "The campaign file c.toml cannot be used:\n- [tables.{}]: "


def refusal(path, table, said, folder=SAMPLES):
    with pytest.raises(InputError) as caught:
        entries_of(path, table, said, folder)
    text = str(caught.value)
    start = HEAD.format(table)
    assert text.startswith(start)
    return text.removeprefix(start)


REFUSED = {
    "another system's file": (
        "telnyx/suppressions.csv",
        {"format": "braze", "timezone": "UTC"},
        (
            "'suppressions.csv' lacks 'user_id', 'email', "
            "'unsubscribed_from_emails_at', which files of braze for the "
            "suppressions table have. Run `hygiene formats braze` to see what it "
            "must hold."
        ),
    ),
    "a name that does not say which file it is": (
        "telnyx/suppressions.csv",
        {"format": "mailgun"},
        (
            "the name 'suppressions.csv' does not say which mailgun file it is. Say "
            "part = one of 'bounces', 'complaints', 'unsubscribes'."
        ),
    ),
    "a part that there is not": (
        "sendgrid/suppression_bounces.csv",
        {"format": "sendgrid", "part": "blocks"},
        (
            "sendgrid has no part 'blocks' for the suppressions table. Say part = "
            "one of 'bounces', 'spam_reports', 'invalid_emails', 'unsubscribes'."
        ),
    ),
    "no zone": (
        "mailchimp",
        {"format": "mailchimp"},
        (
            "the times in files of mailchimp carry no zone. Say in which zone they "
            "were "
            'written, e.g. timezone = "UTC".'
        ),
    ),
    "no date": (
        "amazon_ses/import.csv",
        {"format": "amazon_ses"},
        (
            "files of amazon_ses cannot say 'effective_from'. Say it in constants = "
            '{ effective_from = "..." }.'
        ),
    ),
    "digests of nobody knows what": (
        "hashed_list/opt_outs.txt",
        {"format": "hashed_list", "digest": "sha256", "constants": WHY},
        (
            "a hashed list can only be matched when it is known what was hashed: say "
            "digest = one of 'md5', 'sha1', 'sha256', 'sha512' and normalisation = "
            "one of 'lowercase', 'mailbox'. Ask who made the list."
        ),
    ),
    "JSON of another system": (
        "brevo/blocked.json",
        {"format": "postmark"},
        (
            "record 1 of 'blocked.json' is not one of postmark: it has none of the "
            "keys 'Suppressions', 'RecordType'."
        ),
    ),
    "a column that the file lacks": (
        "telnyx/suppressions.csv",
        {"format": "telnyx", "columns": {"contact_id": "Customer"}},
        "'suppressions.csv': 'contact_id' is mapped to a column that the file lacks.",
    ),
    "a column that the table lacks": (
        "telnyx/suppressions.csv",
        {"format": "telnyx", "columns": {"contactid": "id"}},
        "the suppressions table has no column 'contactid'. Did you mean 'contact_id'?",
    ),
    "a format that there is not": (
        "telnyx/suppressions.csv",
        {"format": "telnix"},
        "there is no format 'telnix'. Did you mean 'telnyx'? The formats are ",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name):
    path, said, message = REFUSED[name]
    text = refusal(path, "suppressions", said)
    if message.endswith(" "):
        text = text[: len(message)]
    assert text == message


def test_an_export_that_says_nothing_for_a_table():
    said = {"format": "stripe_payments", "constants": {"controller": "n", "role": "n"}}
    path = "stripe_payments/payments.csv"
    assert refusal(path, "suppressions", said) == (
        "an export of stripe_payments says nothing for the suppressions table; it "
        "fills 'relationships'."
    )


def test_a_folder_with_a_file_that_nobody_knows(tmp_path):
    """A renamed list of opt-outs in the folder of an export is not passed over."""
    shutil.copytree(SAMPLES / "sendgrid", tmp_path / "sendgrid")
    (tmp_path / "sendgrid" / "suppression_unsubscribes.csv").rename(
        tmp_path / "sendgrid" / "export (3).csv"
    )
    (tmp_path / "sendgrid" / ".DS_Store").write_bytes(b"\0")
    said = {"format": "sendgrid"}
    assert refusal("sendgrid", "suppressions", said, tmp_path) == (
        "'sendgrid' holds 'export (3).csv', which by its name is no file of sendgrid. "
        "Move it, or name the files one by one, each with its part."
    )


def test_a_name_that_says_two_things(tmp_path):
    given = tmp_path / "bounces_and_unsubscribes.csv"
    shutil.copy(SAMPLES / "sendgrid" / "suppression_bounces.csv", given)
    text = refusal(given.name, "suppressions", {"format": "sendgrid"}, tmp_path)
    assert text.startswith("the name 'bounces_and_unsubscribes.csv' does not say which")
    said = {"format": "sendgrid", "part": "unsubscribes"}
    found = staged(given.name, "suppressions", said, tmp_path)
    assert found["reason"].to_list() == ["unsubscribed"]


def test_two_columns_of_one_name(tmp_path):
    (tmp_path / "spam.csv").write_text("email,created,Email\na@example.com,1,b\n")
    assert refusal("spam.csv", "suppressions", {"format": "sendgrid"}, tmp_path) == (
        "'spam.csv' has the column 'email' more than once, so that it is not clear "
        "which one counts. Give every column a name of its own."
    )
