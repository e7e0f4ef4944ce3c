"""`hygiene snapshot`, from keys to redaction, with the exit codes that it promises."""

import json
import shutil

import pytest
from click.testing import CliRunner

import hygiene as hy
from hygiene.audit import disk
from hygiene.audit.record import canonical
from hygiene.cli.main import cli
from tests.audit.stores import KEY, copied, rebagged, released
from tests.unit.world import ANN

WHO = ("--identity", "audit@example.com")
ABOUT_FILE = """
[controller]
name = "Northpay"
contact = "privacy team"
[processing]
purposes = ["newsletter"]
lawful_basis = ["consent"]
[retention]
until = 2032-12-31
key_destroy_after = 2032-12-31
rule = "six years"
legal_ground = "GDPR art. 5(2)"
[pseudonymisation]
custodian = "data protection office"
"""


def run(*arguments):
    done = CliRunner().invoke(cli, ["snapshot", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with keys, a file about the controller, and a first snapshot."""
    folder = tmp_path_factory.mktemp("commands")
    code, said = run("keys", folder / "keys", *WHO)
    assert code == 0, said
    (folder / "about.toml").write_text(ABOUT_FILE)
    with hy.screen(released(1)[0]) as found:
        found.write(folder / "screened")
    code, said = create(folder)
    assert code == 0, said
    assert said.startswith("2026Q2 ")
    return folder


def key_options(folder):
    return (
        *("--key-file", folder / "keys/pseudonym.key"),
        *("--signing-key", folder / "keys/signing.key", *WHO),
    )


def create(folder, *more, quarter="2026Q2"):
    campaign, out = released(1)[0], folder / "screened"
    about = ("--about", folder / "about.toml", "--timezone", "Europe/London")
    where = (folder / "snapshots", f"{campaign}={out}", "--quarter", quarter)
    return run("create", *where, *about, *key_options(folder), *more)


def test_keys_are_made_once_and_shown_by_name(place):
    code, said = run("keys", place / "keys", *WHO)
    assert code == 2
    assert "'signing.key' exists; a key is never replaced." in said
    code, said = run("keys", place / "keys", *WHO, "--show")
    assert code == 0
    secret = (place / "keys/pseudonym.key").read_text().strip()
    assert secret not in said
    assert (place / "keys/allowed_signers").read_text().strip() in said


def test_what_was_made_is_verified_from_outside(place):
    signers = ("--signers", place / "keys/allowed_signers")
    code, said = run("verify", place / "snapshots", *signers, "--replay")
    assert code == 0, said
    assert said.startswith("Verified.\n")
    code, said = run("verify", place / "snapshots", *signers, "--json")
    assert json.loads(said)["exit_code"] == 0


def test_a_second_of_the_same_name_is_refused(place):
    code, said = create(place)
    assert code == 2
    assert "'2026Q2' is in the store already" in said


def test_the_exit_codes_of_a_verification(made, tmp_path):
    store = copied(made.store, tmp_path)
    assert run("verify", store, "--quick")[0] == 0
    assert run("verify", store, "--expect-count", 4)[0] == 1
    (store / "2026Q3/data/run.json").unlink()
    assert run("verify", store)[0] == 3
    (store / "2026Q3/data/comparison.json").write_text("{}")
    assert run("verify", store)[0] == 1
    assert run("verify", tmp_path / "nothing")[0] == 10
    (tmp_path / "empty").mkdir()
    assert run("verify", tmp_path / "empty")[0] == 10
    assert run("verify", store, "--expect-head", "abc")[0] == 2


def test_an_unknown_form_has_a_code_of_its_own(made, tmp_path):
    store = tmp_path / "store"
    store.mkdir()
    shutil.copytree(made.store / "2026Q2", store / "2026Q2")
    path = store / "2026Q2/data/snapshot.json"
    record = json.loads(path.read_text()) | {"schema": "audit-snapshot/2"}
    path.write_bytes(canonical(record))
    rebagged(store / "2026Q2", made.key)
    shutil.copy(made.store / "allowed_signers", store)
    code, said = run("verify", store)
    assert code == 12
    assert "'2026Q2' is not in the form 'audit-snapshot/1'." in said


def test_a_locked_store_has_a_code_of_its_own(place):
    with disk.locked(place / "snapshots"):
        code, said = create(place, quarter="2026Q2-r2")
    assert code == 11
    assert said == "Error: Another process is writing to 'snapshots'. Wait for it.\n"


def test_a_person_is_found_and_redacted(place, tmp_path):
    store = copied(place / "snapshots", tmp_path)
    code, said = run("person", store, ANN, *key_options(place)[:2])
    assert code == 0
    assert said.startswith("2026Q2 news-1: keep (consent), policy uk\n")
    code, said = run("person", store, ANN, "--json", *key_options(place)[:2])
    assert {"decisions", "consents"} <= {one["table"] for one in json.loads(said)}
    why = ("--by-role", "DPO", "--why", "request 12")
    code, said = run("redact", store, "2026Q2", ANN, *key_options(place), *why)
    assert code == 0, said
    assert ANN not in said
    assert run("verify", store)[0] == 4


def test_two_quarters_are_compared(made, tmp_path):
    code, said = run("compare", made.store, "2026Q2", "2026Q3")
    assert code == 0
    assert "  kept                 -> unsubscribed                  1\n" in said
    out = tmp_path / "moved.csv"
    code, said = run("compare", made.store, "2026Q2", "2026Q3", "--out", out)
    assert code == 2
    assert "with --key-file alone" in said
    key = tmp_path / "k"
    key.write_text(bytes(range(32)).hex())
    key.chmod(0o600)
    options = ("--key-file", key, "--out", out, "--json")
    code, said = run("compare", made.store, "2026Q2", "2026Q3", *options)
    assert json.loads(said)["against"] == "2026Q2"
    assert out.read_text().count("\n") == 1 + 7
    assert KEY.kid not in out.read_text()


def test_a_snapshot_is_replayed(made, place):
    code, said = run("replay", made.store, "2026Q4")
    assert code == 0
    assert said.startswith("The replay is the same.\n")
    key = ("--key-file", place / "keys/pseudonym.key")
    campaign, out = released(1)
    code, said = run("replay", place / "snapshots", "2026Q2", f"{campaign}={out}", *key)
    assert code == 0, said
    assert said.count("same content, same bytes") == 7
    code, said = run("replay", place / "snapshots", "2026Q2", released(2)[0], *key)
    assert code == 1
