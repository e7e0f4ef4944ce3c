"""docs/pipelines/github-actions.yml: its steps are run as the runner would run them."""

import re

import pytest
from ruamel.yaml import YAML

from tests.pipelines.place import (
    LATE,
    PIPELINES,
    copy_sample,
    files,
    personal,
    run,
    spoil_input,
)

TEXT = (PIPELINES / "github-actions.yml").read_text("utf-8")
WORKFLOW = YAML(typ="safe", pure=True).load(TEXT)
INSTALL = "Install hygiene"
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")  # as the runner does


def job(folder, name, **inputs):
    """Run the steps of a job in order; return {step: what came of it}."""
    given = {key: spec.get("default") for key, spec in asked().items()} | inputs
    variables = {
        key: str(given[re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", value)[1]])
        for key, value in WORKFLOW["env"].items()
    }
    done = {}
    for step in WORKFLOW["jobs"][name]["steps"]:
        failed = any(ran.returncode for ran in done.values())
        wanted = step.get("if") == "always()" or not failed
        if wanted and "run" in step and step["name"] != INSTALL:
            done[step["name"]] = run(*BASH, step["run"], cwd=folder, **variables)
    return done


def asked():
    return WORKFLOW["on"]["workflow_call"]["inputs"]


def uploaded(folder, name):
    """Return {path: text} of what the upload step would find."""
    [step] = [
        step
        for step in WORKFLOW["jobs"][name]["steps"]
        if step.get("uses", "").startswith("actions/upload-artifact@")
    ]
    assert step["if"] == "always()"
    paths = step["with"]["path"].split()
    assert not any("*" in path for path in paths)
    return {
        path: (folder / path).read_text("utf-8")
        for path in paths
        if (folder / path).exists()
    }


def said(done):
    return [text for ran in done.values() for text in (ran.stdout, ran.stderr)]


def test_every_action_is_pinned_and_no_secret_is_asked_for():
    for spec in WORKFLOW["jobs"].values():
        for step in spec["steps"]:
            assert ("uses" in step) != ("run" in step)
            if "uses" in step:
                assert re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", step["uses"])
    assert "secrets" not in TEXT
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_no_input_becomes_part_of_a_command():
    for spec in WORKFLOW["jobs"].values():
        assert [step for step in spec["steps"] if "${{" in step.get("run", "")] == []


def test_one_job_screens_and_the_other_checks():
    conditions = {name: spec["if"] for name, spec in WORKFLOW["jobs"].items()}
    assert conditions == {"screen": "inputs.list == ''", "check": "inputs.list != ''"}
    assert asked()["list"]["default"] == ""
    assert asked()["as_of"]["default"] == "now"


CAMPAIGN = "sample_data/campaign.toml"
AT_NINE = {"campaign": CAMPAIGN, "as_of": "2026-11-24T09:00:00Z"}


@pytest.mark.slow
def test_a_screening_that_passes_hands_its_list_on(tmp_path):
    done = job(copy_sample(tmp_path), "screen", **AT_NINE)
    assert {name: ran.returncode for name, ran in done.items()} == {
        "Screen the audience": 0,
        "Hand the list on": 0,
    }
    assert files(tmp_path / "outbox") == ["kept.csv"]
    artefacts = uploaded(tmp_path, "screen")
    assert {path.rpartition("/")[2] for path in artefacts} == {
        "gate.json",
        "summary.json",
        "report.html",
    }
    assert personal(*artefacts.values(), *said(done)) == []


def nothing(_folder):
    """Leave the tables as they are."""


REFUSED = {
    "stale": (3, LATE, nothing, ["screened/gate.json"], "The gate said no"),
    "bad input": (
        2,
        AT_NINE["as_of"],
        spoil_input,
        ["screened/rejects.csv"],
        "Bad input",
    ),
}


@pytest.mark.parametrize(
    "case", ["stale", pytest.param("bad input", marks=pytest.mark.slow)]
)
def test_a_screening_that_is_refused_hands_nothing_on(tmp_path, case):
    code, as_of, prepare, kept, title = REFUSED[case]
    prepare(copy_sample(tmp_path))
    done = job(tmp_path, "screen", campaign=CAMPAIGN, as_of=as_of)
    [(name, ran)] = done.items()
    assert (name, ran.returncode) == ("Screen the audience", code)
    assert f"::error title={title}::" in ran.stdout
    artefacts = uploaded(tmp_path, "screen")
    assert list(artefacts) == kept
    assert personal(*artefacts.values(), *said(done)) == []
    assert not (tmp_path / "outbox").exists()


@pytest.mark.slow
def test_a_list_that_passes_is_handed_on(tmp_path):
    job(copy_sample(tmp_path), "screen", **AT_NINE)
    (tmp_path / "outbox" / "kept.csv").rename(tmp_path / "theirs.csv")
    done = job(tmp_path, "check", **AT_NINE, list="theirs.csv")
    assert {name: ran.returncode for name, ran in done.items()} == {
        "Check the list": 0,
        "Hand the list on": 0,
    }, said(done)
    assert files(tmp_path / "outbox") == ["theirs.csv"]
    artefacts = uploaded(tmp_path, "check")
    assert list(artefacts) == ["gate/gate.json", "gate/junit.xml"]
    assert personal(*artefacts.values(), *said(done)) == []


def test_a_list_that_is_refused_is_not_handed_on(tmp_path):
    audience = "sample_data/audience.csv"
    done = job(copy_sample(tmp_path), "check", **AT_NINE, list=audience)
    [(name, ran)] = done.items()
    assert (name, ran.returncode) == ("Check the list", 3), said(done)
    assert "::error title=The gate said no::" in ran.stdout
    artefacts = uploaded(tmp_path, "check")
    assert list(artefacts) == ["gate/gate.json", "gate/junit.xml"]
    assert personal(*artefacts.values(), *said(done)) == []
    assert not (tmp_path / "outbox").exists()
