"""`hygiene lab` sets the notebooks out beside a campaign; tests/browser opens them."""

import json

import pytest

from tests.contracts.files import ROOT
from tests.e2e.commands import run

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def parameters(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    (cell,) = [one for one in cells if "parameters" in one["metadata"].get("tags", [])]
    return "".join(cell["source"])


def test_the_sample_campaign_lies_beside_the_notebooks(tmp_path):
    folder = tmp_path / "lab"
    done = run("lab", folder, "--prepare")
    assert done.exit_code == 0
    assert sorted(path.name for path in (folder / "notebooks").iterdir()) == NAMES
    assert (folder / "sample_data" / "campaign.toml").exists()
    assert not list(folder.rglob("*.py"))
    for name in NAMES:
        past = "past/" if name.startswith("05") else ""
        told = f'campaign_file = "../sample_data/{past}campaign.toml"'
        assert told in parameters(folder / "notebooks" / name)
    assert (folder / "sample_data" / "past" / "campaign.toml").exists()
    assert f"{len(NAMES)} notebook(s) put into notebooks/" in done.stdout


def test_a_campaign_of_ones_own_is_read_where_it_lies(tmp_path):
    (tmp_path / "campaign.toml").write_text("# mine\n")
    run("lab", tmp_path, "--prepare")
    assert not (tmp_path / "sample_data").exists()
    first = parameters(tmp_path / "notebooks" / NAMES[0])
    assert 'campaign_file = "../campaign.toml"' in first
    assert first.count(" = None  # a contact id; None: the first one") == 2
    monday = parameters(tmp_path / "notebooks" / NAMES[4])
    assert 'past_campaign_file = "../campaign.toml"' in monday
    assert "2026" not in monday
    assert (tmp_path / "campaign.toml").read_text() == "# mine\n"


def test_what_is_there_is_left_alone(tmp_path):
    (tmp_path / "notebooks").mkdir()
    mine = tmp_path / "notebooks" / NAMES[0]
    mine.write_text("{}")
    done = run("lab", tmp_path, "--prepare")
    assert mine.read_text() == "{}"
    assert f"Left as they were: {NAMES[0]}." in done.stdout


@pytest.mark.parametrize("taken", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_refused(tmp_path, taken):
    (tmp_path / "file").touch()
    done = run("lab", tmp_path / taken, "--prepare")
    assert done.exit_code == 2
    assert "Name a folder that you may write to." in done.stderr
