"""The summary: counts and labels, the same for the same inputs."""

import hashlib
import json

import polars as pl
import pytest

import hygiene as hy
from hygiene import summary as module
from hygiene.metrics import WITHHELD
from tests.unit.world import (
    ANN,
    AS_OF,
    BOB,
    ENGINES,
    HEAD,
    event,
    people,
    rows,
    screen,
    suppression,
    written,
)

TABLES = {
    "consents": rows(event()),
    "suppressions": rows(
        suppression(value=BOB), suppression(suppression_id="2", value="?")
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_whole_summary(engine):
    """Everything that the contract asks for, in one place."""
    found = screen(people(ANN, BOB), tables=TABLES, engine=engine).summary()
    policy = hy.load_policy("uk")
    memory = {"sha256": None}
    assert found.pop("versions")["polars"]
    assert found == {
        "campaign": {
            "id": "june",
            "controller": "northpay",
            "channel": "email",
            "purpose": "marketing.news",
            "message": "marketing",
            "timezone": "Europe/London",
        },
        "as_of": AS_OF.isoformat(),
        "known_at": AS_OF.isoformat(),
        "counts": {
            "audience": 2,
            "kept": 1,
            "removed": 1,
            "by_reason": {"unsubscribed": 1},
            "by_any_reason": {"unsubscribed": 1, "unknown_origin": 1},
            "by_basis": {"consent": 1},
            "by_source": [{"source": None, "kept": 1, "removed": 1}],
        },
        "inputs": [
            {"table": "audience", "file": "audience (in memory)", "rows": 2, **memory},
            {"table": "consents", "file": "consents (in memory)", "rows": 1, **memory},
            {
                "table": "suppressions",
                "file": "suppressions (in memory)",
                "rows": 2,
                **memory,
            },
            {"table": "suppressions", "rows_dropped": 0, "unreadable_addresses": 1},
        ],
        "policies": [
            {
                "country": "default",
                "name": "uk",
                "version": policy.version,
                "digest": policy.digest,
            }
        ],
    }


def test_files_and_dropped_rows(tmp_path):
    """Each file has its digest and its rows; dropped rows are counted."""
    toml = (
        f'{HEAD}[tables.audience]\npath = "a*.csv"\nconstants = {{ source = "crm" }}\n'
        '[tables.consents]\npath = "e.csv"\non_bad_rows = "remove"\n'
    )
    events = rows(event(), event(event_id="e2", purpose="")).write_csv()
    path = written(
        tmp_path,
        toml,
        a1_csv=f"email\n{ANN}\n",
        a2_csv=f"email\n{BOB}\nx\n",
        e_csv=events,
    )
    found = hy.screen(path).summary()
    assert [(one["file"], one["rows"]) for one in found["inputs"][:3]] == [
        ("a1.csv", 1),
        ("a2.csv", 2),
        ("e.csv", 2),
    ]
    assert found["inputs"][2]["sha256"] == hashlib.sha256(events.encode()).hexdigest()
    assert found["inputs"][3] == {
        "table": "consents",
        "rows_dropped": 1,
        "unreadable_addresses": 0,
    }
    assert found["counts"]["by_source"] == [{"source": "crm", "kept": 1, "removed": 2}]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_audience_without_a_source_column(count):
    """Every size of audience has a summary."""
    counts = screen(people(*[ANN] * count).cast(pl.String)).summary()["counts"]
    assert counts["audience"] == count
    lines = [{"source": None, "kept": 0, "removed": count}] if count else []
    assert counts["by_source"] == lines


def test_no_address_stands_in_a_summary():
    """A source column that holds addresses is withheld."""
    found = screen(people(ANN, BOB, source=[ANN, "web"]), tables=TABLES).summary()
    assert ANN not in json.dumps(found)
    labels = [line["source"] for line in found["counts"]["by_source"]]
    assert labels == [WITHHELD, "web"]


def test_rows_that_do_not_add_up_are_a_bug(monkeypatch):
    """Kept + removed = audience is asserted, not assumed."""
    wrong = people(ANN).select(audience=3, kept=1, removed=1)
    made = screen(people(ANN))
    monkeypatch.setattr(module.metrics, "totals", lambda _: wrong)
    with pytest.raises(AssertionError, match="kept \\+ removed is not the audience"):
        made.summary()


def test_a_version_that_is_not_installed():
    """Outside an installation a version is unknown, not an error."""
    assert module._version("no-such-distribution-as-this") == "unknown"
    assert {"python", "unicode", "polars", "tzdata"} <= set(module.versions())


def test_the_headline():
    """A screening is shown by its numbers."""
    lines = repr(screen(people(ANN, BOB), tables=TABLES)).splitlines()
    assert lines[0] == "Screening of 'june'"
    assert lines[2] == "2 audience = 1 kept + 1 removed"
