"""Forgetting: what goes and what stays, and that the erased stay away (cases 77-79)."""

import json
import shutil
import stat
from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl
import pytest
from click.testing import CliRunner

import hygiene as hy
from hygiene import audit
from hygiene.audit.bag import sha256
from hygiene.audit.pids import Kind
from hygiene.audit.requests import cleaning
from hygiene.audit.sshsig import signer_of
from hygiene.cli.main import cli
from hygiene.sources.files import open_file
from tests.audit.requests_world import AT, MD5, TABLES, campaign, write_world
from tests.audit.stores import KEY, copied, screening, signing_key
from tests.unit.world import ANN, BOB, dealing, event, people, rows, screen, suppression

WHO = {"ordered_by": "data protection officer", "reason": "request 12"}
CLEANED = ["audience.csv", "consents.parquet", "dealings.ndjson", "sends.csv"]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Return the world, what was written of Ann's erasure, and the plan itself."""
    folder = tmp_path_factory.mktemp("forget")
    path = write_world(folder)
    erasure = audit.forget(ANN, [path], at=AT, key=KEY, **WHO)
    key = signing_key(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    out, copies = folder / "out", folder / "copies"
    erasure.write(out, apply_to=copies, signing_key=key)
    return SimpleNamespace(
        folder=folder, out=out, copies=copies, plan=erasure, key=key, before=before
    )


def fates(erasure):
    return {
        (one.record.file, one.record.row): one.fate.value
        for one in erasure.rows
        if one.fate is not audit.Fate.ERASE
    }


def test_what_stays_is_what_names_nobody_and_what_others_answer_for(done):
    assert fates(done.plan) == {
        ("consents.parquet", 4): "other controller",
        ("dealings.ndjson", 2): "other controller",
        ("suppressions.csv", 3): "stay",
        ("suppressions.csv", 4): "stay",
        ("suppressions.csv", 5): "stay",
        ("wordings.csv", 2): "stay",
    }
    plan = pl.read_csv(done.out / "erase.csv")
    assert plan.columns == ["file", "table", "row", "record_id"]
    assert plan.select("file", "row").rows() == [
        ("audience.csv", 2),
        ("audience.csv", 4),
        ("consents.parquet", 2),
        ("consents.parquet", 3),
        ("dealings.ndjson", 3),
        ("suppressions.csv", 2),
        ("typed.txt", 2),
        ("sends.csv", 2),
    ]


def test_no_given_file_is_edited(done):
    now = {name: (done.folder / name).read_bytes() for name in done.before}
    assert now == done.before


def test_nothing_that_is_written_holds_the_address(done):
    files = [*done.out.iterdir()]
    assert {file.name for file in files} == {
        "erase.csv",
        "suppressions_erased.csv",
        "erasure.json",
        "erasure.json.sig",
    }
    for file in files:
        text = file.read_text().lower()
        assert ANN not in text
        assert "@" not in text
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ANN not in f"{done.plan}{done.plan!r}{done.plan._repr_html_()}".lower()


def test_the_record_says_who_when_why_and_is_signed(done):
    content = (done.out / "erasure.json").read_bytes()
    said = json.loads(content)
    assert (said["ordered_by"], said["reason"]) == tuple(WHO.values())
    assert said["at"] == "2026-05-25T09:00:00Z"
    assert said["person"]["pid"] == KEY.pid(Kind.EMAIL, ANN)
    assert said["counts"]["erase"]["audience"] == 2
    assert [one["controller"] for one in said["other_controllers"]] == ["rival", "shop"]
    for name, digest in said["outputs"].items():
        assert digest == sha256((done.out / name).read_bytes())
    signature = (done.out / "erasure.json.sig").read_bytes()
    assert signer_of(signature, content, [done.key.public]) == done.key.public
    by = {one["file"]: one["cleaned_by"] for one in said["files"]}
    assert by["typed.txt"] == "its system"
    assert by["audience.csv"] == "copy"


def test_a_complaint_stays_a_complaint(done):
    left = pl.read_csv(done.out / "suppressions_erased.csv", infer_schema=False)
    kept = left.filter(reason="complained")
    assert set(kept["purpose"]) == {"marketing"}
    assert set(kept["match"]) == {"sha256", "contact_id"}
    # A day is said by its first and its last instant, in the zone of the campaign.
    assert sorted(set(kept["effective_from"])) == [
        "2026-05-01T23:00:00Z",
        "2026-05-02T22:59:59.999999Z",
    ]
    erased = left.filter(reason="erased")
    assert set(erased["match"]) == {"sha256"}
    assert set(erased["effective_from"]) == {"2026-05-25T09:00:00Z"}


def test_a_digest_that_is_there_already_is_not_written_again(done):
    assert MD5 not in (done.out / "suppressions_erased.csv").read_text()


def test_the_other_rows_of_a_copy_are_the_same_to_the_byte(done):
    records = done.before["audience.csv"].split(b"\r\n")
    # The header, two lines of the first row, the third row; and the end of the file.
    rest = [*records[:3], records[4], b""]
    assert (done.copies / "audience.csv").read_bytes() == b"\r\n".join(rest)
    lines = done.before["dealings.ndjson"].splitlines(keepends=True)
    wanted = b"".join(line for line in lines if b"r3" not in line)
    assert (done.copies / "dealings.ndjson").read_bytes() == wanted
    consents = pl.read_parquet(done.copies / "consents.parquet")
    assert consents["event_id"].to_list() == ["e1", "e4"]
    for file in done.copies.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.fixture(scope="module")
def cleaned(done, tmp_path_factory):
    """Return a folder with the cleaned tables and the tombstones beside them."""
    folder = tmp_path_factory.mktemp("cleaned")
    for name in done.before:
        shutil.copy(done.folder / name, folder)
    shutil.copytree(done.copies, folder, dirs_exist_ok=True)
    (folder / "typed.txt").write_text("somebody@example.org\n")
    shutil.copy(done.out / "suppressions_erased.csv", folder)
    campaign(folder, TABLES + ERASED)
    return folder


ERASED = '[[tables.suppressions]]\npath = "suppressions_erased.csv"\n'


def test_tracing_again_finds_the_tombstones_and_what_stays(cleaned):
    found = audit.trace(ANN, [cleaned / "campaign.toml"], at=AT)
    files = {one.file for one in found.records}
    assert files == {
        "suppressions_erased.csv",
        "suppressions.csv",
        "consents.parquet",
        "dealings.ndjson",
    }
    hows = {
        (one.file, one.how.value)
        for one in found.records
        if one.table == "suppressions" and not one.is_linked
    }
    assert hows == {
        ("suppressions_erased.csv", "digest"),
        ("suppressions.csv", "domain"),
        ("suppressions.csv", "digest"),
    }
    again = audit.forget(ANN, [cleaned / "campaign.toml"], at=AT, **WHO)
    assert again.of(audit.Fate.ERASE) == []


def test_a_new_import_into_the_cleaned_files_is_stopped(cleaned):
    with (cleaned / "audience.csv").open("a") as file:
        file.write(f"99,{ANN.title()},Ann once more,supplier\r\n")
    with hy.screen(cleaned / "campaign.toml") as found:
        row = found.decisions.collect().to_dicts()[-1]
    # The shop's row stays: it is for the shop to erase.
    reasons = ["erased", "complained", "processor_only"]
    assert (row["decision"], row["reasons"]) == ("remove", reasons)


def tombstones_of(address, evidence, at):
    """Return the tombstones of somebody who is held in a few frames."""
    made = audit.forget(
        address, [screen(people(address), tables=evidence)], at=at, **WHO
    )
    return made.tombstones


LATER = datetime(2026, 5, 25, 9, tzinfo=UTC)
SIGNED_UP = {"occurred_at": "2026-05-28T10:00:00Z"}


@pytest.mark.parametrize(
    ("evidence", "decision", "reason"),
    [
        ({}, "remove", "erased"),
        ({"consents": rows(event())}, "remove", "erased"),
        (
            {"consents": rows(event(**SIGNED_UP, action="confirmed"))},
            "keep",
            None,
        ),
        (
            {"consents": rows(event(**SIGNED_UP, purpose="marketing.other"))},
            "remove",
            "erased",
        ),
        ({"relationships": rows(dealing(**SIGNED_UP))}, "remove", "erased"),
    ],
    ids=["77", "consent before", "78", "another purpose", "79"],
)
@pytest.mark.parametrize("spelling", [ANN, " ANN+again@Example.com"])
def test_the_erased_come_back_by_their_own_consent_alone(
    evidence, decision, reason, spelling
):
    if spelling != ANN:  # a permission is of the exact address
        decision, reason = "remove", "erased"
    left = tombstones_of(ANN, {}, LATER)
    found = screen(
        people(spelling, source="supplier"), tables={**evidence, "suppressions": left}
    )
    [row] = found.decisions.collect().to_dicts()
    assert (row["decision"], row["reason"]) == (decision, reason)


def test_no_suppression_is_weaker_for_the_erasure():
    """Who complained stays away after a new consent; a register still stands."""
    no = suppression(reason="complained", effective_from="2026-05-10")
    left = tombstones_of(ANN, {"suppressions": rows(no)}, LATER)
    consents = rows(event(**SIGNED_UP, action="confirmed"))
    found = screen(people(ANN), tables={"consents": consents, "suppressions": left})
    [row] = found.decisions.collect().to_dicts()
    assert (row["decision"], row["reasons"]) == ("remove", ["complained"])


def test_an_ended_suppression_ends():
    no = suppression(
        reason="paused", effective_from="2026-04-10", effective_until="2026-05-30"
    )
    left = tombstones_of(ANN, {"suppressions": rows(no)}, LATER)
    ends = left.filter(reason="paused")["effective_until"].unique().to_list()
    assert ends == ["2026-05-30T23:00:00Z"]


def test_a_shared_id_is_left_for_a_person_to_look_at():
    given = {"consents": rows(event(contact_id="7"))}
    shared = screen(people(BOB, contact_id="7"), tables=given)
    found = audit.forget(ANN, [shared], at=AT, **WHO)
    assert [one.record.table for one in found.of(audit.Fate.CHECK)] == ["audience"]
    assert [one.record.table for one in found.of(audit.Fate.ERASE)] == ["consents"]


def test_an_erasure_by_id_blocks_the_addresses_that_went():
    one = screen(people(ANN, BOB, contact_id=["7", "8"]))
    made = audit.forget(None, [one], contact_id="7", at=AT, **WHO)
    left = made.tombstones
    assert left["match"].to_list().count("contact_id") == 1
    found = screen(people(ANN, BOB, "x@example.net"), tables={"suppressions": left})
    reasons = found.decisions.collect()["reason"].to_list()
    assert reasons == ["erased", "unknown_origin", "unknown_origin"]


def test_an_id_that_is_the_address_is_not_kept_in_clear(tmp_path):
    no = suppression(match="contact_id", value=ANN, contact_id=ANN)
    one = screen(people(ANN, contact_id=ANN), tables={"suppressions": rows(no)})
    made = audit.forget(ANN, [one], contact_id=ANN, at=AT, **WHO)
    made.write(tmp_path / "out")
    for file in (tmp_path / "out").iterdir():
        assert ANN not in file.read_text()
    assert len(made.of(audit.Fate.ERASE)) == 2


def test_ids_that_name_anybody_are_withheld_and_no_formula_is_written(tmp_path):
    given = rows(
        event(event_id="typed by clerk@example.org"),
        event(event_id="=1+1"),
    )
    one = screen(people(BOB), tables={"consents": given})
    audit.forget(ANN, [one], at=AT, **WHO).write(tmp_path / "out")
    plan = pl.read_csv(tmp_path / "out/erase.csv")
    assert plan["record_id"].to_list() == ["(withheld: it names somebody)", "'=1+1"]


def test_whoever_orders_it_may_erase_what_is_held_on_its_behalf():
    deals = rows(dealing(role="processor"), dealing(relationship_id="r2", **SHOP))
    one = screen(people(BOB), tables={"relationships": deals})
    found = audit.forget(ANN, [one], at=AT, **WHO)
    assert [one.fate.value for one in found.rows] == ["erase", "other controller"]
    assert found.rows[1].why.startswith("Held on behalf of this controller")


SHOP = {"role": "processor", "controller": "shop"}


@pytest.mark.parametrize(
    ("name", "content", "rest"),
    [
        ("a.csv", b'id,t\n1,"x\ny"\n2,b\n3,c', b'id,t\n1,"x\ny"\n3,c'),
        ("a.csv", b'\xef\xbb\xbfid\n1\n"2"\n3\n', b"\xef\xbb\xbfid\n1\n3\n"),
        ("a.ndjson", b'{"i":2}\n{"i":2,"k":1}\n', b'{"i":2}\n'),
        ("a.ndjson", b'{"i":1}\n\n{"i":2}\n{"i":3}\n', b'{"i":1}\n\n{"i":3}\n'),
    ],
)
def test_a_row_is_cut_out_and_nothing_else(tmp_path, name, content, rest):
    (tmp_path / name).write_bytes(content)
    target = tmp_path / f"new-{name}"
    cleaning.write_without(open_file(tmp_path / name), {2}, target)
    assert target.read_bytes() == rest


def test_an_arrow_file_is_copied_too(tmp_path):
    frame = pl.DataFrame({"i": [1, 2, 3]})
    frame.write_ipc(tmp_path / "a.arrow")
    source = open_file(tmp_path / "a.arrow")
    cleaning.write_without(source, {2}, tmp_path / "b.arrow")
    written = pl.read_ipc(tmp_path / "b.arrow")
    assert written["i"].to_list() == [1, 3]


def test_nothing_is_written_when_nothing_can_go_or_a_name_is_told(tmp_path):
    nobody = audit.forget("no@example.org", [screening(1)], at=AT, **WHO)
    assert nobody.is_empty
    with pytest.raises(hy.InputError, match="Nothing about this person can go"):
        nobody.write(tmp_path / "out")
    for said in ({"reason": f"asked by {ANN}"}, {"ordered_by": " "}):
        with pytest.raises(hy.InputError, match="Say who ordered the erasure"):
            audit.forget(ANN, [screening(1)], at=AT, **{**WHO, **said})
    assert not (tmp_path / "out").exists()


def test_a_failure_leaves_neither_folder(tmp_path, monkeypatch):
    path = write_world(tmp_path)
    made = audit.forget(ANN, [path], at=AT, **WHO)

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hygiene.audit.requests.forgetting.put", fails)
    with pytest.raises(hy.InputError, match="cannot be written"):
        made.write(tmp_path / "out", apply_to=tmp_path / "copies")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "copies").exists()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/x").touch()
    monkeypatch.undo()
    with pytest.raises(hy.InputError, match="did not write"):
        made.write(tmp_path / "out", apply_to=tmp_path / "taken")
    assert not (tmp_path / "out").exists()


