"""What a snapshot holds, what it never holds, and what is refused."""

import json
import shutil
import stat
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit.pids import Kind
from tests.audit.stores import (
    ABOUT,
    CAROL,
    EVE_MD5,
    KEY,
    add,
    copied,
    read,
    released,
    screening,
    signing_key,
    write_campaign,
)
from tests.unit.world import ANN, BOB, rows, suppression


def record(made, name="2026Q3"):
    return json.loads((made.store / name / "data/snapshot.json").read_text())


def test_no_address_id_or_digest_is_anywhere(made):
    """Promise 5: nothing of a person is in any file, decoded cells included."""
    telling = ["ann@", "bob@", "carol@", "nobody@", "example.net", "e1", "e2", "s2"]
    telling += ["07700900123", EVE_MD5, '"7"']
    for path in made.store.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            text = path.read_text("utf-8")
            assert not [one for one in telling[:5] if one in text], path.name
        elif path.is_file():
            frame = read(path)
            content = path.read_bytes()
            assert b"example." not in content
            for column in frame.select(pl.col(pl.String)).get_columns():
                cells = {word for cell in column.drop_nulls() for word in cell.split()}
                assert not cells & set(telling), (path.name, column.name)
                assert not [cell for cell in cells if "@" in cell], path.name


def test_files_and_folders_are_their_owners_alone(made):
    for path in (made.store, *made.store.rglob("*")):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path.name


def test_decisions_are_those_of_the_screening(made):
    decided = screening(2).decisions.collect().sort("row")
    stored = read(made.store / "2026Q3/data/c1_decisions.parquet").sort("row")
    for name in ("decision", "reason", "basis", "policy"):
        assert stored[name].to_list() == decided[name].to_list()
    assert (
        stored["reasons"].fill_null("").to_list()
        == decided["reasons"].list.join(" ").to_list()
    )
    ids = decided["basis_evidence"].to_list()
    assert stored["basis_evidence"].to_list() == [
        one and KEY.pid(Kind.RECORD, one) for one in ids
    ]
    assert stored["pid"][0] == stored["pid"][8] == KEY.pid(Kind.EMAIL, ANN)
    bob = KEY.pid(Kind.RECORD, "s-bob@example.com")
    assert stored["blocked_by"].to_list()[1] == bob


def test_only_matched_evidence_is_stored_and_all_of_it_is_hashed(made):
    said = record(made)["campaigns"][0]["tables"]["consents"]
    assert (said["rows"], said["stored"], said["stored_rows"]) == (4, 3, "matched")
    stored = read(made.store / "2026Q3/data/c1_consents.parquet")
    assert KEY.pid(Kind.EMAIL, CAROL) in stored["pid"].to_list()
    assert KEY.pid(Kind.EMAIL, "nobody@example.com") not in stored["pid"].to_list()
    method = KEY.pid(Kind.TEXT, "asked by phone 07700900123")
    assert f"~{method}" in stored["method"].to_list()


def test_the_record_says_what_it_rests_on(made):
    said = record(made)
    assert said["schema"] == "audit-snapshot/1"
    assert said["period"]["from"] == "2026-06-30T23:00:00Z"
    assert said["previous"] == {
        "snapshot_id": "2026Q2",
        "tagmanifest_sha256": made.heads[0],
    }
    assert said["campaigns"][0]["counts"]["kept"] == 2
    assert said["pseudonymisation"]["selftest"] == KEY.self_test
    assert {one["violations"] for one in said["invariants"]} == {0}
    assert said["retention"]["until"] == "2032-12-31"


def test_the_same_inputs_make_the_same_snapshot(made, tmp_path):
    """Only `run.json` may differ, and what hashes it."""
    add(tmp_path / "s", 1, made.key)
    for path in (made.store / "2026Q2/data").iterdir():
        same = (
            path.read_bytes() == (tmp_path / "s/2026Q2/data" / path.name).read_bytes()
        )
        assert same == (path.name != "run.json"), path.name


def test_one_snapshot_holds_every_campaign_of_a_quarter(made, tmp_path):
    offers = screening(1, purpose="marketing.offers", id="offers")
    add(tmp_path / "s", 1, made.key, campaigns=[released(1), offers])
    snapshot = audit.open_snapshot(tmp_path / "s", "2026Q2")
    assert [one["id"] for one in snapshot.campaigns] == ["news-1", "offers"]
    assert [one["counts"]["kept"] for one in snapshot.campaigns] == [4, 1]
    assert audit.replay(tmp_path / "s", "2026Q2").is_same


