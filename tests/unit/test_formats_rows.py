"""Values that a format does not know are rejected with their file and row."""

from datetime import date

import pytest

from hygiene.errors import RejectedRowsError
from tests.unit.formats_reading import staged

SINCE = {"effective_from": date(2026, 1, 31)}
WHY = {**SINCE, "reason": "objected"}
BLANK_HUBSPOT = "Email,Portal Bounce,Portal Unsubscribe,Portal Spam Report,Our News\n"

ROWS = {
    "a bounce of an unknown kind": (
        "list.csv",
        "gone@example.com,BOUNCE\nodd@example.com,SOMETHING\n",
        {"format": "amazon_ses", "constants": SINCE},
        (2, "reason"),
    ),
    "a header where none belongs": (
        "list.csv",
        "Email,Reason\ngone@example.com,BOUNCE\n",
        {"format": "amazon_ses", "constants": SINCE},
        (1, "reason"),
    ),
    "an answer about a type that is neither yes nor no": (
        "list.csv",
        f"{BLANK_HUBSPOT}a@example.com,,,,TRUE\nb@example.com,,,,perhaps\n",
        {"format": "hubspot", "constants": SINCE},
        (2, "reason"),
    ),
    "a status of a new kind": (
        "list.csv",
        (
            "uuid,email,status,updated_at\nu,a@example.com,quarantined,"
            "2026-02-03 17:18:30 +0000 UTC\n"
        ),
        {"format": "listmonk"},
        (1, "reason"),
    ),
    "day and month that are not as declared": (
        "unsubs.csv",
        "SubscriberKey,EmailAddress,EventDate\nA,a@example.com,24/11/2026 09:00\n",
        {"format": "salesforce_mc", "timezone": "UTC"},
        (1, "effective_from"),
    ),
    "a channel that we do not have": (
        "dnc.csv",
        "email,reason,channel,date_added\na@example.com,1,pigeon,2026-01-01 00:00:00\n",
        {"format": "mautic", "timezone": "UTC"},
        (1, "channel"),
    ),
    "a webhook about something else": (
        "webhooks.jsonl",
        '{"RecordType": "Bounce", "Email": "a@example.com"}\n',
        {"format": "postmark"},
        (1, "value"),
    ),
    "a notification of a new kind": (
        "events.jsonl",
        (
            '{"notificationType": "Bounce", "mail": {"destination": ["a@example.com"]},'
            ' "bounce": {"bounceType": "Final", "timestamp": "2026-01-01T00:00:00Z"}}\n'
        ),
        {"format": "amazon_ses_events"},
        (1, "reason"),
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_an_unknown_value_is_rejected_with_its_file_and_row(tmp_path, name):
    file, text, said, place = ROWS[name]
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(RejectedRowsError) as caught:
        staged(file, "suppressions", said, tmp_path)
    rejects = caught.value.rejects
    assert set(rejects["file"]) == {file}
    assert place in rejects.select("row", "column").rows()
    assert set(rejects["row"]) == {place[0]}
    assert "@" not in str(caught.value)


SHAPES = {
    "a table that is called a list": (
        "a@example.com\nb@example.com,2026-01-01\n",
        {"format": "plain_list", "constants": WHY},
        2,
    ),
    "digests of another algorithm": (
        f"{'0' * 64}\n{'0' * 32}\n",
        {
            "format": "hashed_list",
            "digest": "sha256",
            "normalisation": "lowercase",
            "constants": WHY,
        },
        2,
    ),
    "addresses in a list of digests": (
        "a@example.com\n",
        {
            "format": "hashed_list",
            "digest": "md5",
            "normalisation": "mailbox",
            "constants": WHY,
        },
        1,
    ),
    "a register with a heading": (
        "Number\n02079460018\n",
        {"format": "tps", "constants": SINCE},
        1,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_line_of_another_shape_refuses_the_list(tmp_path, name):
    text, said, row = SHAPES[name]
    (tmp_path / "list.txt").write_text(text, "utf-8")
    with pytest.raises(RejectedRowsError) as caught:
        staged("list.txt", "suppressions", said, tmp_path)
    assert str(caught.value) == (
        "'list.txt' has 1 row(s) whose 'line' does not look as this format has it; "
        f"nothing was read. Is it another kind of file?\n- first at row {row}"
    )
    assert caught.value.rejects.rows() == [
        ("list.txt", row, "line", "does not look as this format has it")
    ]


def test_a_withdrawal_without_a_controller_is_not_lost(tmp_path):
    """A consent record that does not say whose it is stops the run."""
    record = (
        '{"event": {"type": "consent_withdrawn", "time": "2026-01-01T00:00:00Z"}, '
        '"pii_principal_id": "1", "purposes": [{"purpose": "marketing"}]}'
    )
    (tmp_path / "records.json").write_text(record, "utf-8")
    with pytest.raises(RejectedRowsError) as caught:
        staged("records.json", "consents", {"format": "iso_27560"}, tmp_path)
    assert (1, "controller") in caught.value.rejects.select("row", "column").rows()


def test_a_purpose_on_another_basis_is_no_consent(tmp_path):
    record = (
        '{"event": {"type": "consent_given", "time": "2026-01-01T00:00:00Z"}, '
        '"pii_principal_id": "1", "purposes": [{"purpose": "marketing", '
        '"lawful_basis": "legitimate_interests", "pii_controllers": ["us"]}]}'
    )
    (tmp_path / "records.json").write_text(record, "utf-8")
    with pytest.raises(RejectedRowsError, match=r"'purposes\[\]\.lawful_basis' does"):
        staged("records.json", "consents", {"format": "iso_27560"}, tmp_path)
