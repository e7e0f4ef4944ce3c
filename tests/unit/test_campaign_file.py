"""The campaign file: what it says."""

from datetime import UTC, datetime

from hygiene.campaign_file import read_campaign_file
from hygiene.durations import Duration
from tests.unit.world import AS_OF, HEAD, written

AUDIENCE = '[tables.audience]\npath = "a.csv"\n'


def read(folder, toml, **keywords):
    return read_campaign_file(written(folder, toml, a_csv="email\n"), **keywords)


def test_what_a_full_file_says(tmp_path):
    """Every section of the contract reaches the campaign or its entries."""
    toml = f"""{HEAD}
    known_at = 2026-05-31T12:00:00
    message = "service"
    categories = ["payments"]
    permission_key = "contact_id"
    default_region = "gb"
    [limits]
    max_sends = 3
    per = "7d"
    [addresses]
    role = "flag"
    duplicates = "alias"
    {AUDIENCE}
    [[tables.suppressions]]
    path = ["a.csv", "*.csv"]
    format = "canonical"
    columns = {{ value = "Email Address" }}
    constants = {{ reason = "unsubscribed" }}
    timezone = "America/Chicago"
    as_at = 2026-05-31T06:00:00
    max_age = "48h"
    on_bad_rows = "remove"
    allow_public_domains = true
    """
    said = read(tmp_path, toml)
    campaign = said.campaign
    assert campaign.as_of == AS_OF
    assert campaign.known == datetime(2026, 5, 31, 11, tzinfo=UTC)
    assert (campaign.message, campaign.permission_key) == ("service", "contact_id")
    assert (campaign.categories, campaign.default_region) == (("payments",), "GB")
    assert (campaign.limits.max_sends, campaign.limits.window) == (3, Duration(7, "d"))
    assert (campaign.addresses.role, campaign.addresses.duplicates) == ("flag", "alias")
    assert campaign.addresses.disposable == "flag"
    (entry,) = said.entries["suppressions"]
    assert [source.label for source in entry.sources] == ["a.csv", "a.csv"]
    assert dict(entry.columns) == {"value": "Email Address"}
    assert dict(entry.constants) == {"reason": "unsubscribed"}
    assert entry.as_at == datetime(2026, 5, 31, 11, tzinfo=UTC)
    assert (entry.timezone, entry.max_age) == ("America/Chicago", Duration(48, "h"))
    assert (entry.drop_bad_rows, entry.allow_public_domains) == (True, True)


def test_what_is_left_out_has_its_default(tmp_path):
    """A short file means what the contract says it means."""
    said = read(tmp_path, HEAD + AUDIENCE)
    (entry,) = said.entries["audience"]
    assert (said.campaign.message, said.campaign.permission_key) == (
        "marketing",
        "address",
    )
    assert (said.campaign.limits, said.campaign.known_at) == (None, None)
    assert (entry.timezone, entry.as_at, entry.max_age) == ("Europe/London", None, None)
    assert (entry.drop_bad_rows, entry.allow_public_domains) == (False, False)


def test_the_command_line_overrides_the_file(tmp_path):
    """`as_of` and `known_at` that are said replace what the file says."""
    moment = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - read in the campaign's zone
    campaign = read(tmp_path, HEAD + AUDIENCE, as_of=moment, known_at=AS_OF).campaign
    assert campaign.as_of == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert campaign.known == AS_OF


def test_a_byte_order_mark_is_no_error(tmp_path):
    """An editor on Windows may have saved the file."""
    assert read(tmp_path, "\ufeff" + HEAD + AUDIENCE).campaign.id == "june"


def test_a_policy_path_is_relative_to_the_file(tmp_path):
    """A policy beside the campaign file is found from anywhere."""
    (tmp_path / "ours.toml").write_text('extends = "uk"\nname = "ours"\n', "utf-8")
    toml = HEAD.replace('"uk"', '"ours.toml"') + AUDIENCE
    assert read(tmp_path, toml).campaign.policies["default"].name == "ours"
