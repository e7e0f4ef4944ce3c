"""The wheel as people install it: with gates and charts. Run by `make wheel-test`."""

import importlib.util
import json
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(importlib.util.find_spec("hygiene").origin).parent
HYGIENE = Path(sysconfig.get_path("scripts")) / "hygiene"


def run(*command, cwd):
    return subprocess.run(
        [HYGIENE, *command], capture_output=True, text=True, check=False, cwd=cwd
    )


@pytest.mark.parametrize("name", ["uk", "strict"])
def test_policy_is_inside(name):
    policy = tomllib.loads((ROOT / "policies" / f"{name}.toml").read_text("utf-8"))
    assert policy["name"] == name


def test_suites_are_inside():
    suites = list((ROOT / "_expectations").glob("*.json"))
    assert suites
    assert all(json.loads(suite.read_text("utf-8")) for suite in suites)


def test_sample_campaign_is_inside_with_every_file_it_names():
    campaigns = list((ROOT / "_sample_data").glob("*.toml"))
    assert campaigns
    for campaign in campaigns:
        tables = tomllib.loads(campaign.read_text("utf-8")).get("tables", {})
        for entries in tables.values():
            for entry in entries if isinstance(entries, list) else [entries]:
                path = campaign.parent / entry["path"]  # a file, or a folder of them
                assert path.is_file() or any(path.iterdir())


def test_notebooks_are_inside_without_outputs():
    notebooks = list((ROOT / "_notebooks").glob("*.ipynb"))
    assert notebooks
    for notebook in notebooks:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells)


def test_nothing_is_inside_that_a_run_left_behind():
    left = {".ipynb_checkpoints", "out", ".DS_Store"}
    assert [path for path in ROOT.rglob("*") if path.name in left] == []


def test_demo_works_away_from_any_checkout(tmp_path):
    result = run("demo", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_a_crash_is_not_an_answer(tmp_path):
    result = run("screen", "missing.toml", "--out", "out", cwd=tmp_path)
    assert result.returncode == 2, result.stderr
    assert "missing.toml" in result.stderr
    assert not (tmp_path / "out").exists()


def test_module_and_script_are_the_same_command(tmp_path):
    module = subprocess.run(
        [sys.executable, "-I", "-m", "hygiene", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    script = run("--help", cwd=tmp_path)
    assert module.stdout.splitlines()[1:] == script.stdout.splitlines()[1:]


def test_the_notebooks_can_be_set_out(tmp_path):
    result = run("lab", "monday", "--prepare", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    found = {path.name for path in (tmp_path / "monday" / "notebooks").iterdir()}
    assert "01_first_screening.ipynb" in found
    assert (tmp_path / "monday" / "sample_data" / "campaign.toml").is_file()
    settings = ROOT / "jupyter" / "labconfig" / "page_config.json"
    assert json.loads(settings.read_text("utf-8"))["disabledExtensions"]
