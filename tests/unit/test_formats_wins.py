"""What a campaign says of a file wins over what its format says of it."""

from datetime import date

from tests.unit.formats_reading import entries_of, golden, shown, staged


def test_what_the_campaign_says_wins(tmp_path):
    """Names, style of dates and zone may differ from the format's own."""
    text = "E-Mail;created;status\na@example.com;24.11.2026 09:30;5.1.1\n"
    (tmp_path / "out.csv").write_text(text, "utf-8")
    said = {
        "format": "sendgrid",
        "part": "bounces",
        "columns": {"value": "E-Mail"},
        "dates": "day_first",
        "timezone": "Europe/Berlin",
        "constants": {"source": "old account"},
    }
    columns, rows = golden(
        """
        suppression_id    | value         | effective_from       | source
        out.csv#1:bounces | a@example.com | 2026-11-24 08:30:00Z | old account
        """
    )
    found = staged("out.csv", "suppressions", said, tmp_path)
    assert shown(found, "suppressions", columns) == rows


def test_old_times_of_sendgrid_are_pacific(tmp_path):
    (tmp_path / "bounces.csv").write_text(
        "email,created\na@b.example,2012-06-01 12:00:00\n"
    )
    found = staged("bounces.csv", "suppressions", {"format": "sendgrid"}, tmp_path)
    assert shown(found, "suppressions", ["effective_from"]) == [
        ("2012-06-01 19:00:00Z",)
    ]


def test_an_untested_shape_is_said_when_it_is_used():
    entries = entries_of("sendgrid", "suppressions", {"format": "sendgrid"})
    notes = {s.label: s.notes for entry in entries for s in entry.sources}
    assert notes["suppression_bounces.csv"] == ()
    assert notes["suppression_unsubscribes.csv"] == (
        (
            "'suppression_unsubscribes.csv' is read as sendgrid (unsubscribes): "
            "this shape is declared, and was never tested on a real file. Check "
            "some rows by hand."
        ),
    )


def test_an_export_without_subscription_types(tmp_path):
    """HubSpot's own columns speak for themselves; so does a file with no rows."""
    header = "Email,Portal Bounce,Portal Unsubscribe,Portal Spam Report\n"
    said = {"format": "hubspot", "constants": {"effective_from": date(2026, 1, 31)}}
    for rows, reasons in (("ben@example.com,,TRUE,\n", ["unsubscribed"]), ("", [])):
        (tmp_path / "out.csv").write_text(header + rows, "utf-8")
        found = staged("out.csv", "suppressions", said, tmp_path)
        assert found["reason"].to_list() == reasons
