"""A Great Expectations project of one's own runs our suites beside its own."""

import json
import re
import runpy
import shutil
import subprocess
import sys

import duckdb
import great_expectations as gx
import polars as pl
import pytest
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.metadata_types import FailureSeverity

import hygiene as hy
from hygiene.gates import project
from hygiene.gates.registry import RULES
from hygiene.gates.result import Canaries
from hygiene.gates.suites import BrokenGateError, read_suite
from hygiene.resources import shipped_folder
from tests.contracts.files import ROOT
from tests.e2e.commands import environment
from tests.e2e.world import campaign_file

SAMPLE = ROOT / "sample_data"
NO_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
OURS = {"hygiene_incoming", "hygiene_kept", "hygiene_sends"}
TWICE = "expect_no_contact_point_twice"
SUPPRESSED = "expect_no_suppressed_contact"
STRANGERS = "expect_kept_contact_points_from_the_audience"
WITHOUT_GROUND = "expect_no_contact_without_ground"


def opened(folder):
    """Return a project with files, without progress bars."""
    context = gx.get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def own_definition(context, folder):
    """Return a suite of theirs over the same list, read with pandas."""
    source = context.data_sources.add_or_update_pandas_filesystem(
        "exports", base_directory=folder
    )
    batch = source.add_csv_asset("export").add_batch_definition_path(
        "list", path="list.csv"
    )
    suite = gx.ExpectationSuite(
        "own",
        expectations=[
            gx.expectations.ExpectColumnValuesToNotBeNull(column="email"),
            gx.expectations.ExpectColumnValuesToBeUnique(column="email"),
        ],
    )
    definition = gx.ValidationDefinition(name="own", data=batch, suite=suite)
    return context.validation_definitions.add_or_update(definition)


def run_checkpoint(context, folder, campaign=SAMPLE / "campaign.toml"):
    """Run their checkpoint over our suites and theirs; return the results by suite."""
    theirs = own_definition(context, folder)
    with hy.gate_in(context, campaign, folder / "list.csv") as ours:
        checkpoint = gx.Checkpoint(
            name="before sending",
            validation_definitions=[*ours, theirs],
            actions=[gx.checkpoint.UpdateDataDocsAction(name="docs")],
            result_format=NO_VALUES,
        )
        result = context.checkpoints.add_or_update(checkpoint).run()
        in_full = {one.name: one.run(result_format="COMPLETE") for one in ours}
        own_definition(context, folder)  # saves the project while the list is open
        shutil.copytree(folder / "gx", killed(folder) / "gx", dirs_exist_ok=True)
    found = {
        key.expectation_suite_identifier.name: one
        for key, one in result.run_results.items()
    }
    assert counts(found["hygiene_kept"]) == counts(in_full["hygiene_kept"])
    return found


def killed(folder):
    """Return what is left of a project when its process is killed in the block."""
    return folder.with_name("killed")


def counts(result):
    """Return how many cases of each expectation that fails were found."""
    return {
        one.expectation_config.type: one.result["observed_value"]
        for one in result.results
        if not one.success
    }


def severities(results):
    return {name: one.get_max_severity_failure() for name, one in results.items()}


def trace(folder):
    """Return the files of a project that tell of our data source."""
    files = ["great_expectations.yml", *folder.glob("gx/validation_definitions/*")]
    told = [folder / "gx" / name for name in files]
    return [one for one in told if "hygiene" in one.read_text("utf-8")]


@pytest.fixture(scope="module")
def lists():
    """Return a good list and a bad one, made from the sample campaign."""
    with hy.screen(SAMPLE / "campaign.toml") as screening:
        kept = screening.kept.collect()
        rows = screening.decisions.select("reason").collect()
    audience = pl.read_csv(SAMPLE / "audience.csv", infer_schema=False)
    objected = audience.filter(rows["reason"] == "objected").head(3)
    stranger = kept.head(1).with_columns(email=pl.lit("stranger@example.com"))
    bad = pl.concat([kept, kept.head(2), objected, stranger])
    return {"good": kept, "bad": bad}


@pytest.fixture(scope="module")
def ran(lists, tmp_path_factory):
    """Return a project, and what its checkpoint said of a bad list, then of a good."""
    folder = tmp_path_factory.mktemp("project")
    context = opened(folder)
    said = {}
    for name in ("bad", "good"):
        lists[name].write_csv(folder / "list.csv")
        said[name] = run_checkpoint(context, folder)
    return folder, context, said


def test_a_bad_list_fails_with_the_expectation_and_its_count(ran):
    _, _, said = ran
    found = counts(said["bad"]["hygiene_kept"])
    assert found[TWICE] == 2
    assert found[STRANGERS] == 3
    assert found[SUPPRESSED] == 3
    assert found[WITHOUT_GROUND] == 1
    assert said["bad"]["hygiene_kept"].get_max_severity_failure() == "critical"
    assert counts_of_theirs(said["bad"]) == {"expect_column_values_to_be_unique": 4}


