"""All or nothing: a result is whole or it is not there, whatever happens."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import hygiene as hy
from hygiene import gating, release
from hygiene.errors import InputError
from tests.contracts.files import ROOT
from tests.e2e.commands import ENDED, FILES, command, environment, names, run
from tests.e2e.world import campaign_file

SAMPLE = ROOT / "sample_data" / "campaign.toml"
WHOLE = FILES | {"kept.csv", "removed.csv"}
SLOW = pytest.mark.slow
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
NOT_PERMITTED = 77


def earlier_result(out):
    """Make `out` look like what an earlier run left; return its content."""
    out.mkdir(parents=True)
    for name in WHOLE:
        (out / name).write_text(f"earlier {name}", "utf-8")
    return content(out)


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_empty_folder_and_an_earlier_result_are_replaced(tmp_path):
    """A folder that is empty or ours is filled anew, nothing of before stays."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    out.mkdir()
    assert run("screen", path, "--out", out).exit_code == 0
    first = content(out)
    shutil.rmtree(out)
    earlier_result(out)
    (out / "kept.parquet").write_text("of another format", "utf-8")
    assert run("screen", path, "--out", out).exit_code == 0
    assert content(out) == first
    assert not [*tmp_path.glob(".*")]


def test_results_never_replace_what_they_are_made_from(tmp_path):
    """A list that was screened before may be screened anew, but not onto itself."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    out.mkdir()
    (tmp_path / "audience.csv").rename(out / "kept.csv")
    path.write_text(path.read_text("utf-8").replace("audience.csv", "out/kept.csv"))
    before = content(out)
    done = run("screen", path, "--out", out)
    assert done.exit_code == 2
    assert "'kept.csv' is read by this campaign and lies in 'out'" in done.stderr
    with pytest.raises(InputError, match="Give another folder"):
        hy.screen(path).write(out)
    assert content(out) == before


@pytest.mark.parametrize("kind", ["foreign file", "file", "link"])
def test_what_is_not_ours_is_left_alone(tmp_path, kind):
    """A folder with anything else in it, a file and a link are refused untouched."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    if kind == "file":
        out.write_text("mine", "utf-8")
    elif kind == "link":
        earlier_result(tmp_path / "elsewhere")
        out.symlink_to(tmp_path / "elsewhere")
    else:
        earlier_result(out)
        (out / "thesis.txt").write_text("mine", "utf-8")
    before = sorted(str(found) for found in tmp_path.rglob("*"))
    done = run("screen", path, "--out", out)
    assert done.exit_code == 2
    assert "'out'" in done.stderr
    assert sorted(str(found) for found in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("spoilt", ["nothing", "rejects", "stale"])
def test_a_parent_that_cannot_be_written_is_a_sentence(tmp_path, spoilt):
    """Also when what was to be written is a refusal; no traceback."""
    stale = 'max_age = "1h"' if spoilt == "stale" else ""
    path = campaign_file(tmp_path, suppressions=stale)
    if spoilt == "rejects":
        file = tmp_path / "suppressions.csv"
        file.write_text(file.read_text("utf-8").replace("s1", ""), "utf-8")
    done = run("screen", path, "--out", path / "below" / "a" / "file")
    assert done.exit_code == (3 if spoilt == "stale" else 2)
    assert "cannot be written" in done.stderr
    assert done.stdout == ""


def test_bad_input_leaves_only_rejects(tmp_path):
    """After bad rows the folder holds rejects.csv and no list of before."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    file = tmp_path / "suppressions.csv"
    file.write_text(file.read_text("utf-8").replace("s1", ""), "utf-8")
    earlier_result(out)
    assert run("screen", path, "--out", out).exit_code == 2
    assert names(out) == {"rejects.csv"}


def test_a_stale_table_leaves_no_list_of_before(tmp_path):
    """Exit 3 means: no kept file exists, not even yesterday's."""
    path, out = campaign_file(tmp_path, suppressions='max_age = "1h"'), tmp_path / "out"
    earlier_result(out)
    assert run("screen", path, "--out", out).exit_code == 3
    assert names(out) == {"gate.json"}


@pytest.mark.parametrize("state", ["failed", "not checked"])
def test_a_gate_that_says_no_leaves_no_list(tmp_path, monkeypatch, state):
    """A refused list, and one that could not be checked, is nowhere on the disk."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    really = gating.run_gate

    def refusing(*args):
        result = really(*args)
        first = replace(result.checks[0], state=state, found=3)
        return replace(result, checks=(first, *result.checks[1:]))

    monkeypatch.setattr(gating, "run_gate", refusing)
    earlier_result(out)
    done = run("screen", path, "--out", out)
    assert done.exit_code == 3
    assert done.stdout == ""
    assert "gate" in done.stderr
    assert names(out) == FILES - {"decisions.parquet"}
    assert not [*tmp_path.rglob("kept*"), *tmp_path.glob(".*")]


STEPS = {
    "the gate": (gating, "run_gate"),
    "the report": (release, "render_report"),
    "the disk": (os, "fsync"),
    "the rename": (Path, "rename"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_new", [pytest.param(True, marks=SLOW), False])
def test_a_crash_at_any_step_leaves_what_was_there(tmp_path, monkeypatch, step, is_new):
    """Whatever breaks while writing, the folder is as before, and no copy stays."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    before = {} if is_new else earlier_result(out)

    def broken(*_, **__):
        raise RuntimeError(step)

    monkeypatch.setattr(*STEPS[step], broken)
    with pytest.raises(RuntimeError, match=step):
        run("screen", path, "--out", out)
    assert (content(out) if out.exists() else {}) == before
    assert not [*tmp_path.glob(".*")]


def interrupted(out, number, delay):
    """Start a screening of the sample, send it a signal; return its exit code."""
    with subprocess.Popen(
        command("screen", SAMPLE, "--out", out),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        time.sleep(delay)
        process.send_signal(number)
        process.communicate(timeout=ENDED)
        return process.returncode


def whole_or_as_before(out, number, delay, before):
    code = interrupted(out, number, delay)
    found = content(out) if out.exists() else {}
    assert found == before or set(found) == WHOLE
    assert code != 0 or set(found) == WHOLE
    if number != signal.SIGKILL:
        assert not [*out.parent.glob(".*")]


@pytest.mark.parametrize("number", [pytest.param(SIGNALS[0], marks=SLOW), *SIGNALS[1:]])
@pytest.mark.parametrize("is_new", [pytest.param(True, marks=SLOW), False])
def test_a_signal_leaves_all_or_nothing(tmp_path, number, is_new):
    """Ctrl-C, a scheduler's stop and a kill leave the old result, the new, or none."""
    out = tmp_path / "parent" / "out"
    before = {} if is_new else earlier_result(out)
    whole_or_as_before(out, number, random.uniform(0.3, 5), before)  # noqa: S311


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_many_signals_leave_all_or_nothing(tmp_path, number):
    """The same at a dozen moments, from the first import to the last rename."""
    for turn in range(12):
        out = tmp_path / str(turn) / "out"
        before = {} if turn % 2 else earlier_result(out)
        whole_or_as_before(out, number, random.uniform(0.1, 9), before)  # noqa: S311


ON_A_DISK = """
mount -t tmpfs -o size="$1" tmpfs "$2" 2>/dev/null || exit 77
shift 2
"$@"
code=$?
ls -A "$LOOK" >&2
exit $code
"""


def on_a_disk(size, disk, *args, look, **more):
    """Run the command with a small disk of its own at `disk`."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not there")
    disk.mkdir()
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", ON_A_DISK, "sh", size, disk, *command(*args)],
        check=False,
        capture_output=True,
        text=True,
        env=environment(LOOK=str(look), **more),
        timeout=ENDED,
    )
    if done.returncode == NOT_PERMITTED or "unshare" in done.stderr:
        pytest.skip("mounting is not permitted")
    return done


def test_a_full_disk_leaves_nothing(tmp_path):
    """Lists that do not fit are not half there; one sentence says why."""
    disk = tmp_path / "disk"
    out = disk / "out"
    done = on_a_disk("300k", disk, "screen", SAMPLE, "--out", out, look=disk)
    assert done.returncode == 2
    assert "'out' cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.rstrip().endswith("changed.")  # and `ls` lists nothing


@pytest.mark.slow
def test_a_full_work_disk_blames_no_table(tmp_path):
    """When the temporary folder is full, no file is called damaged."""
    disk, out = tmp_path / "disk", tmp_path / "out"
    args = ["screen", SAMPLE, "--out", out]
    done = on_a_disk("200k", disk, *args, look=disk, TMPDIR=str(disk))
    assert done.returncode != 0
    assert "damaged" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.slow
def test_a_mount_point_cannot_be_replaced_and_says_so(tmp_path):
    """`--out` on a volume of its own is a sentence, not a crash."""
    disk = tmp_path / "disk"
    done = on_a_disk("50m", disk, "screen", SAMPLE, "--out", disk, look=disk)
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 2}


LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
sys.argv[0] = "hygiene"
runpy.run_module("hygiene", run_name="__main__")
"""


@pytest.mark.slow
def test_a_file_that_may_not_grow_leaves_nothing(tmp_path):
    """A quota of the operating system is met like a full disk."""
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "screen", SAMPLE, "--out", out],
        check=False,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=ENDED,
    )
    assert done.returncode != 0
    assert not out.exists()
    assert "Traceback" not in done.stderr
    assert "damaged" not in done.stderr
    assert not [*tmp_path.glob(".*")]
