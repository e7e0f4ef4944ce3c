"""The command line: exit codes, what goes where, and the files it leaves."""

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest

import hygiene as hy
from hygiene.cli.main import cli
from hygiene.summary import toolkit_version
from hygiene.tables import TABLES
from tests.contracts.files import ROOT
from tests.e2e.commands import FILES, names, run, spawn, watched
from tests.e2e.world import HEAD, campaign_file, put, typed_audience

SAMPLE = ROOT / "sample_data" / "campaign.toml"


def test_stdout_holds_the_result_and_stderr_nothing(tmp_path):
    """Whoever pipes the output gets the result; there is no progress to a pipe."""
    done = run("screen", campaign_file(tmp_path), "--out", tmp_path / "out")
    assert done.stderr == ""
    assert "audience" in done.stdout
    assert "kept" in done.stdout


def test_json_is_the_summary_alone(tmp_path):
    """`--json` prints what summary.json holds, ready to parse."""
    path = campaign_file(tmp_path)
    done = run("screen", path, "--out", tmp_path / "out", "--json")
    written = (tmp_path / "out" / "summary.json").read_text("utf-8")
    assert json.loads(done.stdout) == json.loads(written)
    assert done.stderr == ""


def test_nested_columns_do_not_go_into_csv(tmp_path):
    """A list column and `--format csv` is bad usage: exit 2, nothing written."""
    put(typed_audience(), tmp_path, "audience", "parquet")
    path = campaign_file(tmp_path)
    text = path.read_text("utf-8").replace("audience.csv", "audience.parquet")
    path.write_text(text, "utf-8")
    done = run("screen", path, "--out", tmp_path / "out", "--format", "csv")
    assert done.exit_code == 2
    for name in ("'list'", "'struct'", "'bytes'", "--format parquet"):
        assert name in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-06-15T12:00:00", "2026-06-15T11:00:00+00:00"),
        ("2026-06-15T12:00:00+02:00", "2026-06-15T10:00:00+00:00"),
    ],
)
def test_instants_are_overridden(tmp_path, said, instant):
    """A naive `--as-of` is read in the campaign's zone."""
    path, out = campaign_file(tmp_path), tmp_path / "out"
    done = run("screen", path, "--out", out, "--as-of", said, "--json")
    summary = json.loads(done.stdout)
    assert (summary["as_of"], summary["known_at"]) == (instant, instant)


def test_now_is_now(tmp_path):
    """`now` fills in for a campaign file without an instant of its own."""
    head = re.sub(r"as_of = .*\n", "", HEAD)
    path = campaign_file(tmp_path, head=head)
    without = run("screen", path, "--out", tmp_path / "out")
    assert without.exit_code == 2
    assert "--as-of" in without.stderr
    options = ["--as-of", "now", "--known-at", "2026-01-01T00:00:00Z", "--json"]
    summary = json.loads(run("screen", path, "--out", tmp_path / "o", *options).stdout)
    assert summary["as_of"] > "2026-01-01"
    assert summary["known_at"] == "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("said", ["2026-06-15", "yesterday", "2026-13-01T00:00:00", ""])
def test_what_is_no_instant_is_bad_usage(tmp_path, said):
    """A date alone does not say when."""
    path = campaign_file(tmp_path)
    done = run("screen", path, "--out", tmp_path / "out", "--as-of", said)
    assert done.exit_code == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["screen"],
        ["screen", "no-such.toml", "--out", "out"],
        ["screen", "--out", "out"],
        ["scren"],
        ["tables", "consent"],
        ["screen", ".", "--out", "out"],
    ],
)
def test_bad_usage_is_exit_2(tmp_path, monkeypatch, args):
    """Bad usage is said on stderr, with exit code 2 and nothing on stdout."""
    monkeypatch.chdir(tmp_path)
    done = run(*args)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr
    assert names(tmp_path) == set()