def counts_of_theirs(results):
    return {
        one.expectation_config.type: one.result["unexpected_count"]
        for one in results["own"].results
        if not one.success
    }


def test_a_good_list_passes_but_for_a_warning(ran):
    """The sample holds records of the days after, which is worth a warning, no more."""
    _, _, said = ran
    assert severities(said["good"]) == {
        "hygiene_incoming": FailureSeverity.WARNING,
        "hygiene_kept": None,
        "hygiene_sends": None,
        "own": None,
    }
    assert all(said["good"][name].success for name in ("hygiene_kept", "own"))


def test_the_gate_alone_says_the_same(ran):
    folder, _, said = ran
    result = hy.check(SAMPLE / "campaign.toml", folder / "list.csv")
    assert result.passed
    asked = {one.expectation for one in result.checks}
    results = [said["good"][name] for name in OURS]
    told = {answer.expectation_config.type for one in results for answer in one.results}
    assert asked == told


def test_results_speak_our_words(ran):
    _, _, said = ran
    declared = {one.type: one for one in read_suite("kept").expectations}
    for answer in said["good"]["hygiene_kept"].results:
        config, ours = (
            answer.expectation_config,
            declared[answer.expectation_config.type],
        )
        assert config.description == ours.title
        assert config.severity == ours.severity
        assert (config.meta["why"], config.meta["remedy"]) == (ours.why, ours.remedy)


def test_the_project_keeps_the_suites_and_nothing_of_ours_that_needs_the_list(ran):
    folder, context, _ = ran
    assert {suite.name for suite in context.suites.all()} == {*OURS, "own"}
    assert [one.name for one in context.validation_definitions.all()] == ["own"]
    assert set(context.data_sources.all()) == {"exports"}
    assert trace(folder) == []


@pytest.mark.slow
def test_another_process_reads_the_suites_whole(ran):
    folder, _, said = ran
    told = in_another_process(folder, "import hygiene.gates.rules")
    lengths = {name: len(said["good"][name].results) for name in {*OURS, "own"}}
    assert told == {"suites": lengths, "own": True}


@pytest.mark.slow
def test_their_own_work_goes_on_where_this_package_is_not_imported(ran):
    """Even where the process was killed, so that our data source was saved."""
    folder, _, _ = ran
    assert trace(killed(folder))
    assert in_another_process(killed(folder), last=BUILD)["own"] is True


def test_the_next_block_replaces_what_a_killed_one_left(ran, small, tmp_path):
    folder = shutil.copytree(killed(ran[0]), tmp_path / "killed")
    context = opened(folder)
    with hy.gate_in(context, *small) as ours:
        assert [one.run().success for one in ours] == [True] * len(ours)
    assert set(context.data_sources.all()) == {"exports"}
    assert trace(folder) == []


BUILD = "context.build_data_docs()"
READ = """
import json, sys
{first}
import great_expectations as gx
context = gx.get_context(mode="file", project_root_dir=sys.argv[1])
own = context.validation_definitions.get("own").run().success
suites = {{suite.name: len(suite.expectations) for suite in context.suites.all()}}
{last}
print(json.dumps({{"suites": suites, "own": own}}))
"""


