"""docs/pipelines/dbt_post_step.sh, run for real on what dbt would have written."""

import json
from xml.etree import ElementTree as ET

import polars as pl
import pytest

import hygiene as hy
from tests.pipelines.place import (
    AS_OF,
    LATE,
    PIPELINES,
    SAMPLE,
    copy_sample,
    files,
    personal,
    run,
    spoil_input,
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a list that may go out."""
    folder = tmp_path_factory.mktemp("kept")
    hy.screen(SAMPLE / "campaign.toml").write(folder / "out")
    return pl.read_csv(folder / "out" / "kept.csv", infer_schema=False)


def post_step(folder, export, **more):
    """Run the script as it stands behind `dbt build ... &&`."""
    script = PIPELINES / "dbt_post_step.sh"
    campaign = "sample_data/campaign.toml"
    words = ("sh", script, campaign, export, "outbox", "reports")
    return run(*words, cwd=folder, **more)


def reports(folder):
    """Return the texts of the two reports."""
    texts = [path.read_text("utf-8") for path in sorted((folder / "reports").iterdir())]
    assert len(texts) == 2
    return texts


WRITERS = {"csv": pl.DataFrame.write_csv, "parquet": pl.DataFrame.write_parquet}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_yes_moves_the_list_on(tmp_path, kept, form):
    export = copy_sample(tmp_path) / f"newsletter.{form}"
    WRITERS[form](kept, export)
    done = post_step(tmp_path, export.name)
    assert done.returncode == 0, done.stderr
    [sent] = (tmp_path / "outbox").iterdir()
    assert sent.suffix == f".{form}"
    assert sent.read_bytes() == export.read_bytes()
    gate, junit = reports(tmp_path)
    assert json.loads(gate)["passed"] is True
    assert ET.fromstring(junit) is not None  # noqa: S314 - our own file
    assert personal(gate, junit, done.stdout, done.stderr) == []


def nothing(_folder):
    """Leave the tables as they are."""


REFUSED = {
    "everybody": (3, "audience.csv", AS_OF, nothing, "for the campaign owner"),
    "stale": (3, "audience.csv", LATE, nothing, "for the campaign owner"),
    "bad input": (2, "audience.csv", AS_OF, spoil_input, "for the data team"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    ["everybody", "stale", "bad input"],
)
def test_a_no_moves_nothing_on(tmp_path, case):
    code, name, as_of, prepare, sentence = REFUSED[case]
    prepare(copy_sample(tmp_path))
    done = post_step(tmp_path, f"sample_data/{name}", AS_OF=as_of)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "usage" not in done.stderr.lower()  # that would be exit code 2 as well
    assert files(tmp_path / "outbox") == []
    said = [path.read_text("utf-8") for path in (tmp_path / "reports").iterdir()]
    assert personal(*said, done.stdout, done.stderr) == []


def test_an_export_that_is_not_there_is_bad_input(tmp_path):
    done = post_step(copy_sample(tmp_path), "newsletter.csv")
    assert done.returncode == 2
    assert done.stderr == (
        "There is no export at newsletter.csv: has dbt written it?\n"
    )
    assert not (tmp_path / "outbox").exists()


def test_it_says_how_it_is_used(tmp_path):
    done = run("sh", PIPELINES / "dbt_post_step.sh", cwd=tmp_path)
    said = "usage: dbt_post_step.sh CAMPAIGN EXPORT OUTBOX REPORTS\n"
    assert (done.returncode, done.stderr) == (2, said)
