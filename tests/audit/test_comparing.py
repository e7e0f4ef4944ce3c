"""Two quarters: who moved, what came back, ran out and vanished, and what rules did."""

import hashlib
import shutil
import sys

import polars as pl
import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit.pids import Kind
from tests.audit.stores import CAROL, EVE, KEY, OTHER_KEY, add, released, screening
from tests.property.comparing import ENGINES
from tests.unit.world import ANN, BOB


def moves(counts):
    return {
        (one["from"], one["to"]): one["count"]
        for one in counts["transitions"]
        if one["from"] != one["to"]
    }


def test_a_snapshot_compares_itself_with_the_one_before(made):
    counts = audit.open_snapshot(made.store, "2026Q3").comparison()
    assert moves(counts) == {
        ("kept", "unsubscribed"): 1,
        ("kept", "consent_expired"): 1,
        ("absent", "unknown_origin"): 1,
    }
    assert counts["consents_expired"] == 1
    assert counts["added"] == 1
    assert counts["kept"] == {"before": 4, "after": 2}
    assert counts["key_continuity"] == "same"
    assert counts == audit.compare(made.store, "2026Q2", "2026Q3").counts


def test_the_first_compares_with_nothing(made):
    counts = audit.open_snapshot(made.store, "2026Q2").comparison()
    assert counts == {"against": None, "key_continuity": None}


def test_with_the_key_the_moves_have_pseudonyms(made):
    found = audit.compare(made.store, "2026Q2", "2026Q3", key=KEY).moved
    gone = found.filter(pl.col("to") == "consent_expired")
    assert gone["pid"].to_list() == [KEY.pid(Kind.EMAIL, CAROL)]
    assert "pid" not in audit.compare(made.store, "2026Q2", "2026Q3").moved.columns
    with pytest.raises(hy.InputError, match="did not make the pseudonyms"):
        audit.compare(made.store, "2026Q2", "2026Q3", key=OTHER_KEY)


def test_backwards_a_no_that_vanished_is_a_resurrection(made):
    """Bob's opt-out and Eve's digest are there later, and not earlier."""
    found = audit.compare(made.store, "2026Q4", "2026Q2", key=KEY)
    assert found.counts["resurrected"] == 1
    assert found.counts["gone"] == 1
    assert found.counts["suppressions_vanished"] == 1
    back = found.moved.filter(pl.col("from") == "unsubscribed")
    states = dict(zip(back["pid"], back["to"], strict=True))
    assert states[KEY.pid(Kind.EMAIL, BOB)] == "kept"
    assert states[KEY.pid(Kind.EMAIL, EVE)] == "absent"


def test_what_new_rules_alone_would_have_changed(made, tmp_path):
    store = tmp_path / "s"
    add(store, 1, made.key)
    stricter = screening(2, policy="strict")
    add(store, 2, made.key, campaigns=[stricter])
    counts = audit.open_snapshot(store, "2026Q3").comparison()
    (effect,) = counts["policy_effects"]
    assert effect["scope"] == "northpay email marketing.news"
    assert effect["flows"] == [
        {"then": "duplicate", "now": "consent_pending", "count": 1},
        {"then": "kept", "now": "consent_pending", "count": 3},
        {"then": "kept", "now": "transaction_only", "count": 1},
    ]
    assert effect["changed"] == 5
    before, after = (counts["policies"][when] for when in ("before", "after"))
    assert before != after
    text = str(audit.compare(store, "2026Q2", "2026Q3"))
    assert "alone, that would have changed 5 decision(s)" in text


@pytest.mark.parametrize("engine", ENGINES)
def test_a_replay_needs_no_address_and_no_key(made, engine):
    done = audit.replay(made.store, "2026Q4", engine=engine)
    assert done.is_same
    assert [(one.file, one.same_bytes) for one in done.tables] == [
        ("c1_decisions.parquet", True)
    ]
    assert done.versions == ()


def test_a_replay_of_the_raw_tables_gives_the_same_bytes(made):
    campaign, _ = released(3)
    done = audit.replay(made.store, "2026Q4", campaigns=[campaign], key=KEY)
    assert len(done.tables) == 7
    assert all(one.same_bytes for one in done.tables)
    for wrong in ({"campaigns": [campaign]}, {"campaigns": [campaign] * 2, "key": KEY}):
        with pytest.raises(hy.InputError):
            audit.replay(made.store, "2026Q4", **wrong)


def test_a_replay_of_other_tables_differs(made):
    other, _ = released(2)
    done = audit.replay(made.store, "2026Q4", campaigns=[other], key=KEY)
    assert not done.is_same
    assert str(done).startswith("THE REPLAY DIFFERS.\n")


SHUFFLED = """
import sys
import polars as pl
from hygiene.audit import PseudonymKey, replay
store, campaign = sys.argv[1:3]
done = replay(store, "2026Q4", campaigns=[campaign], key=PseudonymKey(bytes(range(32))))
print(pl.thread_pool_size(), done.is_same, [one.same_bytes for one in done.tables])
"""


@pytest.mark.slow
@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_and_the_order_of_rows_change_nothing(made, tmp_path, threads):
    """Evidence in another order, in a process with other threads: the same bytes."""
    import subprocess

    campaign, _ = released(3)
    folder = tmp_path / "campaign"
    shutil.copytree(campaign.parent, folder)
    for name in ("consents", "suppressions"):
        path = folder / f"{name}.csv"
        pl.read_csv(path, infer_schema=False).reverse().write_csv(path)
    done = subprocess.run(
        [sys.executable, "-c", SHUFFLED, made.store, folder / "campaign.toml"],
        env={"POLARS_MAX_THREADS": str(threads), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{threads} True {[True] * 7}\n", done.stderr


def test_verifying_writes_nothing(made):
    def state():
        return {
            path: (path.lstat().st_mtime_ns, path.lstat().st_size)
            for path in (made.store, *made.store.rglob("*"))
        }

    before = state()
    audit.verify(made.store, level="replay")
    audit.replay(made.store, "2026Q4")
    audit.person(made.store, ANN, key=KEY)
    audit.compare(made.store, "2026Q2", "2026Q4")
    assert state() == before


def test_a_store_that_cannot_be_written_verifies(made, tmp_path):
    """Its folders may only be read; root may write all the same, so look at times."""
    store = tmp_path / "s"
    shutil.copytree(made.store, store)
    folders = [store, *(path for path in store.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert audit.verify(store, level="replay").exit_code == 0
    finally:
        for folder in folders:
            folder.chmod(0o700)
    assert hashlib.sha256((store / "heads.txt").read_bytes()).hexdigest() == (
        hashlib.sha256((made.store / "heads.txt").read_bytes()).hexdigest()
    )
