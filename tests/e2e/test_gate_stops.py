"""Every way in which the gate stops a screening: exit 3, no list, and what to do."""

import json
import shutil

import polars as pl
import pytest

from hygiene.gates.canaries.planter import Planter
from hygiene.resources import shipped_folder
from tests.e2e.commands import FILES, names, run
from tests.e2e.world import CAMPAIGN, campaign_file, consents, suppressions

WITHHELD = FILES - {"decisions.parquet"}
BROKEN = "Error: The gate is broken, so nothing is released. "
SAID_NO = "Error: The gate said no; nothing is released.\n"


def stopped(path, out, *, left=WITHHELD):
    """Screen over an earlier release; return what was said of why it is stopped."""
    out.mkdir(exist_ok=True)
    (out / "kept.csv").write_text("email\nann@example.com\n", "utf-8")
    done = run("screen", path, "--out", out)
    assert done.exit_code == 3, done.output
    assert done.stdout == ""
    assert names(out) == left
    gate = json.loads((out / "gate.json").read_text("utf-8"))
    assert gate["passed"] is False
    assert not [*out.parent.glob(f".{out.name}-*")]
    # The last lines are the error; progress stands before it.
    return done.stderr[done.stderr.index("Error: ") :]


@pytest.fixture
def suites(tmp_path, monkeypatch):
    """Return a copy of the suites, in the place of those that ship."""
    folder = shutil.copytree(shipped_folder("expectations"), tmp_path / "suites")
    monkeypatch.setattr("hygiene.gates.suites.shipped_folder", lambda _name: folder)
    return folder


def edited(folder, change):
    path = folder / "kept.json"
    content = json.loads(path.read_text("utf-8"))
    change(content["expectations"])
    path.write_text(json.dumps(content), "utf-8")


def test_an_emptied_suite(suites, tmp_path):
    edited(suites, list.clear)
    assert stopped(campaign_file(tmp_path), tmp_path / "out") == (
        f"{BROKEN}In kept.json: it declares no expectations, so it would pass "
        "anything.\n"
    )


def test_an_unknown_expectation(suites, tmp_path):
    edited(suites, lambda items: items[0].update(type="expect_list_to_have_row"))
    assert stopped(campaign_file(tmp_path), tmp_path / "out") == (
        f"{BROKEN}In kept.json: there is no expectation 'expect_list_to_have_row'. "
        "Did you mean 'expect_list_to_have_rows'? the required "
        "'expect_list_to_have_rows' is missing.\n"
    )


RULE = "expect_no_suppressed_contact"


def test_an_exception_inside_a_check(suites, tmp_path):
    wrong = "select point::integer as row from kept"
    (suites / "sql" / f"{RULE}.sql").write_text(wrong, "utf-8")
    said = stopped(campaign_file(tmp_path), tmp_path / "out")
    assert said.startswith(f"{SAID_NO}The gate is broken, not the data: ")
    assert (
        "unless the person consented afterwards. This could not be checked "
        "(ConversionException); correct the gate or its tables and run it again.\n"
    ) in said
    gate = json.loads((tmp_path / "out" / "gate.json").read_text("utf-8"))
    states = {one["expectation"]: one["state"] for one in gate["checks"]}
    assert states.pop(RULE) == "not checked"
    assert set(states.values()) == {"passed"}


BLIND = {
    "expect_known_codes": "an opt-out for an unknown reason",
    RULE: "suppressed by domain",
}


@pytest.mark.parametrize("rule", BLIND)
def test_a_check_that_sees_nothing(rule, suites, tmp_path):
    blind = "select row from kept where false"
    (suites / "sql" / f"{rule}.sql").write_text(blind, "utf-8")
    said = stopped(campaign_file(tmp_path), tmp_path / "out")
    assert said.startswith(f"{SAID_NO}The gate is broken, not the data: ")
    assert f"'{BLIND[rule]}' ({rule})" in said
    assert said.endswith("; report this as a defect.\n")
    point = Planter(CAMPAIGN, frozenset(), frozenset()).domain.partition(".")[0]
    for file in (tmp_path / "out").iterdir():
        assert point not in file.read_text("utf-8"), file.name


def test_an_empty_table_of_opt_outs(tmp_path):
    path = campaign_file(tmp_path)
    suppressions().clear().write_csv(tmp_path / "suppressions.csv")
    assert stopped(path, tmp_path / "out") == (
        f"{SAID_NO}No table that could let people in by being empty is empty: the "
        "audience, the consents, the suppressions, and the sends under a limit. 1 "
        "found. Export the empty table again. If it is empty in truth, take it out of "
        "the campaign file.\n"
    )


def test_a_stale_register(tmp_path):
    path = campaign_file(tmp_path, suppressions='max_age = "48h"')
    assert stopped(path, tmp_path / "out", left={"gate.json"}) == (
        "Error: The suppressions table 'suppressions.csv' was taken at 2026-06-01 "
        "22:59 UTC; at 2026-11-24 09:00 UTC it may be 48h old.\n"
        "Nothing was screened. Fetch them again and run it anew.\n"
    )


PEOPLE = [f"person{number}@example.com" for number in range(1_000)]


