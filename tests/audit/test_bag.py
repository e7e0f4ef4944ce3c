"""Bags are in one spelling; names and quarters are what they say."""

from datetime import UTC, date, datetime

import pytest

import hygiene as hy
from hygiene.audit.bag import BagInfo, bag_files, manifest, read_manifest, sha256
from hygiene.audit.ids import SNAPSHOT_ID, period_of

NONE = "0" * 64


def test_the_files_of_a_bag_are_these_bytes():
    files = bag_files(
        {"b.json": b"{}", "a.txt": b"A"}, "2026Q1", date(2026, 4, 2), None, NONE
    )
    assert files["bag-info.txt"].decode() == (
        "External-Identifier: 2026Q1\nBagging-Date: 2026-04-02\nPayload-Oxum: 3.2\n"
        f"Previous-Snapshot: none\nPrevious-Tagmanifest-SHA256: {NONE}\n"
    )
    assert files["manifest-sha256.txt"].decode() == (
        f"{sha256(b'A')}  data/a.txt\n{sha256(b'{}')}  data/b.json\n"
    )
    assert [
        line[66:] for line in files["tagmanifest-sha256.txt"].decode().splitlines()
    ] == [
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
    ]


LINE = f"{NONE}  data/a.json\n"


@pytest.mark.parametrize(
    "text",
    [
        LINE.replace("  ", " *"),
        LINE.replace("data/", "data/../"),
        LINE.replace("data/", "/"),
        LINE.replace("\n", "\r\n"),
        LINE.replace("data/a.json", "../../etc/hostname"),
        LINE.replace("0", "F"),
        LINE + LINE,
        LINE.rstrip("\n"),
        LINE + "\n",
        LINE.replace("a.json", ".a"),
        LINE.replace("a.json", "b") + LINE,
        LINE.replace("a.json", "a\u0435"),
    ],
)
def test_a_manifest_in_another_spelling_is_none(text):
    assert read_manifest(LINE.encode()) == {"a.json": NONE}
    assert read_manifest(text.encode()) is None
    assert read_manifest(b"\xff") is None


def test_manifests_come_back():
    digests = {"a.json": NONE, "c1_b.parquet": "1" * 64}
    assert read_manifest(manifest(digests)) == digests
    info = BagInfo("2026Q1", date(2026, 4, 2), 3, 2, "2025Q4", "a" * 64)
    assert BagInfo.parse(info.to_text()) == info
    for text in ("", info.to_text() + "\n", info.to_text().replace(": 3.2", ": 03.2")):
        assert BagInfo.parse(text) is None


@pytest.mark.parametrize(
    "name",
    [
        *("2026Q1\n", "2026Q5", "2026Q0", "26Q1", "2026q1", "2026Q1-r0", "2026Q1-r100"),
        *("../2026Q1", "2026Q1/..", " 2026Q1", "\u0662026Q1", "2026Q1-r2-r3", ""),
    ],
)
def test_other_names_are_refused(name):
    assert SNAPSHOT_ID.fullmatch(name) is None
    with pytest.raises(hy.InputError, match="such as 2026Q3"):
        period_of(name, "UTC")


@pytest.mark.parametrize(
    ("moment", "zone", "holds"),
    [
        ("2026-03-31T22:59:59.999999Z", "Europe/London", False),
        ("2026-03-31T23:00:00Z", "Europe/London", True),
        ("2026-06-30T22:59:59.999999Z", "Europe/London", True),
        ("2026-06-30T23:00:00Z", "Europe/London", False),
        ("2026-03-31T23:00:00Z", "UTC", False),
        ("2026-04-01T03:59:59Z", "America/New_York", False),
        ("2026-04-01T04:00:00Z", "America/New_York", True),
    ],
)
def test_a_quarter_begins_and_ends_in_its_zone(moment, zone, holds):
    at = datetime.fromisoformat(moment).astimezone(UTC)
    assert period_of("2026Q2", zone).holds(at) is holds


def test_a_quarter_says_its_instants():
    assert period_of("2026Q4-r2", "Europe/London").to_dict() == {
        "start": "2026-10-01",
        "end": "2027-01-01",
        "timezone": "Europe/London",
        "from": "2026-09-30T23:00:00Z",
        "before": "2027-01-01T00:00:00Z",
    }
    with pytest.raises(hy.InputError, match="zone of the quarter"):
        period_of("2026Q4", "Mars/Olympus")
