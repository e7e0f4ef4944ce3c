"""A snapshot is there whole or not at all, whatever happens while it is written."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit import disk
from tests.audit import faulty
from tests.audit.stores import WHO, released
from tests.contracts.files import ROOT
from tests.e2e.commands import command, environment


def script(name, source, store):
    return subprocess.run(
        [sys.executable, faulty.__file__, name, source, store],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def store(tmp_path, made):
    folder = tmp_path / "store"
    folder.mkdir()
    shutil.copy(made.store / "allowed_signers", folder)
    return folder


def test_killed_at_every_call_nothing_is_half(made, store):
    done = script("kill", made.store / "2026Q2", store)
    assert done.returncode == 0, done.stderr
    lines = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(lines) > 40
    assert {code for _, code, _ in lines[:-1]} == {-signal.SIGKILL}
    assert lines[-1][1:] == (0, 1)
    whole = faulty.files_of(made.store / "2026Q2")
    assert faulty.files_of(store / "2026Q2") == whole
    assert [*store.glob(".tmp-*")] == []
    assert len([*store.parent.glob("done-*")]) >= 3


def test_six_writers_at_once_one_wins(made, store):
    done = script("race", made.store / "2026Q2", store)
    codes = [int(code) for code in done.stdout.split()]
    assert codes.count(0) == 1, done.stderr
    assert set(codes) <= {0, 2, 11}
    assert faulty.files_of(store / "2026Q2") == faulty.files_of(made.store / "2026Q2")


@pytest.mark.parametrize("fault", [faulty.full, faulty.broken])
def test_a_disk_that_fails_at_any_call_leaves_nothing(made, store, fault):
    """The n-th call fails, for every n until the writer meets no fault."""
    source, whole, refused = made.store / "2026Q2", None, []
    for number in range(1, 500):
        met, said = attempt(source, store, number, fault)
        if not met:
            break
        assert [*store.glob(".tmp-*")] == []
        if (store / "2026Q2").exists():
            whole = faulty.files_of(store / "2026Q2")
            assert whole == faulty.files_of(source)
            assert not said or "is in the store" in said
            shutil.rmtree(store / "2026Q2")
        else:
            refused.append(said)
    assert len(refused) > 40
    assert {one.endswith("Nothing was changed.") for one in refused} == {True}
    assert faulty.files_of(store / "2026Q2") == faulty.files_of(source) == whole


def attempt(source, store, number, fault):
    """Return whether the n-th call was met, and what was said."""
    with faulty.failing_at(number, fault) as met:
        try:
            faulty.write(source, store)
        except hy.InputError as error:
            return met, str(error)
    return met, ""


def test_a_disk_without_room_is_said_before(made, store, monkeypatch):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(9, 9, 1_000)
    )
    with pytest.raises(hy.InputError, match=r"^'store' has 0 MB free; the snapshot ta"):
        faulty.write(made.store / "2026Q2", store)
    assert not (store / "2026Q2").exists()


FULL = """
set -e
mount -t tmpfs -o size=64k tmpfs "$1"
cp "$2/allowed_signers" "$1/"
"$3" -c "
import sys
from pathlib import Path
from hygiene.audit import disk
from tests.audit.faulty import files_of
disk._require_room = lambda *_: None
store, source = Path(sys.argv[1]), Path(sys.argv[2]) / '2026Q2'
files = files_of(source) | {'data/large': bytes(10**6)}
try:
    with disk.locked(store):
        disk.publish(store, '2026Q2', files, lambda folder: None)
except Exception as error:
    print(type(error).__name__, error)
print(sorted(path.name for path in store.iterdir()))
" "$1" "$2"
"""


def test_a_full_disk_leaves_nothing(made, tmp_path):
    """On a real file system of 64 kB, where this machine lets us mount one."""
    (tmp_path / "small").mkdir()
    done = subprocess.run(
        [
            *("unshare", "-rm", "sh", "-c", FULL, "sh", tmp_path / "small"),
            *(made.store, sys.executable),
        ],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("no file system can be mounted here")
    said = "'small' cannot be written: No space left on device. Nothing was changed."
    assert done.stdout.splitlines() == [
        f"InputError {said}",
        "['.lock', 'allowed_signers']",
    ], done.stderr


def test_a_link_planted_where_a_file_goes_is_not_followed(made, store, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (store / "2026Q2").symlink_to(tmp_path)
    with pytest.raises(hy.InputError, match="is in the store already"):
        faulty.write(made.store / "2026Q2", store)
    with pytest.raises(OSError, match="exists"):
        disk.put(victim, b"theirs")
    (tmp_path / "link").symlink_to(victim)
    with pytest.raises(OSError, match="exists"):
        disk.put(tmp_path / "link", b"theirs")
    assert victim.read_text() == "mine"


def test_what_a_killed_writer_left_is_cleared_by_the_next(made, store):
    (store / ".tmp-0123").mkdir()
    (store / ".tmp-0123/data").write_text("half")
    (store / ".tmp-4567").write_text("half")
    faulty.write(made.store / "2026Q2", store)
    assert [*store.glob(".tmp-*")] == []


@pytest.mark.slow
def test_the_command_killed_at_random_times_leaves_nothing_half(made, tmp_path):
    """A store verifies after each of them, and the next run goes through."""
    audit.new_keys(tmp_path / "keys", WHO)
    about = made.folder / "about.toml"
    campaign, out = released(1)
    about.write_text(
        '[controller]\nname = "N"\ncontact = "c"\n[retention]\nuntil = 2030-01-01\n'
        'key_destroy_after = 2030-01-01\nrule = "r"\nlegal_ground = "g"\n'
        '[pseudonymisation]\ncustodian = "c"\n'
    )
    store = tmp_path / "s"
    create = command(
        *("snapshot", "create", store, f"{campaign}={out}", "--quarter", "2026Q2"),
        *("--timezone", "UTC", "--about", about, "--identity", WHO),
        *("--key-file", tmp_path / "keys/pseudonym.key"),
        *("--signing-key", tmp_path / "keys/signing.key"),
    )
    drawn = random.Random(7)  # noqa: S311 - the same times every run
    for _ in range(20):
        with subprocess.Popen(
            create, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            time.sleep(drawn.uniform(0.5, 5))
            os.kill(process.pid, signal.SIGKILL)
        if (store / "2026Q2").exists():
            assert audit.verify(store).exit_code == 0
            shutil.rmtree(store)
    done = subprocess.run(create, env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert audit.verify(store, level="replay").exit_code == 0