def in_another_process(folder, first="", last=""):
    """Return what a new process finds in a project."""
    done = subprocess.run(
        [sys.executable, "-c", READ.format(first=first, last=last), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# What a page loads (`package@1.2`) and its styles (`@media`) hold an '@' of nobody.
NOBODY = re.compile(r"""(?:src|href)=["'][^"']*["']|<style.*?</style>""", re.DOTALL)


def tokens(path):
    return set(re.findall(r"[\w.@+-]+", path.read_text("utf-8")))


def test_nothing_that_the_project_stored_names_anybody(ran, lists):
    folder, _, _ = ran
    people = {*lists["bad"]["email"], *lists["bad"]["contact_id"].drop_nulls()}
    files = [path for path in folder.glob("gx/**/*") if path.is_file()]
    stored = [path for path in files if "static" not in path.parts]
    assert {".json", ".html", ".yml"} <= {path.suffix for path in stored}
    for path in stored:
        assert "@" not in NOBODY.sub("", path.read_text("utf-8")), path
        assert people.isdisjoint(tokens(path)), path
    assert tokens(folder / "list.csv") & people


@pytest.fixture
def example():
    """Return the example of the page about the gate."""
    page = (ROOT / "docs" / "gates.md").read_text("utf-8")
    section = page.partition("## In a Great Expectations project of your own\n")[2]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


@pytest.mark.slow
def test_the_example_of_the_page_runs(example, lists, tmp_path, monkeypatch):
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    lists["good"].write_csv(tmp_path / "list.csv")
    (tmp_path / "example.py").write_text(example, "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = runpy.run_path("example.py")
    assert ran["may_go_out"] is True
    assert set(severities_by_suite(ran["result"])) == {*OURS, "export"}


def severities_by_suite(result):
    return {key.expectation_suite_identifier.name for key in result.run_results}


# From here on: the small campaign, in a project that is forgotten.


@pytest.fixture
def small(tmp_path):
    """Return a campaign file and a list that is right for it."""
    campaign = campaign_file(tmp_path)
    with hy.screen(campaign) as screening:
        screening.kept.collect().write_csv(tmp_path / "list.csv")
    return campaign, tmp_path / "list.csv"


@pytest.fixture
def context():
    ephemeral = gx.get_context(mode="ephemeral")
    ephemeral.variables.progress_bars = ProgressBarsConfig(globally=False)
    return ephemeral


def is_empty(context):
    """Return whether a project holds nothing of ours but suites."""
    held = [*context.data_sources.all(), *context.validation_definitions.all()]
    return not held


def test_a_project_without_files(small, context):
    for _ in range(2):
        with hy.gate_in(context, *small) as ours:
            assert [one.run().success for one in ours] == [True] * len(ours)
            assert hy.check(*small).passed
        assert is_empty(context)
    with pytest.raises(Exception, match="Could not find datasource"):
        ours[0].run()


def test_the_current_project_need_not_be_the_one_that_is_meant(small, context):
    gx.get_context(mode="ephemeral")
    with hy.gate_in(context, *small) as ours:
        assert [one.run().success for one in ours] == [True] * len(ours)
    assert {suite.name for suite in context.suites.all()} == {one.name for one in ours}


def test_a_checkpoint_that_was_stored_runs_in_the_next_block(small, tmp_path):
    context = opened(tmp_path / "project")
    with hy.gate_in(context, *small) as ours:
        context.checkpoints.add(gx.Checkpoint(name="c", validation_definitions=ours))
    with hy.gate_in(context, *small):
        assert context.checkpoints.get("c").run().success
        context.checkpoints.delete("c")
    assert is_empty(context)


def test_one_list_at_a_time(small, context):
    with hy.gate_in(context, *small) as ours:
        with (
            pytest.raises(hy.InputError, match="reads a list already"),
            hy.gate_in(context, *small),
        ):
            pass
        assert ours[0].run().success
    assert is_empty(context)


def test_a_missed_canary_breaks_the_gate(small, context, monkeypatch):
    missed = Canaries(2, ("'a twin' (expect_x)",))
    monkeypatch.setattr(project, "count_canaries", lambda *_: missed)
    with pytest.raises(BrokenGateError) as caught, hy.gate_in(context, *small):
        pass
    assert str(caught.value) == (
        "The gate is broken, so nothing is released. 1 of 2 planted contacts caught. "
        "It missed 'a twin' (expect_x); report this as a defect."
    )
    assert is_empty(context)
    assert list(context.suites.all()) == []


def test_an_expectation_that_cannot_be_answered_breaks_the_gate(
    small, context, tmp_path, monkeypatch
):
    folder = shutil.copytree(shipped_folder("expectations"), tmp_path / "expectations")
    monkeypatch.setattr("hygiene.gates.suites.shipped_folder", lambda _name: folder)
    (folder / "sql" / f"{SUPPRESSED}.sql").write_text(
        "select row from kept where point::integer > 0", "utf-8"
    )
    with pytest.raises(BrokenGateError) as caught, hy.gate_in(context, *small):
        pass
    assert str(caught.value) == (
        "The gate is broken, so nothing is released. "
        f"{SUPPRESSED} cannot be answered ({duckdb.ConversionException.__name__})."
    )
    assert is_empty(context)


def test_a_suite_that_the_project_does_not_hold_whole_breaks_the_gate(
    small, context, monkeypatch
):
    def forgetful(suite, make=project.gx_suite):
        made = make(suite)
        del made.expectations[0]
        return made

    monkeypatch.setattr(project, "gx_suite", forgetful)
    with pytest.raises(BrokenGateError, match="does not hold the whole"):
        hy.gate_in(context, *small).__enter__()
    assert is_empty(context)


def test_an_error_in_the_block_leaves_nothing_behind(small, context):
    with pytest.raises(RuntimeError, match="theirs"), hy.gate_in(context, *small):
        raise RuntimeError("theirs")
    assert is_empty(context)


def test_every_expectation_is_known_to_great_expectations():
    from great_expectations.expectations.registry import get_expectation_impl

    assert {get_expectation_impl(rule).expectation_type for rule in RULES} == set(RULES)