REFUSED = {
    "another quarter": (
        {"snapshot_id": "2026Q1"},
        "The campaign 'news-3' speaks for 2026-12-01T09:00:00Z, which is not in",
    ),
    "it is there": (
        {"snapshot_id": "2026Q4"},
        "'2026Q4' is in the store already; nothing is replaced.",
    ),
    "the clock ran back": (
        {
            "snapshot_id": "2026Q4-r2",
            "created_at": datetime(2026, 12, 19, tzinfo=UTC),
        },
        "'2026Q4' was made on 2026-12-20, after the time that is given now.",
    ),
    "no campaign": ({"campaigns": []}, "A snapshot needs a campaign."),
    "nobody answers for it": (
        {"about": {"retention": ABOUT["retention"]}},
        "'about' cannot be used:\n- [controller]: 'name' is missing.\n- [controller]: ",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_refused(case, made, tmp_path):
    store = copied(made.store, tmp_path)
    before = sorted(store.rglob("*"))
    changes, sentence = REFUSED[case]
    with pytest.raises(hy.InputError) as refusal:
        add(store, 3, made.key, **changes)
    assert str(refusal.value).startswith(sentence)
    assert sorted(store.rglob("*")) == before


def test_nothing_is_added_to_a_broken_chain(made, tmp_path):
    store = copied(made.store, tmp_path)
    path = store / "2026Q2/tagmanifest-sha256.txt"
    path.write_bytes(path.read_bytes().replace(b"0", b"1", 1))
    with pytest.raises(audit.FindingsError, match="The chain of the store is broken"):
        add(store, 3, made.key, snapshot_id="2026Q4-r2")


def test_a_corrected_snapshot_stands_beside_the_first(made, tmp_path):
    store = copied(made.store, tmp_path)
    later = datetime(2027, 1, 5, tzinfo=UTC)
    made_new = add(store, 1, made.key, snapshot_id="2026Q2-r2", created_at=later)
    result = audit.verify(store, expect_head=made_new.head, expect_count=4)
    assert result.exit_code == 0
    assert [*result.heads] == ["2026Q2", "2026Q3", "2026Q4", "2026Q2-r2"]


def test_an_existing_folder_is_not_replaced(made, tmp_path):
    """Not even an empty one, which a rename would take the place of."""
    store = tmp_path / "s"
    (store / "2026Q2").mkdir(parents=True)
    with pytest.raises(hy.InputError, match="'2026Q2' is in the store already"):
        add(store, 1, made.key)
    assert [*(store / "2026Q2").iterdir()] == []


def test_a_release_becomes_a_snapshot(made):
    """With the campaign file and the folder that `hygiene screen` wrote."""
    said = record(made)["campaigns"][0]
    assert said["source"] == "release"
    digests = [one["digest"] for one in said["inputs"] if one["role"] == "audience"]
    assert digests[0]["alg"] == "hmac-sha256"
    assert digests[0]["kid"] == KEY.kid


def test_tables_become_a_snapshot(made, tmp_path):
    """They are screened and gated for it; the decisions are those of the release."""
    with screening(1) as found:
        add(tmp_path / "s", 1, made.key, campaigns=[found])
    said = audit.open_snapshot(tmp_path / "s", "2026Q2")
    assert said.campaigns[0]["source"] == "screening"
    released = audit.open_snapshot(made.store, "2026Q2")
    assert said.table("c1", "decisions").equals(released.table("c1", "decisions"))


def test_a_release_of_other_tables_is_refused(made, tmp_path):
    campaign, out = write_campaign(tmp_path, 1), tmp_path / "out"
    shutil.copytree(released(1)[1], out)
    rows(suppression(value=ANN)).write_csv(tmp_path / "suppressions.csv")
    with pytest.raises(hy.InputError, match=r"^The tables of the campaign are not "):
        add(tmp_path / "s", 1, made.key, campaigns=[(campaign, out)])
    gate = out / "gate.json"
    gate.write_text(gate.read_text().replace('"passed": true', '"passed": false', 1))
    with pytest.raises(hy.GateError, match="The gate did not pass 'out'"):
        add(tmp_path / "s", 1, made.key, campaigns=[(campaign, out)])
    assert not (tmp_path / "s").exists()


def test_a_release_that_was_decided_otherwise_is_refused(made, tmp_path):
    """As when somebody edits the campaign file after the release."""
    campaign, out = write_campaign(tmp_path, 1), released(1)[1]
    campaign.write_text(
        campaign.read_text().replace('policy = "uk"', 'policy = "strict"')
    )
    with pytest.raises(
        hy.InputError, match=r"^Screening again decides otherwise than 'o"
    ):
        add(tmp_path / "s", 1, made.key, campaigns=[(campaign, out)])
    assert not (tmp_path / "s").exists()


def test_a_new_key_is_bridged(made, tmp_path):
    """The pseudonyms of both keys stand side by side for people in both quarters."""
    store = copied(made.store, tmp_path)
    new = audit.PseudonymKey(bytes(range(1, 33)))
    said = {
        "created_at": datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=9),
        "snapshot_id": "2026Q4-r2",
        "key": new,
    }
    add(store, 3, made.key, **said, previous_key=KEY)
    snapshot = audit.open_snapshot(store, "2026Q4-r2")
    assert snapshot.comparison()["key_continuity"] == "bridged"
    moves = snapshot.comparison()["transitions"]
    assert {(one["from"], one["to"]) for one in moves} == {
        (state, state)
        for state in ("kept", "unknown_origin", "unsubscribed", "consent_expired")
    }
    bridge = snapshot.bridge()
    assert bridge.filter(pid_old=KEY.pid(Kind.EMAIL, BOB))["pid_new"].to_list() == [
        new.pid(Kind.EMAIL, BOB)
    ]
    assert audit.verify(store, level="replay").exit_code == 0
    assert audit.compare(store, "2026Q4", "2026Q4-r2").counts == snapshot.comparison()


def test_a_new_key_without_a_bridge_compares_nothing(made, tmp_path):
    store = copied(made.store, tmp_path)
    said = {"created_at": datetime(2027, 1, 9, tzinfo=UTC), "snapshot_id": "2026Q4-r2"}
    add(store, 3, made.key, key=audit.PseudonymKey(bytes(range(1, 33))), **said)
    counts = audit.open_snapshot(store, "2026Q4-r2").comparison()
    assert counts["key_continuity"] == "none"
    assert counts["transitions"] == []


def test_a_key_is_not_the_next_persons(tmp_path):
    signing_key(tmp_path)
    with pytest.raises(hy.InputError, match="exists; a key is never replaced"):
        signing_key(tmp_path)
