"""The campaign file from end to end: what it may say, and what is said back."""

from datetime import UTC, datetime

import polars as pl
import pytest

import hygiene as hy
from tests.e2e.world import HEAD, audience, campaign_file, decided, put, tables


def screen(*args, **kwargs):
    return hy.screen(campaign_file(*args, **kwargs))


def reason_of(screening, contact_id):
    rows = screening.decisions.filter(pl.col("contact_id") == contact_id).collect()
    return rows["reason"].item()


def refusal(*args, **kwargs):
    with pytest.raises(hy.InputError) as caught:
        screen(*args, **kwargs)
    return str(caught.value)


def test_a_file_and_a_call_decide_alike(tmp_path):
    """The file adds nothing to what a call with the same tables says."""
    path = campaign_file(tmp_path)
    campaign = hy.screen(path).campaign
    call = hy.screen(campaign=campaign, audience=audience(), **tables())
    assert decided(hy.screen(path)) == decided(call)


def test_columns_are_mapped_in_every_table(tmp_path):
    """Tables that name their columns otherwise decide as the canonical ones do."""
    expected = decided(screen(tmp_path))
    path = campaign_file(
        tmp_path,
        audience='columns = { contact_id = "Kunde", email = "E-Mail" }',
        suppressions='columns = { value = "Email Address" }',
    )
    renamed = audience().rename({"contact_id": "Kunde", "email": "E-Mail"})
    put(renamed, tmp_path, "audience", "csv")
    values = tables()["suppressions"].rename({"value": "Email Address"})
    put(values, tmp_path, "suppressions", "csv")
    screening = hy.screen(path)
    assert decided(screening) == expected
    assert screening.kept.collect_schema().names() == renamed.columns


def test_constants_fill_a_column(tmp_path):
    """A constant stands for a column that the file lacks."""
    lines = 'constants = { reason = "hard_bounced", channel = "email" }'
    path = campaign_file(tmp_path, suppressions=lines)
    put(tables()["suppressions"].drop("reason"), tmp_path, "suppressions", "csv")
    assert reason_of(hy.screen(path), "013") == "hard_bounced"


def test_several_entries_are_one_table(tmp_path):
    """An array of tables is read as one, each entry by its own rules."""
    path = campaign_file(tmp_path)
    text = path.read_text("utf-8").replace(
        "[tables.suppressions]", "[[tables.suppressions]]"
    )
    other = (
        '\n[[tables.suppressions]]\npath = "more.csv"\nconstants = { reason = "minor" }'
    )
    path.write_text(text + other, "utf-8")
    (tmp_path / "more.csv").write_text(
        "suppression_id,value,effective_from\nm1,ann@example.com,2026-01-01\n", "utf-8"
    )
    screening = hy.screen(path)
    assert reason_of(screening, "001") == "minor"
    assert reason_of(screening, "013") == "unsubscribed"


@pytest.mark.parametrize(
    ("zone", "reason"), [("Asia/Tokyo", "unsubscribed"), ("America/Chicago", None)]
)
def test_a_table_has_its_own_zone(tmp_path, zone, reason):
    """A naive time on the day itself is before or after `as_of` by its table's zone."""
    path = campaign_file(tmp_path, suppressions=f'timezone = "{zone}"')
    (tmp_path / "suppressions.csv").write_text(
        "suppression_id,value,reason,effective_from\n"
        "s1,ann@example.com,unsubscribed,2026-11-24 09:00:00\n",
        "utf-8",
    )
    assert reason_of(hy.screen(path), "001") == reason


def test_bad_permissive_rows_are_dropped_on_request_and_counted(tmp_path):
    """`on_bad_rows` drops a bad yes; a bad no stays an error."""
    path = campaign_file(tmp_path, consents='on_bad_rows = "remove"')
    bad = tables()["consents"].with_columns(
        occurred_at=pl.when(pl.col("event_id") == "e00")
        .then(pl.lit("some day"))
        .otherwise("occurred_at")
    )
    put(bad, tmp_path, "consents", "csv")
    screening = hy.screen(path)
    assert reason_of(screening, "001") == "unknown_origin"
    dropped = [entry.get("rows_dropped") for entry in screening.summary()["inputs"]]
    assert 1 in dropped
    no = bad.with_columns(action=pl.lit("withdrawn"))
    put(no, tmp_path, "consents", "csv")
    with pytest.raises(hy.InputError, match="occurred_at"):
        hy.screen(path)


