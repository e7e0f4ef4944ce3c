"""What stops a snapshot: broken chains, releases that are none, damaged records."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit.bag import NO_TAG_MANIFEST, BagInfo
from hygiene.audit.chain import in_line
from hygiene.audit.loading import Link
from hygiene.audit.own_checks import check_own, invariants
from hygiene.audit.pids import Kind
from hygiene.audit.record import Payload
from hygiene.audit.signers import Signer
from hygiene.stable import stable_parquet
from tests.audit.stores import KEY, WHO, add, copied, read, released
from tests.unit.world import ANN, BOB


def link(name, previous=None, digest=None, day=1):
    """Return a link whose head is its name's last letter, and what it follows."""
    before = NO_TAG_MANIFEST if previous is None else (digest or previous[-1] * 64)
    info = BagInfo(name, date(2026, 1, day), 1, 1, previous, before)
    return Link(name, name[-1] * 64, info)


FIRST, SECOND = link("2026Q1"), link("2026Q2", "2026Q1", day=2)


@pytest.mark.parametrize(
    ("third", "problem"),
    [
        (
            link("2026Q3"),
            "'2026Q3' says that it is the first, and is not the only one.",
        ),
        (
            link("2026Q3", "2025Q4"),
            "'2026Q3' follows '2025Q4', which is not in line before it.",
        ),
        (
            link("2026Q3", "2026Q2", "9" * 64, day=3),
            "'2026Q3' names another tag manifest of '2026Q2' than its.",
        ),
        (
            link("2026Q3", "2026Q2", day=1),
            "'2026Q3' was made before '2026Q2', which it follows.",
        ),
        (
            link("2026Q3", "2026Q1", day=3),
            "'2026Q3' follows '2026Q1', and so does another.",
        ),
    ],
)
def test_a_chain_that_is_none_says_where(third, problem):
    assert in_line([SECOND, FIRST]) == ([FIRST, SECOND], [])
    assert problem in in_line([third, SECOND, FIRST])[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda out: (out / "gate.json").unlink(),
            "is no release: it lacks 'gate.json'",
        ),
        (
            lambda out: (out / "gate.json").write_text("{"),
            "is no release that can be re",
        ),
        (
            lambda out: (out / "decisions.parquet").write_bytes(b"PAR1"),
            "The decisions in 'out' are unreadable.",
        ),
        (
            lambda out: (out / "summary.json").write_text('{"as_of": 1}'),
            "The release's summary has no 'as_of'.",
        ),
    ],
)
def test_what_is_no_release_is_refused(made, tmp_path, change, said):
    campaign, _ = released(1)
    out = tmp_path / "out"
    shutil.copytree(released(1)[1], out)
    change(out)
    with pytest.raises(hy.InputError) as refusal:
        add(tmp_path / "s", 1, made.key, campaigns=[(campaign, out)])
    assert said in str(refusal.value)
    assert not (tmp_path / "s").exists()


def test_tables_that_break_an_invariant_are_not_signed(made):
    """Made of the stored tables, one decision changed in the file and in memory."""
    snapshot = audit.open_snapshot(made.store, "2026Q3")
    tables = snapshot.tables("c1")
    lie = tables["decisions"].filter(~(tables["decisions"]["row"] == 1))
    payload = Payload(KEY)
    payload.quarter = type(payload.quarter)(
        snapshot.rules(), {"c1": {**tables, "decisions": lie}}, {"c1": False}
    )
    payload.files = {
        f"c1_{name}.parquet": stable_parquet(frame)
        for name, frame in payload.quarter.tables["c1"].items()
    }
    with pytest.raises(audit.FindingsError, match="The tables break: every_row_once"):
        invariants(payload)
    payload.files["c1_decisions.parquet"] = stable_parquet(tables["decisions"])
    with pytest.raises(audit.FindingsError, match="is not read as it was written"):
        invariants(payload)


def test_a_folder_that_does_not_verify_is_not_published(made, tmp_path):
    folder = tmp_path / "2026Q3"
    shutil.copytree(made.store / "2026Q3", folder)
    signer = Signer(WHO, made.key.public)
    check_own(folder, "2026Q3", signer)
    (folder / "data/rules.json").write_text("{}")
    with pytest.raises(audit.FindingsError) as refusal:
        check_own(folder, "2026Q3", signer)
    assert str(refusal.value) == (
        "What was written does not verify.\n'data/rules.json' is not as it was signed."
    )


def redact(store, made, name, address):
    return audit.redact(
        store,
        name,
        address,
        key=KEY,
        signing_key=made.key,
        at=datetime(2027, 2, 1, tzinfo=UTC),
        by_role="DPO",
        why="request 3",
    )


def test_a_person_leaves_the_bridge_too(made, tmp_path):
    store, new = tmp_path / "s", audit.PseudonymKey(bytes(range(1, 33)))
    add(store, 1, made.key, key=new)
    add(store, 2, made.key, previous_key=new)
    assert (
        KEY.pid(Kind.EMAIL, ANN)
        in read(store / "2026Q3/data/bridge.parquet")["pid_new"].to_list()
    )
    assert redact(store, made, "2026Q3", ANN).rows["bridge.parquet"] == 1
    assert (
        KEY.pid(Kind.EMAIL, ANN)
        not in read(store / "2026Q3/data/bridge.parquet")["pid_new"].to_list()
    )
    assert audit.verify(store, level="replay").exit_code == 4


def test_nothing_is_redacted_beside_a_damaged_record(made, tmp_path):
    store = copied(made.store, tmp_path)
    record = store / "redactions" / redact(store, made, "2026Q3", ANN).record
    for change in (
        lambda: record.write_text("{}"),
        lambda: record.write_bytes(b"{"),
        lambda: (store / "redactions/notes.txt").write_text("x"),
    ):
        change()
        with pytest.raises(audit.FindingsError, match="The records of redactions"):
            redact(store, made, "2026Q3", BOB)
        assert audit.verify(store).exit_code == 1


def test_a_record_that_says_less_than_it_must_counts_for_nothing(made, tmp_path):
    """Signed by the right key all the same."""
    store = copied(made.store, tmp_path)
    record = store / "redactions" / redact(store, made, "2026Q3", ANN).record
    said = json.loads(record.read_text())
    for missing in ("head", "files", "schema", "snapshot_id"):
        content = json.dumps({k: v for k, v in said.items() if k != missing}).encode()
        record.write_bytes(content)
        record.with_name(f"{record.name}.sig").write_bytes(made.key.sign(content))
        result = audit.verify(store)
        assert result.exit_code == 1
        assert "'2026Q3-1.json' is not the record it should be." in str(result)


def test_a_time_without_a_zone_and_one_outside_the_quarter(made, tmp_path):
    naive = datetime(2026, 7, 1)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(hy.InputError, match="needs a zone"):
        add(tmp_path / "s", 1, made.key, created_at=naive)
    with pytest.raises(hy.InputError, match="which is not in the quarter"):
        add(tmp_path / "s", 2, made.key, campaigns=[released(1)])
