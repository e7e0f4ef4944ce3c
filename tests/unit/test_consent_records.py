"""Consent records after ISO/IEC TS 27560: what is written is read back the same."""

import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import hygiene as hy
from tests.e2e.commands import run
from tests.unit.formats_reading import staged

CAMPAIGN = """\
[campaign]
id = "c"
controller = "northpay"
channel = "email"
purpose = "marketing.newsletter"
as_of = 2026-11-24T09:00:00Z
timezone = "Europe/London"
policy = "uk"

[tables.audience]
path = "audience.csv"
"""
CONSENTS = '[[tables.consents]]\npath = "consents.csv"\n'


def campaign_in(folder, rows, more=CONSENTS):
    """Write a campaign whose consents are these rows; return its path."""
    (folder / "audience.csv").write_text("email\n", "utf-8")
    pl.DataFrame(rows, infer_schema_length=None).write_csv(folder / "consents.csv")
    (folder / "campaign.toml").write_text(CAMPAIGN + more, "utf-8")
    return folder / "campaign.toml"


def event(number=1, **columns):
    row = {
        "event_id": f"E{number}",
        "contact_id": "NP-1",
        "address": "ada@example.com",
        "channel": "email",
        "purpose": "marketing.newsletter",
        "controller": "northpay",
        "action": "given",
        "occurred_at": "2025-03-01T10:00:00Z",
    }
    return {**row, **columns}


def test_a_record_is_of_the_standard(tmp_path):
    row = event(
        wording="nl-2025-09", method="web_form", expires_at="2027-03-01", source="crm"
    )
    out = tmp_path / "consents.jsonl"
    assert hy.export_consents(campaign_in(tmp_path, [row]), out) == 1
    (line,) = out.read_text("utf-8").splitlines()
    assert json.loads(line) == {
        "schema_version": "ISO/IEC TS 27560:2023",
        "record_id": "E1",
        "pii_principal_id": "NP-1",
        "privacy_notice": "nl-2025-09",
        "purposes": [
            {
                "purpose": "marketing.newsletter",
                "lawful_basis": "consent",
                "pii_controllers": ["northpay"],
                "collection_method": "web_form",
            }
        ],
        "event": {"type": "consent_given", "time": "2025-03-01T10:00:00.000000Z"},
        "hygiene": {
            "event_id": "E1",
            "address": "ada@example.com",
            "channel": "email",
            "collected_by": "northpay",
            "source": "crm",
            "recorded_at": "2025-03-01T10:00:00.000000Z",
            "expires_at": "2027-03-01",
        },
    }


instants = st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
)
days = st.dates(date(2000, 1, 1), date(2035, 1, 1)).map(str)
moments = st.one_of(instants, days)
words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1
).filter(lambda text: text[0] not in "{[")
events = st.fixed_dictionaries(
    {
        "contact_id": st.none() | words,
        "address": words,
        "channel": st.sampled_from(["email", "sms", "voice", "post", "*"]),
        "purpose": words,
        "controller": words,
        "action": st.sampled_from(
            ["requested", "given", "confirmed", "refused", "withdrawn"]
        ),
        "occurred_at": moments,
        "recorded_at": st.none() | moments,
        "expires_at": st.none() | moments,
        "method": st.none() | words,
        "collected_by": st.none() | words,
        "wording": st.none() | words,
        "source": st.none() | words,
    }
)


@settings(max_examples=10)
@given(st.lists(events, min_size=1, max_size=8))
def test_what_is_written_is_read_back_the_same(rows):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = [{"event_id": f"E{n}", **row} for n, row in enumerate(rows)]
        out = place / "consents.jsonl"
        assert hy.export_consents(campaign_in(place, rows), out) == len(rows)
        before = staged("consents.csv", "consents", {}, place)
        after = staged("consents.jsonl", "consents", {"format": "iso_27560"}, place)
    assert_frame_equal(before, after)


def test_the_sample_campaign_decides_alike_on_its_records(tmp_path):
    """Written and read back, the ledger keeps and removes the same people."""
    sample = hy.sample_campaign()
    out = tmp_path / "consents.jsonl"
    hy.export_consents(sample, out)
    text = sample.read_text("utf-8").replace(
        'path = "consents.parquet"', f'path = "{out}"\nformat = "iso_27560"'
    )
    copy = tmp_path / "campaign.toml"
    copy.write_text(absolute(text, sample.parent), "utf-8")
    expected = hy.screen(sample).decisions.collect()
    assert_frame_equal(hy.screen(copy).decisions.collect(), expected)


def absolute(text, folder):
    """Return a campaign's text with its paths made independent of its place."""
    lines = []
    for line in text.splitlines():
        name = line.removeprefix('path = "').rstrip('"')
        is_relative = line.startswith('path = "') and not name.startswith("/")
        lines.append(f'path = "{folder / name}"' if is_relative else line)
    return "\n".join(lines)


def test_a_day_in_another_zone_is_refused(tmp_path):
    more = CONSENTS + 'timezone = "America/Chicago"\n'
    path = campaign_in(tmp_path, [event(occurred_at="2025-03-01")], more)
    with pytest.raises(hy.InputError) as caught:
        hy.export_consents(path, tmp_path / "out.jsonl")
    assert str(caught.value) == (
        "Some consents have dates without a time, in another zone than the campaign's, "
        "which a record cannot say. Give them times, or export them under a campaign "
        "of that zone."
    )
    assert not (tmp_path / "out.jsonl").exists()


def test_times_in_another_zone_are_written_in_utc(tmp_path):
    more = CONSENTS + 'timezone = "America/Chicago"\n'
    path = campaign_in(tmp_path, [event(occurred_at="2025-03-01T10:00:00")], more)
    assert hy.export_consents(path, tmp_path / "out.jsonl") == 1
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    written = datetime.fromisoformat(record["event"]["time"])
    assert written.hour == 16
    assert written.utcoffset() == timedelta()


def test_a_campaign_without_consents_is_refused(tmp_path):
    path = campaign_in(tmp_path, [event()], "")
    with pytest.raises(hy.InputError, match="The campaign names no consents, so there"):
        hy.export_consents(path, tmp_path / "out.jsonl")


def test_only_an_earlier_export_is_replaced(tmp_path):
    path, out = campaign_in(tmp_path, [event()]), tmp_path / "out.jsonl"
    for _ in range(2):
        done = run("export-consents", path, "--out", out)
        assert done.exit_code == 0
        assert done.stdout == f"1 consent records are in {out}.\n"
    done = run("export-consents", path, "--out", tmp_path / "audience.csv")
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: The file 'audience.csv' is not one that an export of consents wrote; "
        "give another --out.\n"
    )