@pytest.mark.parametrize(
    "lines", ['max_age = "48h"', 'as_at = 2026-11-21T00:00:00Z\nmax_age = "2d"']
)
def test_a_stale_table_stops_the_run(tmp_path, lines):
    """A table is as old as its `as_at`, or else as its newest record."""
    with pytest.raises(hy.GateError, match=r"suppressions\.csv"):
        screen(tmp_path, suppressions=lines)


def test_a_fresh_table_does_not(tmp_path):
    """`as_at` is believed over the newest record."""
    lines = 'as_at = 2026-11-24T00:00:00\nmax_age = "48h"'
    assert decided(screen(tmp_path, suppressions=lines))


def test_a_public_mailbox_domain_needs_leave(tmp_path):
    """Suppressing gmail.com is refused unless the entry says that it is meant."""
    path = campaign_file(tmp_path)
    row = "suppression_id,match,value,reason,effective_from\n"
    row += "s1,domain,gmail.com,blocked,2026-01-01\n"
    (tmp_path / "suppressions.csv").write_text(row, "utf-8")
    with pytest.raises(hy.InputError, match="allow_public_domains"):
        hy.screen(path)
    path = campaign_file(tmp_path, suppressions="allow_public_domains = true")
    (tmp_path / "suppressions.csv").write_text(row, "utf-8")
    assert decided(hy.screen(path))


def test_policies_by_country_lie_beside_the_campaign(tmp_path):
    """A policy path is relative to the file, and country codes are trimmed."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ie.toml").write_text(
        'name = "ireland"\nversion = "1"\nextends = "uk"\n', "utf-8"
    )
    countries = '[policy_by_country]\nGB = "uk"\nIE = "rules/ie.toml"\n'
    screening = screen(
        tmp_path,
        head=HEAD.replace('policy = "uk"', 'policy = "by_country"'),
        more=f'{countries}default = "strict"\n',
    )
    rows = screening.decisions.collect()
    policy = dict(zip(rows["contact_id"], rows["policy"], strict=True))
    assert policy["001"] == policy[" 002 "] == "uk"
    assert policy["4"] == "ireland"
    assert policy["003"] == policy["008"] == "strict"


def test_overrides_replace_the_instants_of_the_file(tmp_path):
    """A naive override is read in the campaign's zone, an aware one as it is."""
    path = campaign_file(tmp_path)
    naive = datetime(2026, 6, 15, 12)  # noqa: DTZ001
    campaign = hy.screen(path, as_of=naive).campaign
    assert campaign.as_of == campaign.known == datetime(2026, 6, 15, 11, tzinfo=UTC)
    known = datetime(2026, 5, 1, tzinfo=UTC)
    screening = hy.screen(path, known_at=known)
    assert screening.campaign.known == known
    assert screening.kept.collect().height == 0


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ('[campaign]\ncontroler = "x"', "Did you mean 'controller'?"),
        ('[limits]\nmax_send = 3\nper = "7d"', "Did you mean 'max_sends'?"),
        ('[addresses]\nroles = "flag"', "Did you mean 'role'?"),
        ('[limit]\nper = "7d"', "Did you mean 'limits'?"),
    ],
)
def test_an_unknown_key_names_the_nearest(tmp_path, wrong, hint):
    """A typing error in any section is answered with the key that was meant."""
    head = HEAD
    if wrong.startswith("[campaign]"):
        head, wrong = HEAD + wrong.removeprefix("[campaign]") + "\n", ""
    assert hint in refusal(tmp_path, head=head, more=wrong)


def test_an_unknown_key_of_a_table_names_the_nearest(tmp_path):
    """The same holds for a table's entry and for the table's own name."""
    said = refusal(tmp_path, consents='max_ages = "1d"')
    assert "[tables.consents]" in said
    assert "Did you mean 'max_age'?" in said
    path = campaign_file(tmp_path)
    text = path.read_text("utf-8").replace("tables.consents", "tables.consent")
    path.write_text(text, "utf-8")
    with pytest.raises(hy.InputError, match="Did you mean 'consents'"):
        hy.screen(path)


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    """One run shows every error of the file's known sections and of its tables."""
    said = refusal(
        tmp_path,
        head=HEAD.replace('"email"', '"emial"').replace("Europe/London", "Mars/One"),
        more='[limits]\nmax_sends = "3"\nper = "7x"\n[addresses]\nrole = "drop"\n',
        consents='max_age = "48"\non_bad_rows = "drop"',
        suppressions='allow_public_domains = "yes"\nformat = "acme"',
    )
    for word in (
        "channel",
        "timezone",
        "max_sends",
        "'per'",
        "role",
        "max_age",
        "on_bad_rows",
        "allow_public_domains",
        "format",
    ):
        assert word in said, word
