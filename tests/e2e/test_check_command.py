"""`hygiene check`: exit codes, what goes where, and the files it leaves."""

import json
from xml.etree import ElementTree as ET

import pytest

from hygiene.errors import InputError, StaleTableError
from hygiene.gates.suites import BrokenGateError
from tests.e2e.commands import names, run
from tests.unit.gate_results import (
    FAILED,
    MISSED,
    PASSED,
    UNSURE,
    WAIVED,
    WARNED,
    everything,
    gate,
)

ARGUMENTS = ("check", "campaign.toml", "--list", "list.csv")
NOTE = "The waiver of expect_x expired."


@pytest.fixture
def says(monkeypatch):
    """Let the gate give an answer, and note what it was asked."""
    asked = []

    def answer(result):
        def check_list(campaign, list_file, *, as_of, known_at):
            asked.append((str(campaign), str(list_file), as_of, known_at))
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr("hygiene.checking.check", check_list)
        return asked

    return answer


def test_a_list_that_passes_ends_with_0(says):
    says(gate(PASSED, WARNED))
    done = run(*ARGUMENTS)
    assert done.exit_code == 0
    assert done.stderr == ""
    assert done.stdout == (
        "The gate passed: 1 of 2 checks passed, 1 warning, "
        "31 of 31 planted contacts caught.\n"
        "\n"
        "kept\n"
        "  ✓ passed       All is a.\n"
        "  ! warning      All is <c>. 1 found.\n"
    )


def test_a_list_that_is_refused_ends_with_3_and_says_why(says):
    says(everything(notes=(NOTE,)))
    done = run(*ARGUMENTS)
    assert done.exit_code == 3
    assert done.stderr.splitlines() == [
        "Error: The gate said no; the list must not be used.",
        "All is b. 1,200 found. Drop it.",
        UNSURE.sentence(),
        "All is <c>. 1 found.",
        WAIVED.sentence(),
        NOTE,
    ]
    for said in (NOTE, "✗ failed", "? not checked", "⚠ WAIVED", "- expect_n: There is"):
        assert said in done.stdout


@pytest.mark.parametrize("result", [gate(PASSED, canaries=MISSED), gate()])
def test_a_broken_gate_ends_with_3(says, result):
    says(result)
    done = run(*ARGUMENTS)
    assert done.exit_code == 3
    assert "The gate is broken" in done.stdout


def test_waivers_are_loud_though_the_list_passes(says):
    says(gate(PASSED, WAIVED, notes=(NOTE,)))
    done = run(*ARGUMENTS)
    assert done.exit_code == 0
    assert f"⚠ WAIVED       {WAIVED.sentence()}" in done.stdout
    assert NOTE in done.stdout


@pytest.mark.parametrize("result", [gate(PASSED), everything()])
def test_json_is_the_result_alone(says, result):
    says(result)
    done = run(*ARGUMENTS, "--json")
    assert json.loads(done.stdout) == result.to_dict()


@pytest.mark.parametrize("result", [gate(PASSED), gate(PASSED, FAILED)])
def test_files_are_written_whether_it_passed_or_not(says, result, tmp_path):
    says(result)
    junit, docs = tmp_path / "out" / "gate.xml", tmp_path / "out" / "docs"
    done = run(*ARGUMENTS, "--junit", junit, "--docs", docs)
    assert done.exit_code == (0 if result.passed else 3)
    root = ET.parse(junit).getroot()  # noqa: S314 - made a moment ago
    assert (root.get("failures") == "0") is result.passed
    assert names(docs) == {"index.html", "1-kept.html"}
    assert names(tmp_path / "out") == {"gate.xml", "docs"}


@pytest.mark.parametrize("kind", [StaleTableError, BrokenGateError])
def test_a_gate_that_cannot_be_run_overwrites_what_an_earlier_run_said(
    says, kind, tmp_path
):
    junit = tmp_path / "gate.xml"
    says(gate(PASSED))
    run(*ARGUMENTS, "--junit", junit)
    says(kind("The suppressions are too old."))
    done = run(*ARGUMENTS, "--junit", junit, "--json")
    assert done.exit_code == 3
    assert "The suppressions are too old." in done.stderr
    assert json.loads(done.stdout)["passed"] is False
    root = ET.parse(junit).getroot()  # noqa: S314
    assert root.get("errors") == "1"
    assert "The suppressions are too old" in junit.read_text("utf-8")


def test_bad_input_ends_with_2_and_writes_nothing(says, tmp_path):
    says(InputError("The list cannot be read."))
    junit, docs = tmp_path / "gate.xml", tmp_path / "docs"
    done = run(*ARGUMENTS, "--junit", junit, "--docs", docs)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "Error: The list cannot be read.\n"
    assert names(tmp_path) == set()


@pytest.mark.parametrize("option", ["--junit", "--docs"])
def test_a_place_where_nothing_can_be_written_is_refused_before_the_work(
    says, option, tmp_path
):
    asked = says(gate(PASSED))
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    done = run(*ARGUMENTS, option, tmp_path)
    assert done.exit_code == 2
    assert asked == []
    assert names(tmp_path) == {"mine.txt"}


def test_the_result_does_not_replace_the_list(says, tmp_path):
    asked = says(gate(PASSED))
    listed = tmp_path / "list.csv"
    listed.write_text("email\n", "utf-8")
    done = run("check", "campaign.toml", "--list", listed, "--junit", listed)
    assert (done.exit_code, asked) == (2, [])
    assert "'list.csv' is not one that an earlier check wrote" in done.stderr
    assert listed.read_text("utf-8") == "email\n"


def test_instants_are_handed_on(says):
    asked = says(gate(PASSED))
    said = ["--as-of", "2026-06-15T12:00:00+02:00", "--known-at", "2026-06-14T00:00:00"]
    run(*ARGUMENTS, *said)
    [(campaign, listed, as_of, known_at)] = asked
    assert (campaign, listed) == ("campaign.toml", "list.csv")
    assert as_of.isoformat() == "2026-06-15T12:00:00+02:00"
    assert known_at.isoformat() == "2026-06-14T00:00:00"


def test_a_list_must_be_named():
    done = run("check", "campaign.toml")
    assert done.exit_code == 2
    assert "--list" in done.stderr


def test_a_missing_package_is_named_before_the_work(says, monkeypatch):
    asked = says(gate(PASSED))
    monkeypatch.setattr("hygiene.cli.failure.find_spec", lambda _name: None)
    done = run(*ARGUMENTS)
    assert done.exit_code == 2
    assert "Checking a list needs packages" in done.stderr
    assert "audience-hygiene[gates]" in done.stderr
    assert asked == []