def test_a_stale_table_is_exit_3_and_says_so_in_a_file(tmp_path):
    """Nothing is released; gate.json records why."""
    path = campaign_file(tmp_path, suppressions='max_age = "48h"')
    done = run("screen", path, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert "suppressions.csv" in done.stderr
    assert done.stdout == ""
    assert names(tmp_path / "out") == {"gate.json"}
    gate = json.loads((tmp_path / "out" / "gate.json").read_text("utf-8"))
    assert gate["passed"] is False


@pytest.mark.parametrize("name", [None, *TABLES])
def test_tables_prints_every_contract(name):
    """`hygiene tables` names every column of the table that is asked for, or of all."""
    done = run("tables", *([name] if name else []))
    assert done.exit_code == 0
    for table in [TABLES[name]] if name else TABLES.values():
        for column in table.column_names:
            assert f" {column} " in done.stdout


def test_a_misspelt_table_gets_a_suggestion():
    """The nearest table is named."""
    assert "'suppressions'" in run("tables", "supressions").stderr


def test_the_version_is_the_projects():
    """`hygiene --version` says what pyproject.toml says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert toolkit_version() in {project["version"], "unknown"}  # not installed
    assert toolkit_version() in run("--version").stdout


def test_the_module_is_the_command():
    """`python -m hygiene` is `hygiene`."""
    done = spawn("tables", "wordings")
    assert done.returncode == 0
    assert done.stdout == run("tables", "wordings").stdout
    assert done.stderr == ""


def test_demo_screens_the_sample(tmp_path, monkeypatch):
    """`hygiene demo` writes the whole result and says where it is."""
    monkeypatch.chdir(tmp_path)
    done = run("demo", "--out", "shown")
    assert done.exit_code == 0
    assert names(tmp_path / "shown") >= FILES | {"kept.csv", "removed.csv"}
    assert "shown/report.html" in done.stdout.replace("\\", "/")


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """Return the kept contacts of the sample, as another tool would export them."""
    path = tmp_path_factory.mktemp("export") / "export.csv"
    with hy.screen(SAMPLE) as screening:
        screening.kept.sink_csv(path)
    return path


# Those of `hygiene snapshot` need a store with a key: tests/audit runs them.
SINGLE = [
    name for name, one in cli.commands.items() if not isinstance(one, click.Group)
]


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_the_example_of_every_help_runs(tmp_path, monkeypatch, export, name):
    """What `--help` shows can be pasted, beside the sample data."""
    said = " ".join(run(name, "--help").stdout.split())
    example = re.search(r"Example: hygiene (.+?)(?= Options:|$)", said)
    assert example, f"hygiene {name} --help shows no example"
    (tmp_path / "sample_data").symlink_to(SAMPLE.parent)
    shutil.copy(export, tmp_path)
    if name == "report":  # of what an earlier command wrote
        small = tmp_path / "small"
        small.mkdir()
        run("screen", campaign_file(small), "--out", tmp_path / "screened")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(example[1])
    assert run(*words).exit_code == 0


@pytest.mark.slow
def test_progress_is_for_a_terminal(tmp_path):
    """A person sees one line a stage with its rows; stdout stays the result alone."""
    out = tmp_path / "out"
    said, shown, code = watched("screen", SAMPLE, "--out", out, "--json")
    assert code == 0
    assert json.loads(said)["counts"]["audience"] == 5000
    for stage in ("consents", "suppressions", "decisions", "written"):
        assert re.search(rf"^{stage} +[\d,]+ rows +[\d.]+ s", shown, re.MULTILINE)
    piped = spawn("screen", SAMPLE, "--out", out, "--json")
    assert piped.stderr == ""
    assert piped.stdout == said


def test_a_relative_out_is_relative_to_where_one_stands(tmp_path, monkeypatch):
    """`--out a/b` makes its parents; results are readable by others."""
    path = campaign_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run("screen", path.name, "--out", "a/b").exit_code == 0
    assert Path("a/b/kept.csv").is_file()
    assert Path("a/b").stat().st_mode & 0o777 == 0o755
