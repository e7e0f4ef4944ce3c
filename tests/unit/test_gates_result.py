"""What a gate says: to a program, to a person, and when it could not look."""

import pytest

from hygiene.gates.result import GateResult
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

NOTE = "The waiver of expect_x expired."


@pytest.mark.parametrize("checks", [(PASSED,), (PASSED, WARNED), (PASSED, WAIVED)])
def test_what_is_known_to_hold_passes(checks):
    assert gate(*checks).passed


@pytest.mark.parametrize("checks", [(PASSED, FAILED), (PASSED, UNSURE), ()])
def test_whatever_is_not_known_to_hold_does_not_pass(checks):
    assert not gate(*checks).passed


def test_a_gate_that_missed_a_planted_contact_is_broken():
    result = gate(PASSED, canaries=MISSED)
    assert result.is_broken
    assert not result.passed
    assert result.sentences() == [
        (
            "The gate is broken, not the data: 29 of 31 planted contacts caught. "
            "It missed objected, minor; report this as a defect."
        )
    ]


def test_a_gate_that_checked_nothing_is_broken():
    assert GateResult(()).sentences() == [
        "The gate checked nothing, so it lets nothing through."
    ]


def test_each_problem_is_a_sentence_that_says_what_to_do():
    assert gate(PASSED, FAILED, UNSURE, WAIVED).sentences() == [
        "All is b. 1,200 found. Drop it.",
        (
            "All is d. This could not be checked (IOException); "
            "correct the gate or its tables and run it again."
        ),
        (
            "All is e. 3 found. Mend it. "
            "WAIVED until 2026-12-31 by the head of CRM: Known gap."
        ),
    ]


def test_an_outcome_is_one_word():
    assert [check.outcome for check in everything().checks] == [
        "passed",
        "failed",
        "warning",
        "not checked",
        "waived",
        "passed",
    ]


def test_a_result_reads_well_on_a_terminal():
    assert str(gate(PASSED, FAILED, notes=(NOTE,))) == (
        "The gate said no: 1 of 2 checks passed, 31 of 31 planted contacts caught.\n"
        "The waiver of expect_x expired.\n"
        "  passed      All is a.\n"
        "  failed      All is b. 1,200 found. Drop it."
    )


def test_a_notebook_shows_symbol_and_word_what_was_found_and_what_to_do():
    page = everything()._repr_html_()
    for state in (
        "✓ passed",
        "✗ failed",
        "? not checked",
        "! warning",
        "⚠ WAIVED",
        "- does not apply",
    ):
        assert f">{state}</td>" in page
    assert ">1,200</td>" in page
    assert ">Drop it.</td>" in page
    assert ">There is no n.</td>" in page


def test_a_notebook_groups_the_checks_by_suite():
    page = everything()._repr_html_()
    assert page.count("<tbody>") == 3
    order = [">kept</th>", "All is a.", ">incoming</th>", "All is z.", "expect_n"]
    places = [page.index(text) for text in order]
    assert places == sorted(places)


def test_a_notebook_says_above_the_table_what_must_not_be_missed():
    page = everything(canaries=MISSED, notes=(NOTE,))._repr_html_()
    above = page.partition("<table")[0]
    assert "The gate is broken" in above
    assert "29 of 31 planted contacts caught" in above
    assert "⚠ All is e. WAIVED until 2026-12-31 by the head of CRM: Known gap." in above
    assert NOTE in above


def test_a_notebook_escapes_every_text():
    page = everything(notes=("<i>",), not_applicable={"<j>": "<k>"})._repr_html_()
    for name in "cijk":
        assert f"<{name}>" not in page
        assert f"&lt;{name}&gt;" in page


def test_a_notebook_withholds_addresses():
    page = gate(PASSED, notes=("ask ann@example.com",))._repr_html_()
    assert "ann@example.com" not in page


def test_a_result_is_written_whole():
    result = gate(
        PASSED,
        not_applicable={"expect_e": "It is."},
        parameters={"a": 1},
        versions={"b": "2"},
        canaries=MISSED,
        notes=(NOTE,),
    )
    assert result.to_dict() == {
        "passed": False,
        "headline": result.headline(),
        "broken": list(result.broken()),
        "suites": ["kept"],
        "canaries": {"planted": 31, "caught": 29, "missed": ["objected", "minor"]},
        "parameters": {"a": 1},
        "versions": {"b": "2"},
        "checks": [
            {
                "expectation": "expect_a",
                "title": "All is a.",
                "why": "Promise 1.",
                "state": "passed",
                "found": 0,
                "severity": "critical",
                "remedy": "",
                "cannot_see": "",
                "problem": None,
                "suite": "kept",
                "waiver": None,
            }
        ],
        "not_applicable": [{"expectation": "expect_e", "because": "It is."}],
        "notes": [NOTE],
        "last_release": None,
    }


def test_a_waiver_is_written_whole():
    assert gate(WAIVED).to_dict()["checks"][0]["waiver"] == {
        "expectation": "expect_e",
        "reason": "Known gap.",
        "approved_by": "head of CRM",
        "expires": "2026-12-31",
    }
