"""docs/pipelines/airflow_dag.py in a real Airflow, with `dag.test()` and SQLite."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import hygiene as hy
from tests.contracts.files import ROOT
from tests.pipelines.place import (
    AS_OF,
    ENDED,
    LATE,
    PIPELINES,
    SAMPLE,
    copy_sample,
    environment,
    files,
    personal,
    spoil_input,
)

pytestmark = pytest.mark.slow

PYTHON = ROOT / ".venv-airflow" / "bin" / "python"
CAMPAIGN = "sample_data/campaign.toml"


@pytest.fixture(autouse=True, scope="module")
def _airflow():
    if not PYTHON.exists():
        pytest.fail("There is no .venv-airflow; `make airflow` makes it.")


def settings(home):
    """Return what keeps Airflow inside `home` and off the network."""
    told = {
        "CORE__DAGS_FOLDER": home / "dags",
        "CORE__LOAD_EXAMPLES": "False",
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "LOGGING__BASE_LOG_FOLDER": home / "logs",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    named = {f"AIRFLOW__{name}": str(value) for name, value in told.items()}
    return {"AIRFLOW_HOME": str(home), **named}


def dag(folder, name, *, path=None, **params):
    """Run a DAG; return what came of it, everything that it logged added."""
    home = folder / "airflow"
    (home / "dags").mkdir(parents=True)
    shutil.copy(PIPELINES / "airflow_dag.py", home / "dags")
    conf = {"folder": str(folder), "campaign": CAMPAIGN, "as_of": AS_OF, **params}
    given = environment(**settings(home))
    outcome = home / "outcome.json"
    ran = subprocess.run(
        [PYTHON, Path(__file__).with_name("airflow_run.py"), outcome],
        input=json.dumps({"dag": name, "conf": conf}),
        env={**given, "PATH": path or given["PATH"]},
        cwd=home,
        check=False,
        capture_output=True,
        text=True,
        timeout=ENDED,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    kept = [path.read_text("utf-8") for path in (home / "logs").rglob("*.log")]
    log = "\n".join([ran.stdout, ran.stderr, *kept])
    return {**json.loads(outcome.read_text("utf-8")), "log": log}


def in_database(folder):
    """Return the metadata database as text."""
    return (folder / "airflow" / "airflow.db").read_bytes().decode("latin-1")


def states(done):
    return {name: task["state"] for name, task in done["tasks"].items()}


def test_a_screening_that_passes_hands_its_list_on(tmp_path):
    done = dag(copy_sample(tmp_path), "newsletter_screen")
    assert states(done) == {"screen": "success", "hand_on": "success"}
    sent = tmp_path / "outbox" / done["run"] / "kept.csv"
    kept = tmp_path / "screened" / done["run"] / "kept.csv"
    assert sent.read_bytes() == kept.read_bytes()
    assert "The gate passed:" in done["log"]
    assert personal(done["log"], in_database(tmp_path)) == []


def spoilt(folder):
    spoil_input(folder)
    return {}


REFUSED = {3: lambda _: {"as_of": LATE}, 2: spoilt}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_fails_at_once_and_stops_what_follows(tmp_path, code):
    more = REFUSED[code](copy_sample(tmp_path))
    done = dag(tmp_path, "newsletter_screen", **more)
    assert done["state"] == "failed"
    assert states(done) == {"screen": "failed", "hand_on": "upstream_failed"}
    assert done["tasks"]["screen"]["tries"] == 1
    assert f"Command exited with return code {code}" in done["log"]
    assert "A retry would not help." in done["log"]
    assert not (tmp_path / "outbox").exists()
    assert personal(done["log"], in_database(tmp_path)) == []


def test_a_crash_is_tried_again_and_stops_what_follows(tmp_path):
    done = dag(copy_sample(tmp_path), "newsletter_screen", path=os.defpath)
    assert states(done) == {"screen": "failed", "hand_on": "upstream_failed"}
    assert done["tasks"]["screen"]["tries"] == 3
    assert not (tmp_path / "outbox").exists()


def test_a_list_that_passes_is_handed_on(tmp_path):
    hy.screen(SAMPLE / "campaign.toml").write(tmp_path / "theirs")
    theirs = copy_sample(tmp_path) / "theirs" / "kept.csv"
    done = dag(tmp_path, "newsletter_check", list="theirs/kept.csv")
    assert states(done) == {"check": "success", "hand_on": "success"}, done["log"]
    sent = tmp_path / "outbox" / done["run"] / "kept.csv"
    assert sent.read_bytes() == theirs.read_bytes()
    reports = tmp_path / "screened" / done["run"]
    assert files(reports) == ["junit.xml", "kept.csv"]
    junit = (reports / "junit.xml").read_text("utf-8")
    assert personal(done["log"], in_database(tmp_path), junit) == []


def test_a_list_that_is_refused_is_not_handed_on(tmp_path):
    audience = "sample_data/audience.csv"
    done = dag(copy_sample(tmp_path), "newsletter_check", list=audience)
    assert states(done) == {"check": "failed", "hand_on": "upstream_failed"}
    assert done["tasks"]["check"]["tries"] == 1
    assert "Command exited with return code 3" in done["log"], done["log"]
    assert not (tmp_path / "outbox").exists()
    assert personal(done["log"], in_database(tmp_path)) == []


def test_a_list_that_is_not_there_is_bad_input(tmp_path):
    done = dag(copy_sample(tmp_path), "newsletter_check", list="none.csv")
    assert states(done) == {"check": "failed", "hand_on": "upstream_failed"}
    assert done["tasks"]["check"]["tries"] == 1
    assert not (tmp_path / "outbox").exists()
