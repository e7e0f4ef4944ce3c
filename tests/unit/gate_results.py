"""Results of a gate, made by hand: one check of each outcome."""

from dataclasses import replace

from hygiene.gates.result import Canaries, Check, GateResult, Waiver

WAIVER = Waiver("expect_e", "Known gap.", "head of CRM", "2026-12-31")
PASSED = Check("expect_a", "All is a.", "Promise 1.", "passed", 0)
FAILED = Check("expect_b", "All is b.", "Promise 2.", "failed", 1200, remedy="Drop it.")
WARNED = Check("expect_c", "All is <c>.", "A lesson.", "failed", 1, severity="warning")
UNSURE = Check(
    "expect_d", "All is d.", "A lesson.", "not checked", None, problem="IOException"
)
PARDONABLE = Check("expect_e", "All is e.", "A lesson.", "failed", 3, remedy="Mend it.")
WAIVED = replace(PARDONABLE, waiver=WAIVER)
CAUGHT = Canaries(31)
MISSED = Canaries(31, ("objected", "minor"))


def gate(*checks, **more):
    """Return a result with these checks."""
    return GateResult(checks, **{"canaries": CAUGHT, **more})


def everything(**more):
    """Return a result with a check of each outcome, in two suites."""
    other = replace(PASSED, expectation="expect_z", title="All is z.", suite="incoming")
    more = {"not_applicable": {"expect_n": "There is no n."}, **more}
    return gate(PASSED, FAILED, WARNED, UNSURE, WAIVED, other, **more)
