"""Columns that a campaign maps, ids that are made, and zones in times of mail."""

from datetime import date

import pytest

from hygiene.errors import RejectedRowsError
from tests.unit.formats_reading import shown, staged

SINCE = {"effective_from": date(2026, 1, 31)}
SHOPIFY = "Email,Accepts Email Marketing,Phone,Accepts SMS Marketing,Mail\n"


def test_codes_of_a_format_are_not_said_of_another_column(tmp_path):
    text = "Email Address,OPTIN_TIME,CONFIRM_TIME,How\na@example.com,,{},{}\n"
    file = tmp_path / "subscribed_x.csv"
    said = {
        "format": "mailchimp",
        "timezone": "UTC",
        "columns": {"method": "How"},
        "constants": {"controller": "northpay", "purpose": "marketing"},
    }
    file.write_text(text.format("2026-01-01 00:00:00", "preticked_box"), "utf-8")
    found = staged(file.name, "consents", said, tmp_path)
    assert shown(found, "consents", ["method"]) == [("preticked_box",)]
    file.write_text(text.format("2026-01-01 00:00:00", ""), "utf-8")
    found = staged(file.name, "consents", said, tmp_path)
    assert shown(found, "consents", ["method"]) == [("",)]


def test_what_leads_a_value_is_not_taken_off_another_column(tmp_path):
    text = f"{SHOPIFY}a@example.com,yes,1,no,'1\n"
    (tmp_path / "customers.csv").write_text(text, "utf-8")
    said = {"format": "shopify_customers", "part": "no_sms", "constants": SINCE}
    said["columns"] = {"value": "Mail"}
    found = staged("customers.csv", "suppressions", said, tmp_path)
    assert found["value"].to_list() == ["'1"]


def test_a_mapped_column_is_no_subscription_type(tmp_path):
    header = (
        "Email,Portal Bounce,Portal Unsubscribe,Portal Spam Report,Record ID,News\n"
    )
    (tmp_path / "out.csv").write_text(f"{header}a@example.com,,,,1,TRUE\n", "utf-8")
    said = {"format": "hubspot", "constants": SINCE}
    said["columns"] = {"contact_id": "Record ID"}
    found = staged("out.csv", "suppressions", said, tmp_path)
    columns = ["suppression_id", "contact_id"]
    assert shown(found, "suppressions", columns) == [("out.csv#1:types.News", "1")]


def test_a_record_of_two_purposes_has_two_ids(tmp_path):
    record = (
        '{"event": {"type": "consent_given", "time": "2026-01-01T00:00:00Z"}, '
        '"pii_principal_id": "1", "hygiene": {"event_id": "e1", "channel": "email"}, '
        '"purposes": [{"purpose": "offers", "pii_controllers": ["us"]}, '
        '{"purpose": "news", "pii_controllers": ["us"]}]}'
    )
    (tmp_path / "records.json").write_text(record, "utf-8")
    found = staged("records.json", "consents", {"format": "iso_27560"}, tmp_path)
    assert found.select("event_id", "purpose").rows() == [
        ("e1.1", "offers"),
        ("e1.2", "news"),
    ]


def test_two_files_of_one_name_are_said_to_be(tmp_path):
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bounces.csv").write_text(
            "email,created\na@example.com,1767950000\n", "utf-8"
        )
    with pytest.raises(RejectedRowsError) as caught:
        staged("*/bounces.csv", "suppressions", {"format": "sendgrid"}, tmp_path)
    assert str(caught.value).endswith(
        "\n- More than one file is called 'bounces.csv', and ids that are made are "
        "made of the name: give each file a name of its own."
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Fri, 09 Jan 2026 09:00:00 -0000", "2026-01-09 09:00:00Z"),
        ("Fri, 09 Jan 2026 09:00:00 +0200", "2026-01-09 07:00:00Z"),
        ("Fri, 09 Jan 2026 09:00:00", "2026-01-09 14:00:00Z"),
        ("Fri, 09 Jan 2026 09:00:00 AEST", None),
        ("Fri, 09 Jan 2026 09:00:00 CET", None),
        ("Fri, 09 Jan 2026 09:00:00 BST", None),
        ("Fri, 09 Jan 2026 09:00:00 GMT+2", None),
    ],
)
def test_a_zone_that_nobody_knows_is_not_the_declared_one(tmp_path, text, read):
    (tmp_path / "bounces.csv").write_text(
        f'address,created_at\na@example.com,"{text}"\n', "utf-8"
    )
    said = {"format": "mailgun", "timezone": "America/New_York"}
    if read is not None:
        found = staged("bounces.csv", "suppressions", said, tmp_path)
        assert shown(found, "suppressions", ["effective_from"]) == [(read,)]
        return
    with pytest.raises(RejectedRowsError) as caught:
        staged("bounces.csv", "suppressions", said, tmp_path)
    places = caught.value.rejects.select("row", "column").rows()
    assert places == [(1, "effective_from")]
