"""Same input, same answer: engines, threads and runs write the same bytes."""

import json
import shutil
from itertools import islice

import polars as pl
import pytest

import hygiene as hy
from tests.contracts.files import ROOT
from tests.e2e.commands import FILES, names, spawn
from tests.e2e.world import HEAD, campaign_file, consents, decided, put

SAMPLE = ROOT / "sample_data"


def screened(out, *args, campaign=SAMPLE / "campaign.toml", threads="2"):
    """Screen in a process with a number of threads; return the files' bytes."""
    done = spawn("screen", campaign, "--out", out, *args, POLARS_MAX_THREADS=threads)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.slow
def test_threads_and_engines_write_the_same_bytes(tmp_path):
    """Every file of the sample's result is the same, however it was computed."""
    first = screened(tmp_path / "first")
    other = screened(tmp_path / "other", "--engine", "in-memory", threads="1")
    assert names(tmp_path / "first") > FILES
    assert [name for name in first if first[name] != other[name]] == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["streaming", "in-memory"])
@pytest.mark.parametrize("threads", ["1", "2", "7"])
def test_any_threads_and_either_engine_write_the_same_bytes(tmp_path, engine, threads):
    """So it is for every number of threads."""
    first = screened(tmp_path / "first")
    other = screened(tmp_path / "other", "--engine", engine, threads=threads)
    assert first == other


@pytest.mark.slow
def test_a_large_audience_is_written_alike(tmp_path):
    """Row groups of decisions.parquet do not follow the threads."""
    people = pl.DataFrame({"email": [f"p{n}@example.com" for n in range(300_000)]})
    path = campaign_file(tmp_path)
    put(people, tmp_path, "audience", "csv")
    first = screened(tmp_path / "1", campaign=path, threads="1")
    other = screened(tmp_path / "2", "--engine", "in-memory", campaign=path)
    assert [name for name in first if first[name] != other[name]] == []


def test_where_it_lies_changes_nothing(tmp_path):
    """No path, time or host is in a result: another folder writes the same bytes."""
    results = []
    for place in ("here", "else/where"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        out = hy.screen(campaign_file(folder)).write(folder / "result")
        results.append({path.name: path.read_bytes() for path in out.iterdir()})
        said = b"".join(results[-1].values())
        assert str(tmp_path).encode() not in said
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "engine", ["streaming", pytest.param("in-memory", marks=pytest.mark.slow)]
)
def test_the_order_of_evidence_changes_nothing(tmp_path, engine):
    """The sample's tables turned upside down decide alike, on either engine."""
    expected = decided(hy.screen(SAMPLE / "campaign.toml"))
    for path in SAMPLE.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path / path.name)
    for path in tmp_path.glob("*.csv"):
        if path.name != "audience.csv":
            turned = pl.read_csv(path, infer_schema=False).reverse()
            turned.write_csv(path)
    shutil.copytree(SAMPLE / "exports", tmp_path / "exports")
    ledger = tmp_path / "consents.parquet"
    pl.read_parquet(ledger).reverse().write_parquet(ledger)
    found = decided(hy.screen(tmp_path / "campaign.toml", engine=engine))
    assert found == expected


def test_a_screened_list_screened_again_loses_nobody(tmp_path):
    """What was kept is kept: the lists can be fed back."""
    out = hy.screen(campaign_file(tmp_path)).write(tmp_path / "out")
    text = (tmp_path / "campaign.toml").read_text("utf-8")
    again = tmp_path / "again.toml"
    again.write_text(text.replace("audience.csv", "out/kept.csv"), "utf-8")
    second = hy.screen(again)
    assert second.summary()["counts"]["removed"] == 0
    second.write(tmp_path / "twice")
    assert (tmp_path / "twice" / "kept.csv").read_bytes() == (
        out / "kept.csv"
    ).read_bytes()


def test_the_digest_of_a_table_follows_its_bytes(tmp_path):
    """summary.json shows when an input is another, and only then."""
    path = campaign_file(tmp_path, head=HEAD)
    first = hy.screen(path).summary()
    put(consents().head(3), tmp_path, "consents", "csv")
    second = hy.screen(path).summary()
    changed = [
        old["file"]
        for old, new in zip(first["inputs"], second["inputs"], strict=True)
        if old["sha256"] != new["sha256"]
    ]
    assert changed == ["consents.csv"]
    assert [*islice(json.loads(json.dumps(first)), 1)] == ["campaign"]
