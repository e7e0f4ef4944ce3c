"""`hygiene audit-sends`: what it writes and prints, how it ends, and whom it names."""

import json
import re
from datetime import UTC, datetime

import polars as pl
import pytest

import hygiene as hy
from hygiene import audit
from tests.e2e.commands import run
from tests.unit.world import HEAD, event, rows, send, suppression, written

ANN, BOB, CARA = (f"q7{name}7q@example.com" for name in ("ann", "bob", "cara"))
FILES = {"sends.parquet", "audit.json", "incident.json", "incident.html"}
TABLES = ("audience", "consents", "suppressions", "sends")
ENTRIES = "".join(f'[tables.{name}]\npath = "{name}.csv"\n' for name in TABLES)
KNOWN = ("--known-at", "2026-07-31T00:00:00Z")


def campaign_of(folder, *sends, entries=ENTRIES):
    """Write a campaign: Ann said yes, Bob yes and then no, Cara nothing."""
    yes = [event(event_id=f"e-{who}", address=who) for who in (ANN, BOB)]
    people = [
        {"email": who, "source": who, "contact_id": who} for who in (ANN, BOB, CARA)
    ]
    return written(
        folder,
        HEAD + entries,
        audience_csv=rows(*people).write_csv(),
        consents_csv=rows(*yes).write_csv(),
        suppressions_csv=rows(suppression(suppression_id=BOB, value=BOB)).write_csv(),
        sends_csv=rows(*sends).write_csv(),
    )


def to(who, number=0):
    return send(send_id=f"m-{who}{number}", address=who, contact_id=who)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the campaign of three sends, two of them wrong, and what was done."""
    folder = tmp_path_factory.mktemp("audit")
    path = campaign_of(folder, to(ANN), to(BOB), to(CARA))
    return path, run("audit-sends", path, *KNOWN, "--out", folder / "out")


def test_it_ends_with_three_where_something_is_wrong(made):
    _, done = made
    assert done.exit_code == 3
    assert "2 messages to 2 people should not have been sent." in done.stderr
    assert re.search(r"control_failure +1 ", done.stdout)
    assert "3 audited = 1 control_failure + 1 unproven + 0" in done.stdout


def test_what_it_writes(made):
    path, _ = made
    out = path.parent / "out"
    assert {file.name for file in out.iterdir()} == FILES
    sends = pl.read_parquet(out / "sends.parquet")
    assert sends["class"].to_list() == ["ok", "control_failure", "unproven"]
    figures = json.loads((out / "audit.json").read_text("utf-8"))
    assert figures["failures"] == {"sends": 2, "people": 2}
    assert sum(row["sends"] for row in figures["by_source"]) == 3
    incident = json.loads((out / "incident.json").read_text("utf-8"))
    assert incident["figures"]["earliest_record"] == "2026-05-10T10:00:00+00:00"
    assert incident["headings"][0]["heading"] == "What happened"
    assert all(p["found"] or p["to_be_filled"] for p in incident["headings"])


def test_the_incident_sheet_needs_nothing_else(made):
    """It loads nothing, and is light or dark as its reader is."""
    path, _ = made
    page = (path.parent / "out" / "incident.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "2 messages to 2 people" in page


def test_nobody_is_named(made):
    """An address that is an id, or a source, is in nothing that is made."""
    path, done = made
    texts = [done.output]
    for file in (path.parent / "out").iterdir():
        if file.suffix == ".parquet":
            texts.append(pl.read_parquet(file).write_json())
        else:
            texts.append(file.read_text("utf-8"))
    assert not any("7q" in text for text in texts)


def test_it_ends_with_nought_where_nothing_is_wrong(tmp_path):
    done = run("audit-sends", campaign_of(tmp_path, to(ANN)), *KNOWN, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["by_class"]["ok"] == {"sends": 1, "people": 1}


def test_it_ends_with_two_on_bad_input(tmp_path):
    """A broken row, no log, a foreign folder: nothing is written but the rejects."""
    bad = campaign_of(tmp_path, {**to(ANN), "sent_at": "yesterday"})
    out = tmp_path / "out"
    done = run("audit-sends", bad, *KNOWN, "--out", out)
    assert done.exit_code == 2
    assert [file.name for file in out.iterdir()] == ["rejects.csv"]
    mended = campaign_of(tmp_path, to(ANN))
    assert run("audit-sends", mended, *KNOWN, "--out", out).exit_code == 0
    assert {file.name for file in out.iterdir()} == FILES
    bad = campaign_of(tmp_path, {**to(ANN), "sent_at": "yesterday"})
    none = campaign_of(tmp_path, entries=ENTRIES.partition("[tables.sends]")[0])
    assert run("audit-sends", none, *KNOWN).exit_code == 2
    (out / "mine.txt").write_text("mine")
    assert run("audit-sends", bad, *KNOWN, "--out", out).exit_code == 2
    assert (out / "mine.txt").exists()


def test_a_log_that_cannot_hold_what_is_asked_for_is_no_clean_bill(tmp_path):
    path = campaign_of(tmp_path, to(CARA) | {"purpose": "service.receipt"})
    done = run("audit-sends", path, *KNOWN)
    assert done.exit_code == 2
    assert "None of the 1 sends in the log is of controller" in done.stderr
    path = campaign_of(tmp_path, to(CARA) | {"campaign": "june"})
    done = run("audit-sends", path, *KNOWN, "--campaign", "jnue")
    assert done.exit_code == 2
    assert "No send in the campaign's scope is of 'jnue'" in done.stderr
    empty = rows(to(ANN)).clear().write_csv()
    (path.parent / "sends.csv").write_text(empty)
    done = run("audit-sends", path, *KNOWN)
    assert "The log of sends is empty" in done.stderr


def test_a_period_without_a_message_says_so(made):
    path, _ = made
    done = run("audit-sends", path, *KNOWN, "--until", "2020-01-01T00:00:00Z")
    assert done.exit_code == 0
    assert done.stdout.startswith("No message was sent in what was asked about\n")


def test_it_never_replaces_the_log(tmp_path):
    """A log by the name of a result, alone in its folder, stays as it is."""
    log = tmp_path / "log" / "sends.parquet"
    log.parent.mkdir()
    rows(to(ANN)).write_parquet(log)
    entries = ENTRIES.replace("sends.csv", "log/sends.parquet")
    path = campaign_of(tmp_path, to(ANN), entries=entries)
    before = log.read_bytes()
    assert run("audit-sends", path, *KNOWN, "--out", log.parent).exit_code == 2
    assert log.read_bytes() == before


def test_in_a_notebook_and_in_python(made):
    """It shows itself, has its tables, and is closed once."""
    path, done = made
    known_at = datetime(2026, 7, 31, tzinfo=UTC)
    with audit.audit_sends(path, known_at=known_at) as audited:
        assert str(audited) == done.stdout.rstrip("\n")
        assert "should not have been sent" in audited._repr_html_()
        weeks = audited.metrics.sends_by_week()
        assert weeks["sends"].sum() == 3
        lags = audited.metrics.propagation_lag()
        assert lags.group_by("measure").agg(pl.col("opt_outs").sum()).height == 2
        for name in ("sends_by_week", "propagation_lag"):
            assert getattr(audited.plot, name)().get_title(loc="left")
        assert audited.incident()["figures"]["sends"] == audited.failures == 2
    with pytest.raises(hy.InputError, match="closed"):
        audited.sends  # noqa: B018 - reading it is what is tried