def run(*arguments):
    done = CliRunner().invoke(cli, ["forget", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_the_command_redacts_the_snapshots_too(made, tmp_path):
    store, path = copied(made.store, tmp_path), write_world(tmp_path)
    (tmp_path / "pseudonym.key").write_text(f"{bytes(range(32)).hex()}\n")
    (tmp_path / "pseudonym.key").chmod(0o600)
    signed = ("--signing-key", made.folder / "signing.key", "--identity", "a@b.example")
    options = (
        *("--campaign", path, "--out", tmp_path / "out", "--ordered-by", "DPO"),
        *("--reason", "request 12", "--snapshots", store),
        *("--key-file", tmp_path / "pseudonym.key"),
    )
    code, said = run(ANN, *options, "--redact")
    assert (code, "--redact needs" in said) == (2, True)
    assert not (tmp_path / "out").exists()
    code, said = run(ANN, *options, *signed, "--redact")
    assert code == 0, said
    assert ANN not in said
    held = json.loads((tmp_path / "out/erasure.json").read_text())["snapshots"]
    assert {one["snapshot"] for one in held} == {"2026Q2", "2026Q3", "2026Q4"}
    assert audit.person(store, ANN, key=KEY).rows == []
    assert audit.verify(store).exit_code == 4


def test_the_command_ends_with_0_and_no_file_when_nothing_is_held(tmp_path):
    path = write_world(tmp_path)
    out = ("--out", tmp_path / "out", "--ordered-by", "DPO", "--reason", "request 12")
    code, said = run("no@example.net", "--campaign", path, *out)
    assert code == 0
    assert "Nothing of it can go." in said
    assert not (tmp_path / "out").exists()
    code, _ = run(ANN, "--campaign", path, *out, "--at", "2026-05-25T09:00:00")
    assert code == 2
