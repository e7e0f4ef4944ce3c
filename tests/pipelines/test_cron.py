"""docs/pipelines/cron.sh, run for real."""

import fcntl
import re

import pytest

from tests.pipelines.place import (
    LATE,
    PIPELINES,
    copy_sample,
    files,
    personal,
    run,
    spoil_input,
)

TIME = r"\d{4}-\d\d-\d\dT\d{6}Z"


def cron(folder, **more):
    """Run the script as the crontab line does."""
    script = PIPELINES / "cron.sh"
    campaign = folder / "sample_data" / "campaign.toml"
    return run("sh", script, campaign, folder / "mail", cwd=folder, **more)


def log(folder):
    return (folder / "mail" / "hygiene.log").read_text("utf-8")


def test_a_yes_moves_the_list_on(tmp_path):
    done = cron(copy_sample(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    mail = tmp_path / "mail"
    [run_folder] = [path for path in (mail / "runs").iterdir() if path.is_dir()]
    assert re.fullmatch(TIME, run_folder.name)
    exit_code = mail / "runs" / f"{run_folder.name}.exit"
    assert exit_code.read_text("utf-8") == "0\n"
    [sent] = (mail / "outbox").iterdir()
    assert sent.name == f"{run_folder.name}.csv"
    assert sent.read_bytes() == (run_folder / "kept.csv").read_bytes()
    assert sent.stat().st_mode & 0o077 == 0
    assert "The gate passed:" in log(tmp_path)
    assert personal(log(tmp_path)) == []


def spoilt(folder):
    spoil_input(folder)
    return {}


REFUSED = {
    2: (spoilt, "for the data team: the input is bad"),
    3: (lambda _: {"AS_OF": LATE}, "for the campaign owner: the gate said no"),
}


@pytest.mark.parametrize("code", [pytest.param(2, marks=pytest.mark.slow), 3])
def test_a_no_moves_nothing_on(tmp_path, code):
    prepare, sentence = REFUSED[code]
    done = cron(copy_sample(tmp_path), **prepare(tmp_path))
    assert done.returncode == code
    assert sentence in done.stderr
    assert sentence in log(tmp_path)
    mail = tmp_path / "mail"
    [exit_code] = (mail / "runs").glob("*.exit")
    assert exit_code.read_text("utf-8") == f"{code}\n"
    assert files(mail / "outbox") == []
    assert list(mail.rglob("kept.*")) == []
    assert personal(log(tmp_path), done.stdout, done.stderr) == []


def test_a_crash_moves_nothing_on(tmp_path):
    done = cron(copy_sample(tmp_path), PATH="/usr/bin:/bin")
    assert done.returncode == 127
    assert "a crash" in done.stderr
    assert files(tmp_path / "mail" / "outbox") == []


def test_a_run_waits_for_none_that_is_still_at_work(tmp_path):
    (tmp_path / "mail").mkdir()
    with (tmp_path / "mail" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = cron(copy_sample(tmp_path))
    assert done.returncode == 75
    assert "An earlier run is still at work; this one did nothing." in done.stderr
    assert files(tmp_path / "mail" / "runs") == []


def test_it_says_how_it_is_used(tmp_path):
    done = run("sh", PIPELINES / "cron.sh", "campaign.toml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "usage: cron.sh CAMPAIGN FOLDER\n")
