"""The commands about suppressions, over the sample data."""

import shutil

import polars as pl
import pytest

import hygiene as hy
from tests.contracts.files import ROOT
from tests.e2e.commands import names, run

SAMPLE = ROOT / "sample_data"
CRM = '[[tables.suppressions]]\npath = "suppressions_crm.csv"\n'


@pytest.fixture
def sample(tmp_path):
    """Copy the sample data; return its campaign file."""
    return shutil.copytree(SAMPLE, tmp_path / "sample") / "campaign.toml"


def rewritten(campaign, old, new):
    text = campaign.read_text("utf-8")
    assert old in text
    campaign.write_text(text.replace(old, new), "utf-8")


def outcome(campaign):
    with hy.screen(campaign) as screening:
        return screening.decisions.collect()


@pytest.mark.parametrize(
    "form", ["csv", pytest.param("parquet", marks=pytest.mark.slow)]
)
def test_a_merged_table_takes_the_place_of_every_list(sample, form):
    """The sample decides alike with one table in place of five lists."""
    before = outcome(sample)
    out = sample.with_name(f"merged.{form}")
    done = run("merge-suppressions", sample, "--out", out)
    assert (done.exit_code, done.stderr) == (0, "")
    entry = done.stdout[done.stdout.index("[[tables.suppressions]]") :]
    head = sample.read_text("utf-8").partition("[[tables.suppressions]]")[0]
    sample.write_text(head + entry, "utf-8")
    assert outcome(sample).equals(before)


def test_a_list_that_was_dropped_is_seen_and_comes_back(sample, tmp_path):
    """Drop the CRM's list; the loss is found, and the earlier table makes it good."""
    before, merged = outcome(sample), tmp_path / "merged.parquet"
    assert run("merge-suppressions", sample, "--out", merged).exit_code == 0
    rewritten(sample, CRM, "")
    out = tmp_path / "back.csv"
    done = run("resurrected", sample, "--before", merged, "--out", out)
    assert done.exit_code == 3
    found = pl.read_csv(out, infer_schema=False)
    kept = outcome(sample).filter(pl.col("decision") == "keep")["row"]
    was_kept = before.filter(pl.col("decision") == "keep")["row"]
    rows = set(found["row"].cast(pl.UInt64))
    # Some of those who are kept today were duplicates of others before.
    assert set(kept) - set(was_kept) <= rows
    assert rows <= set(kept)
    assert set(found["record_file"]) == {"merged.parquet"}
    new = tmp_path / "new.parquet"
    options = "--previous", merged, "--out", new
    assert run("merge-suppressions", sample, *options).exit_code == 0
    again = run("resurrected", sample, "--before", new)
    assert again.exit_code == 3  # the campaign does not name the new table yet
    text = sample.read_text("utf-8").partition("[[tables.suppressions]]")[0]
    entry = f'[[tables.suppressions]]\npath = "{new}"\ntimezone = "Europe/London"\n'
    sample.write_text(text + entry, "utf-8")
    assert run("resurrected", sample, "--before", merged).exit_code == 0
    assert outcome(sample).select("reasons").equals(before.select("reasons"))


def test_changes_are_applied_and_a_missing_file_stops_them(sample, tmp_path):
    changes = sample.parent / "changes"
    out = tmp_path / "register.csv"
    done = run("apply-changes", changes / "register.toml", "--out", out)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "'register': 2 file(s) of changes applied, none missing; 4 entries, 2 added, "
        "1 ended.\n  1  register-0042-changes.csv\n  2  register-0043-changes.csv\n"
    )
    entry = f'\n[[tables.suppressions]]\npath = "{out}"\n'
    sample.write_text(sample.read_text("utf-8") + entry, "utf-8")
    assert outcome(sample).height == 5000
    (changes / "register-0042-changes.csv").unlink()
    before = out.read_bytes()
    done = run("apply-changes", changes / "register.toml", "--out", out)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: The files of changes are not one unbroken sequence:\n"
        "- number 42 is missing before 'register-0043-changes.csv'; get that file "
        "first.\n"
    )
    assert out.read_bytes() == before


def test_a_near_miss_that_is_put_into_the_sample_is_found(sample, tmp_path):
    with hy.screen(sample) as screening:
        kept = screening.kept.select("contact_id", "email").collect()
    person, address = kept.row(5)
    typo = f"{address}x".replace("@", "x@", 1)
    near = pl.DataFrame(
        {
            "suppression_id": ["N1", "N2"],
            "value": [address.replace("@", "x@", 1), typo],
            "reason": ["unsubscribed"] * 2,
            "effective_from": ["2026-11-01"] * 2,
        }
    )
    near.write_csv(sample.with_name("near.csv"))
    entry = '\n[[tables.suppressions]]\npath = "near.csv"\n'
    sample.write_text(sample.read_text("utf-8") + entry, "utf-8")
    out = tmp_path / "near-misses.csv"
    done = run("near-misses", sample, "--out", out, "--rare", "5000")
    assert (done.exit_code, done.stderr) == (0, "")
    found = pl.read_csv(out, infer_schema=False)
    records = found.filter(contact_id=person).select("kind", "record").rows()
    assert records == [("typo_in_name", "N1")]
    assert "N2" not in found["record"]
    assert "@" not in out.read_text("utf-8")
    local = address.partition("@")[0]
    assert local not in out.read_text("utf-8") + done.stdout
    assert names(tmp_path) == {"sample", "near-misses.csv"}
