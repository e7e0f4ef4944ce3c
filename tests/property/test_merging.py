"""A merged table decides as the tables it was made of, at any instant; nothing goes."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hygiene as hy
from hygiene.campaign_file import read_campaign_file
from hygiene.errors import GateError
from hygiene.inputs import from_tables
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.staging import stage
from hygiene.suppressing.merging import merge_inputs, merge_suppressions
from hygiene.suppressing.proof import require_all
from tests.oracle import decide
from tests.strategies import campaign, frames, worlds, write_files

SAME = ("decision", "reason", "reasons", "basis", "basis_evidence", "policy", "flags")
DAYS = (-30, 0, 1, 400)


def with_instants(world):
    """Return a world at many instants, all of which its records may lie around."""
    for days in DAYS:
        as_of = world.as_of + timedelta(days=days)
        yield replace(
            world, campaign=world.campaign | {"as_of": as_of, "known_at": None}
        )


def with_repeats(world, random):
    """Return a world some of whose suppressions stand twice, under another id."""
    rows = world.tables["suppressions"]
    again = [
        {**row, "suppression_id": f"again-{row['suppression_id']}"}
        for row in rows
        if random.random() < 0.5
    ]
    return replace(world, tables=world.tables | {"suppressions": [*rows, *again]})


def merged_file(world, folder, previous=None):
    """Merge the suppressions of a world into a file; return it and its repeats."""
    inputs = from_tables(frames(world), campaign(world), None)
    merged = merge_inputs(inputs, previous)
    path = merged.write(folder / "merged.parquet")
    return path, repeats_of(merged)


def repeats_of(merged):
    rows = merged.frame.select("suppression_id", "repeats").collect().rows()
    return {one: [one, *(others or "").split("|")] for one, others in rows}


def expanded(decision, repeats):
    found = {
        one for name in decision["blocked_by"] for one in repeats.get(name, [name])
    }
    return sorted(found - {""})


@settings(max_examples=5)
@given(world=worlds(), random=st.randoms(use_true_random=False))
def test_decisions_are_the_same_at_any_instant(world, random):
    if "suppressions" not in world.tables:
        return
    world = with_repeats(world, random)
    with tempfile.TemporaryDirectory() as name:
        path, repeats = merged_file(world, Path(name))
        for at in with_instants(world):
            tables = frames(at) | {"suppressions": path}
            got = hy.screen(**tables, campaign=campaign(at)).decisions.collect()
            for one, other in zip(decide(at), got.to_dicts(), strict=True):
                assert {k: one[k] for k in SAME} == {k: other[k] for k in SAME}
                assert one["blocked_by"] == expanded(other, repeats)


@settings(max_examples=5)
@given(world=worlds(), kept=st.randoms(use_true_random=False))
def test_what_an_earlier_table_holds_stays(world, kept):
    """Entries that vanished from today's files stand as they did before."""
    if not world.tables.get("suppressions"):
        return
    rows = world.tables["suppressions"]
    today = [row for row in rows if kept.random() < 0.5]
    later = replace(world, tables=world.tables | {"suppressions": today})
    with tempfile.TemporaryDirectory() as name:
        previous, _ = merged_file(world, Path(name))
        path, repeats = merged_file(later, Path(name), previous)
        tables = frames(world) | {"suppressions": path}
        got = hy.screen(**tables, campaign=campaign(world)).decisions.collect()
    for one, other in zip(decide(world), got.to_dicts(), strict=True):
        assert one["reasons"] == other["reasons"]
        assert one["blocked_by"] == expanded(other, repeats)


@settings(max_examples=5)
@given(world=worlds(has_timezones=True))
def test_days_of_another_zone_never_let_anybody_through(world):
    """A day that cannot be written in the campaign's zone only ever blocks more."""
    if "suppressions" not in world.tables:
        return
    with tempfile.TemporaryDirectory() as name:
        path = write_files(world, Path(name))
        merge_suppressions(path).write(Path(name) / "merged.csv")
        text = path.read_text("utf-8").replace("suppressions.csv", "merged.csv")
        head, entry = text.split("[tables.suppressions]")
        zone = world.timezones.get("suppressions", "-")
        entry = entry.replace(zone, world.campaign["timezone"], 1)
        path.write_text(f"{head}[tables.suppressions]{entry}", "utf-8")
        for at in with_instants(world):
            got = hy.screen(path, as_of=at.as_of, known_at=at.as_of).decisions.collect()
            for one, other in zip(decide(at), got.to_dicts(), strict=True):
                found = {name.partition("~")[0] for name in other["blocked_by"]}
                assert set(one["blocked_by"]) <= found


def staged(frame, folder):
    folder.mkdir()
    source = Source("suppressions", frame.lazy())
    entry = Entry("suppressions", (source,), "UTC", allow_public_domains=True)
    return stage("suppressions", [entry], folder, "streaming", lambda f: f).frame


WEAKER = {
    "reason": ("paused", "unsubscribed"),
    "value": ("ann@example.com", "bob@example.com"),
    "channel": ("*", "email"),
    "purpose": ("marketing", "marketing.newsletter"),
    "controller": ("*", "northpay"),
    "blocks": ("all", "marketing"),
    "effective_from": ("2026-06-01T09:00:00Z", "2026-06-01T09:00:01Z"),
    "effective_until": (None, "2027-01-01"),
    "recorded_at": ("2026-06-01T09:00:00Z", "2026-06-02T09:00:00Z"),
    "contact_id": ("7", None),
}


@pytest.mark.parametrize("column", WEAKER)
def test_a_table_that_weakens_an_entry_in_one_way_is_refused(tmp_path, column):
    full = {name: strong for name, (strong, _) in WEAKER.items()}
    before = pl.DataFrame([{"suppression_id": "s1", "match": "address", **full}])
    weak = pl.lit(WEAKER[column][1], pl.String).alias(column)
    world = staged(before, tmp_path / "before")
    after = staged(before.with_columns(weak), tmp_path / "after")
    at = read_campaign_file(hy.sample_campaign()).campaign
    require_all(world, world, at)
    with pytest.raises(GateError) as caught:
        require_all(world, after, at)
    assert str(caught.value) == (
        "1 suppression(s) would be lost or weakened; nothing was written. "
        "This is a defect of the toolkit; please report it."
    )


def test_an_earlier_instant_in_place_of_a_day_is_easier_to_lift(tmp_path):
    day = pl.DataFrame(
        {
            "suppression_id": ["s1"],
            "value": ["ann@example.com"],
            "reason": ["unsubscribed"],
            "effective_from": ["2026-06-01"],
        }
    )
    begun = day.with_columns(effective_from=pl.lit("2026-06-01T00:00:00Z"))
    ended = day.with_columns(
        suppression_id=pl.lit("s2"),
        effective_from=pl.lit("2026-06-01T23:59:59.999999Z"),
    )
    at = read_campaign_file(hy.sample_campaign()).campaign
    before = staged(day, tmp_path / "day")
    for number, frame in enumerate([begun, ended, pl.concat([begun, ended])]):
        after = staged(frame, tmp_path / str(number))
        with pytest.raises(GateError):
            require_all(before, after, at)
