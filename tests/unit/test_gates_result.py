"""What a gate says: to a program, to a person, and when it could not look."""

from hygiene.gates.result import Check, GateResult

PASSED = Check("expect_a", "All is a.", "Promise 1.", "passed", 0)
FAILED = Check("expect_b", "All is b.", "Promise 2.", "failed", 1200, remedy="Drop it.")
WARNED = Check("expect_c", "All is <c>.", "A lesson.", "failed", 1, severity="warning")
UNSURE = Check(
    "expect_d", "All is d.", "A lesson.", "not checked", None, problem="IOException"
)


def test_only_what_is_known_to_hold_passes():
    assert GateResult("kept", (PASSED,)).passed
    assert GateResult("kept", (PASSED, WARNED)).passed
    assert not GateResult("kept", (PASSED, FAILED)).passed
    assert not GateResult("kept", (PASSED, UNSURE)).passed
    assert not GateResult("kept", ()).passed


def test_each_problem_is_a_sentence_that_says_what_to_do():
    assert GateResult("kept", (PASSED, FAILED, UNSURE)).sentences() == [
        "All is b. 1,200 found. Drop it.",
        (
            "All is d. This could not be checked (IOException); "
            "correct the gate or its tables and run it again."
        ),
    ]


def test_a_result_reads_well_on_a_terminal():
    assert str(GateResult("kept", (PASSED, FAILED))) == (
        "The gate said no: 1 of 2 checks passed.\n"
        "  passed      All is a.\n"
        "  failed      All is b. 1,200 found. Drop it."
    )


def test_a_result_reads_well_in_a_notebook():
    page = GateResult("kept", (PASSED, WARNED, UNSURE))._repr_html_()
    assert "<td>failed</td><td>All is &lt;c&gt;.</td><td>1</td>" in page
    assert "<td>not checked</td><td>All is d.</td><td></td>" in page


def test_a_result_is_written_whole():
    result = GateResult("kept", (PASSED,), {"expect_e": "It is."}, {"a": 1}, {"b": "2"})
    assert result.to_dict() == {
        "suite": "kept",
        "passed": True,
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
            }
        ],
        "not_applicable": [{"expectation": "expect_e", "because": "It is."}],
    }
