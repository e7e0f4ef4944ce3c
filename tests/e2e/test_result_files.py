"""The files of a result: their names, types and content, as contract section 9 says."""

import json
import re

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hygiene as hy
from hygiene.summary import toolkit_version
from tests.e2e.commands import FILES, names, run
from tests.e2e.world import audience, campaign_file, put


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screened")
    done = run("screen", campaign_file(folder), "--out", folder / "out")
    assert done.exit_code == 0, done.stderr
    return folder / "out", done


def test_a_screening_leaves_the_files_of_the_contract(screened):
    """Six files, the lists in the audience's own format, and nothing beside them."""
    out, _ = screened
    assert names(out) == FILES | {"kept.csv", "removed.csv"}
    assert names(out.parent) == {
        "audience.csv",
        "campaign.toml",
        "consents.csv",
        "out",
        "suppressions.csv",
    }


def test_the_decisions_have_the_types_of_the_contract(screened):
    """Contract section 9, column by column."""
    out, _ = screened
    texts = pl.List(pl.String)
    assert pl.read_parquet_schema(out / "decisions.parquet") == {
        "row": pl.UInt64,
        "contact_id": pl.String,
        "decision": pl.String,
        "reason": pl.String,
        "reasons": texts,
        "basis": pl.String,
        "basis_evidence": pl.String,
        "blocked_by": texts,
        "policy": pl.String,
        "flags": texts,
    }


def test_decisions_kept_and_removed_add_up(screened):
    """The three files tell one story, row by row."""
    out, _ = screened
    given = read_text(out.parent / "audience.csv")
    decisions = pl.read_parquet(out / "decisions.parquet")
    keep = decisions["decision"] == "keep"
    assert decisions["row"].to_list() == [*range(given.height)]
    assert decisions["contact_id"].equals(given["contact_id"])
    assert_frame_equal(read_text(out / "kept.csv"), given.filter(keep))
    removed = read_text(out / "removed.csv")
    assert_frame_equal(removed.select(given.columns), given.filter(~keep))
    gone = decisions.filter(~keep)
    assert removed["reason"].equals(gone["reason"])
    assert removed["reasons"].str.split("|").equals(gone["reasons"])
    assert removed["explanation"].str.len_chars().min() > 10
    assert (gone["reason"] == gone["reasons"].list.first()).all()
    assert decisions.filter(keep).select(
        (pl.col("reasons").list.len() == 0).all(),
        pl.col("reason").is_null().all(),
        pl.col("basis").is_not_null().all(),
    ).row(0) == (True, True, True)


def read_text(path):
    return pl.read_csv(path, infer_schema=False)


def test_the_summary_counts_what_the_contract_asks(screened):
    """Counts, digests, policies, instants and versions; counts agree with the lists."""
    out, _ = screened
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    decisions = pl.read_parquet(out / "decisions.parquet")
    counts = summary["counts"]
    assert counts["audience"] == decisions.height == counts["kept"] + counts["removed"]
    reasons = decisions["reason"].drop_nulls().value_counts()
    assert counts["by_reason"] == dict(reasons.iter_rows())
    assert sum(counts["by_basis"].values()) == counts["kept"]
    assert sum(entry["kept"] for entry in counts["by_source"]) == counts["kept"]
    assert set(counts["by_any_reason"]) >= set(counts["by_reason"])
    files = {entry["file"]: entry for entry in summary["inputs"]}
    assert files["audience.csv"]["rows"] == counts["audience"]
    assert all(re.fullmatch("[0-9a-f]{64}", item["sha256"]) for item in files.values())
    assert [policy["name"] for policy in summary["policies"]] == ["uk"]
    assert {"version", "digest"} <= set(summary["policies"][0])
    assert summary["as_of"] == summary["known_at"] == "2026-11-24T09:00:00+00:00"
    assert summary["versions"]["audience-hygiene"] == toolkit_version()


def test_the_gate_and_the_report_are_whole(screened):
    """Every expectation has a state, and the page stands alone."""
    out, _ = screened
    gate = json.loads((out / "gate.json").read_text("utf-8"))
    assert gate["passed"] is True
    assert {check["state"] for check in gate["checks"]} == {"passed"}
    page = (out / "report.html").read_text("utf-8")
    assert page.rstrip().endswith("</html>")
    assert not re.search(r"(src|href)=[\"']?(https?:)?//|<script", page)


@pytest.mark.parametrize(
    ("form", "other"),
    [("csv", "parquet"), pytest.param("parquet", "csv", marks=pytest.mark.slow)],
)
def test_the_format_of_the_lists_can_be_chosen(tmp_path, form, other):
    """`--format` turns either into the other, the values unchanged."""
    path = campaign_file(tmp_path)
    put(audience(), tmp_path, "audience", form)
    text = path.read_text("utf-8").replace("audience.csv", f"audience.{form}")
    path.write_text(text, "utf-8")
    for asked in ([], ["--format", other]):
        run("screen", path, "--out", tmp_path / "-".join(["out", *asked]), *asked)
    kept = {
        file.suffix: pl.read_parquet(file)
        if file.suffix == ".parquet"
        else read_text(file)
        for file in tmp_path.glob("out*/kept.*")
    }
    assert set(kept) == {".csv", ".parquet"}
    assert_frame_equal(kept[".csv"], kept[".parquet"])


def test_a_call_and_the_command_write_the_same(tmp_path, screened):
    """Byte for byte; nothing is revealed in a file either, where it is asked for."""
    out, _ = screened
    with hy.reveal():
        hy.screen(out.parent / "campaign.toml").write(tmp_path / "out")
    for name in names(out):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes()