def write(folder, *, consenting, opted_out=200, strangers=False):
    """Write a campaign of 1,000 contacts; the last ones opted out."""
    path = campaign_file(folder)
    given = consents().head(1).select(pl.all().exclude("event_id", "address"))
    rows = pl.DataFrame({"address": PEOPLE[:consenting]}).with_row_index("event_id")
    rows.join(given, how="cross").write_csv(folder / "consents.csv")
    pl.DataFrame({"email": PEOPLE}).write_csv(folder / "audience.csv")
    named = PEOPLE[-opted_out:] if opted_out else []
    if strangers:
        named = [f"{number}@example.net" for number in range(1_000)]
    pl.DataFrame(
        {
            "suppression_id": [f"s{number}" for number in range(len(named))],
            "value": named,
            "reason": "objected",
            "effective_from": "2026-06-01",
        }
    ).write_csv(folder / "suppressions.csv")
    return path


NOBODY = (
    f"{SAID_NO}Every long opt-out list names somebody in the audience. 1 found. Look "
    "at the columns, the kind of `match` and the spelling of the list that names "
    "nobody; if it must be so, write a waiver.\n"
)
GREW = (
    f"{SAID_NO}The share of the audience that is kept has not grown by half since the "
    "last release. 1 found. Compare the tables with those of the last release; if the "
    "growth is right, write a waiver.\n"
)
VANISHED = (
    f"{SAID_NO}The suppressions are at least nine tenths of those of the last release. "
    "1 found. Find out which rows are gone, and bring them back; if they rightly went, "
    "write a waiver.\n"
)


def test_a_long_list_that_names_nobody(tmp_path):
    path = write(tmp_path, consenting=200, strangers=True)
    assert stopped(path, tmp_path / "out") == NOBODY


def release(path, out):
    """Screen; return what `gate.json` says of the release."""
    done = run("screen", path, "--out", out)
    assert done.exit_code == 0, done.output
    assert "kept.csv" in names(out)
    return json.loads((out / "gate.json").read_text("utf-8"))


def yardstick(out):
    found = json.loads((out / "gate.json").read_text("utf-8"))["last_release"]
    return found and (found["kept"], found["suppressions"])


def test_what_changed_too_much_since_the_last_release(tmp_path):
    """However often it is tried: a run that was refused is no yardstick."""
    out = tmp_path / "out"
    release(write(tmp_path, consenting=200), out)
    assert yardstick(out) is None
    for _ in range(2):
        said = refused(write(tmp_path, consenting=600), out)
        assert (said, yardstick(out)) == (GREW, (200, 200))
    said = refused(write(tmp_path, consenting=200, opted_out=179), out)
    assert (said, yardstick(out)) == (VANISHED, (200, 200))
    release(write(tmp_path, consenting=400, opted_out=180), out)
    assert yardstick(out) == (200, 200)


def refused(path, out):
    done = run("screen", path, "--out", out)
    assert done.exit_code == 3, done.output
    assert names(out) == WITHHELD
    return done.stderr[done.stderr.index("Error: ") :]


WAIVER = """
[[waivers]]
expectation = "{}"
reason = "The shop of the north joined us."
approved_by = "head of CRM"
expires = 2026-12-31
"""


def earlier(out, *, kept, suppressions):
    """Leave what the gate reads of an earlier release to 1,000 contacts."""
    counts = {"audience": 1_000, "kept": kept}
    inputs = [{"table": "suppressions", "rows": suppressions}]
    campaign = {"id": CAMPAIGN.id}
    summary = {"campaign": campaign, "counts": counts, "inputs": inputs}
    out.mkdir()
    for name, content in {
        "summary": {**summary, "as_of": "2026-10-24T09:00:00+00:00"},
        "gate": {"passed": True},
    }.items():
        (out / f"{name}.json").write_text(json.dumps(content), "utf-8")


def test_a_waiver_lets_a_growth_through_and_everything_says_so(tmp_path):
    out = tmp_path / "out"
    earlier(out, kept=200, suppressions=200)
    text = WAIVER.format("expect_no_sudden_growth")
    (tmp_path / "waivers.toml").write_text(text, "utf-8")
    gate = release(write(tmp_path, consenting=600), out)
    waived = [one for one in gate["checks"] if one["state"] == "failed"]
    assert [one["expectation"] for one in waived] == ["expect_no_sudden_growth"]
    assert waived[0]["waiver"]["approved_by"] == "head of CRM"
    assert gate["passed"] is True
    assert "1 waiver" in gate["headline"]
    report = (out / "report.html").read_text("utf-8")
    assert (
        "WAIVED until 2026-12-31 by the head of CRM: The shop of the north joined us."
    ) in report


def test_a_promise_cannot_be_waived(tmp_path):
    path, out = campaign_file(tmp_path), tmp_path / "out"
    (tmp_path / "waivers.toml").write_text(WAIVER.format(RULE), "utf-8")
    done = run("screen", path, "--out", out)
    assert done.exit_code == 2
    assert f"'{RULE}' can never be waived. Promises about suppression" in done.stderr
    assert not out.exists()


def test_too_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("hygiene.gates.sandbox._MEMORY", "16MB")
    path, out = campaign_file(tmp_path), tmp_path / "out"
    assert stopped(path, out, left={"gate.json", "report.html", "summary.json"}) == (
        f"{BROKEN}It ran out of memory, or of room in the temporary folder. Free some, "
        "or set TMPDIR to a folder on a larger disk.\n"
    )
