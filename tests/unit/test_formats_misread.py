"""What would be read as something else than it says is refused in whole sentences."""

from datetime import date

import pytest

from hygiene.errors import InputError, RejectedRowsError
from tests.unit.formats_reading import SAMPLES, entries_of, staged

SINCE = {"effective_from": date(2026, 1, 31)}
WHY = {**SINCE, "reason": "objected"}
START = "The campaign file c.toml cannot be used:\n- [tables.{}]: "
SHOPIFY = "Email,Accepts Email Marketing,Phone,Accepts SMS Marketing,Mail\n"

REFUSED = {
    "an object where a list belongs": (
        "blocked.json",
        '{"contacts": {"email": "a@example.com", "reason": {"code": "hardBounce"}}}',
        {"format": "brevo"},
        (
            "record 1 of 'blocked.json' does not have a list at 'contacts[]'. "
            "Export it again."
        ),
    ),
    "one recipient of a bounce, not in a list": (
        "events.jsonl",
        (
            '{"notificationType": "Delivery"}\n{"notificationType": '
            '"Bounce", "bounce": '
            '{"bouncedRecipients": {"emailAddress": "a@example.com"}}}\n'
        ),
        {"format": "amazon_ses_events"},
        (
            "record 2 of 'events.jsonl' does not have a list at "
            "'bounce.bouncedRecipients[]'. Export it again."
        ),
    ),
    "a list where the object with the list belongs": (
        "events.jsonl",
        (
            '{"notificationType": "Complaint", "complaint": [{"complainedRecipients": '
            '[{"emailAddress": "a@example.com"}]}]}\n'
        ),
        {"format": "amazon_ses_events"},
        (
            "record 1 of 'events.jsonl' does not have a list at "
            "'complaint.complainedRecipients[]'. Export it again."
        ),
    ),
    "a key twice in a file": (
        "blocked.json",
        '{"contacts": [{"email": "a@example.com"}],\n"contacts": []}',
        {"format": "brevo"},
        (
            "'blocked.json' has an object with a key more than once, so that it is not "
            "known which one counts. Export it again."
        ),
    ),
    "a key twice in a line": (
        "events.jsonl",
        (
            '{"notificationType": "Delivery"}\n'
            '{"notificationType": "Bounce", "notificationType": "Delivery"}\n'
        ),
        {"format": "amazon_ses_events"},
        (
            "'events.jsonl', line 2, has an object with a key more than "
            "once, so that it "
            "is not known which one counts. Export it again."
        ),
    ),
    "a key twice in a message that is text": (
        "events.jsonl",
        (
            '{"Message": "{\\"notificationType\\": \\"Bounce\\", '
            '\\"notificationType\\": \\"Delivery\\"}"}\n'
        ),
        {"format": "amazon_ses_events"},
        (
            "record 1 of 'events.jsonl' has an object with a key more "
            "than once, so that "
            "it is not known which one counts. Export it again."
        ),
    ),
    "a path that leads nowhere": (
        "blocked.json",
        '{"contacts": [{"email": "a@example.com", "reason": {"code": "hardBounce"}}]}',
        {"format": "brevo", "columns": {"effective_until": "contacts[].until"}},
        (
            "'blocked.json': 'effective_until' is mapped to a path that "
            "leads to nothing "
            "in every record."
        ),
    ),
    "one column for the address and the number": (
        "customers.csv",
        f"{SHOPIFY}a@example.com,no,,no,a@example.com\n",
        {
            "format": "shopify_customers",
            "constants": SINCE,
            "columns": {"value": "Mail"},
        },
        (
            "'value' is mapped to one column, but shopify_customers has "
            "it in another one "
            "in each part. Say part = one of 'no_email', 'no_sms', in an "
            "entry for each."
        ),
    ),
    "one column for the address and the id": (
        "segment.csv",
        "user_id,email,unsubscribed_from_emails_at,Mail\n1,a@example.com,,b\n",
        {"format": "braze", "timezone": "UTC", "columns": {"value": "Mail"}},
        (
            "'value' is mapped to one column, but braze has it in another one in each "
            "part. Say part = one of 'unsubscribed', 'unsubscribed_ids', "
            "in an entry for "
            "each."
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(tmp_path, name):
    file, text, said, message = REFUSED[name]
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        entries_of(file, "suppressions", said, tmp_path)
    assert str(caught.value) == START.format("suppressions") + message


def test_an_export_with_no_record_has_nothing_at_any_path(tmp_path):
    (tmp_path / "blocked.json").write_text('{"contacts": []}', "utf-8")
    said = {"format": "brevo", "columns": {"effective_until": "contacts[].until"}}
    assert staged("blocked.json", "suppressions", said, tmp_path).is_empty()


NOBODY = {
    "a complaint of nobody": (
        '{"notificationType": "Complaint", "complaint": '
        '{"complainedRecipients": [], "timestamp": "2026-01-01T00:00:00Z"}}\n'
    ),
    "a complaint without a list": (
        '{"notificationType": "Complaint", "complaint": '
        '{"timestamp": "2026-01-01T00:00:00Z"}}\n'
    ),
    "a bounce of nobody": (
        '{"notificationType": "Bounce", "bounce": {"bounceType": "Permanent", '
        '"bouncedRecipients": [], "timestamp": "2026-01-01T00:00:00Z"}}\n'
    ),
}


@pytest.mark.parametrize("name", NOBODY)
def test_a_notification_that_names_nobody_is_rejected(tmp_path, name):
    (tmp_path / "events.jsonl").write_text(NOBODY[name], "utf-8")
    said = {"format": "amazon_ses_events"}
    with pytest.raises(RejectedRowsError) as caught:
        staged("events.jsonl", "suppressions", said, tmp_path)
    assert set(caught.value.rejects.select("row", "column").rows()) == {(1, "value")}


MISFITS = {
    "cloudflare with semicolons": (
        "a@example.com;2027-02-03T17:18:30Z\n",
        {"format": "cloudflare", "constants": WHY},
        "address",
    ),
    "amazon_ses with semicolons": (
        "a@example.com;BOUNCE\n",
        {"format": "amazon_ses", "constants": SINCE},
        "address",
    ),
    "two addresses on a line": (
        "ann@example.com bob@example.com\n",
        {"format": "plain_list", "constants": WHY},
        "line",
    ),
    "a name beside an address": (
        "Ann <ann@example.com>\n",
        {"format": "plain_list", "constants": WHY},
        "line",
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_an_address_of_another_shape_refuses_the_list(tmp_path, name):
    text, said, column = MISFITS[name]
    (tmp_path / "list.txt").write_text(text, "utf-8")
    with pytest.raises(RejectedRowsError) as caught:
        staged("list.txt", "suppressions", said, tmp_path)
    assert str(caught.value) == (
        f"'list.txt' has 1 row(s) whose '{column}' does not look as this format has "
        "it; nothing was read. Is it another kind of file?\n- first at row 1"
    )


def test_a_list_of_numbers_and_domains_is_read(tmp_path):
    (tmp_path / "list.txt").write_text("020 7946 0018\nexample.com\n", "utf-8")
    said = {"format": "plain_list", "constants": WHY}
    found = staged("list.txt", "suppressions", said, tmp_path)
    assert found["value"].to_list() == ["020 7946 0018", "example.com"]


def payments(tmp_path, *statuses):
    header = "id,Created date (UTC),Status,Customer Email\n"
    rows = [f"c{s},2026-02-03 17:18:30,{s},a@example.com\n" for s in statuses]
    (tmp_path / "payments.csv").write_text(header + "".join(rows), "utf-8")
    owner = {"controller": "northpay", "role": "controller"}
    said = {"format": "stripe_payments", "constants": owner}
    return staged("payments.csv", "relationships", said, tmp_path)


def test_a_payment_of_an_unknown_status_is_rejected(tmp_path):
    found = payments(tmp_path, "Paid", "Refunded", "Failed", "")
    assert found["relationship_id"].to_list() == ["cPaid", "cRefunded"]
    with pytest.raises(RejectedRowsError) as caught:
        payments(tmp_path, "Paid", "Requires Capture")
    assert str(caught.value) == (
        "'payments.csv' has 1 row(s) whose 'Status' does not look as this format has "
        "it; nothing was read. Is it another kind of file?\n- first at row 2"
    )


def test_a_list_of_blocked_people_is_no_file_of_sendgrid(tmp_path):
    for name in ("suppression_bounces.csv", "suppression_blocks.csv"):
        (tmp_path / name).write_bytes((SAMPLES / "sendgrid" / name).read_bytes())
    said = {"format": "sendgrid"}
    assert staged(".", "suppressions", said, tmp_path).height == 1
    (tmp_path / "our_blocklist.csv").write_text("email,created\n", "utf-8")
    with pytest.raises(InputError, match=r"holds 'our_blocklist\.csv', which by its"):
        entries_of(".", "suppressions", said, tmp_path)
