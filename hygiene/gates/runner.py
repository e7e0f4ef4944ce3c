"""The gate: run the reviewed suite over a written list, and fail closed."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hygiene.campaign import Campaign
from hygiene.errors import MissingExtraError
from hygiene.gates.facts import WHEN_MISSING, campaign_tables, missing, parameters
from hygiene.gates.quiet import quiet
from hygiene.gates.result import Check, GateResult, State
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import BrokenGateError, Declared, Suite, read_suite

SUITE = "kept"
_PACKAGES = {
    "duckdb": "duckdb",
    "great_expectations": "great-expectations",
    "sqlalchemy": "sqlalchemy",
}


def run_gate(subject: GateSubject, campaign: Campaign, work: Path) -> GateResult:
    """Return what the gate says about a list.

    Args:
        subject: The list and its sources.
        campaign: Whom the list is for.
        work: A folder for what does not fit into memory.

    Raises:
        BrokenGateError: The gate itself cannot be trusted; nothing was checked.
        InputError: A file of the subject is missing or lacks a column.
        MissingExtraError: The packages of the gate are not installed.
    """
    if any(find_spec(package) is None for package in _PACKAGES):
        raise MissingExtraError("The gate", "gates")
    with quiet():
        # Three seconds and 300 MB: imported only where a list is really checked.
        from hygiene.gates.rules import RULES
        from hygiene.gates.sandbox import sandbox
        from hygiene.gates.validation import validate

        suite = read_suite(SUITE, RULES)
        lacking = missing(subject, campaign)
        gaps = {name: rule.needs & lacking for name, rule in RULES.items()}
        asked = [item for item in suite.expectations if not gaps[item.type]]
        about = campaign_tables(subject, campaign)
        with sandbox(subject, about, suite, work) as database:
            answers = validate(suite.name, asked, database)
    if [item.type for item in asked] != list(answers):
        raise BrokenGateError("Great Expectations left an expectation unanswered.")
    return GateResult(
        checks=tuple(_check(item, *answers[item.type]) for item in asked),
        not_applicable=_reasons(suite, gaps),
        parameters=parameters(campaign),
        versions={package: version(name) for package, name in _PACKAGES.items()},
    )


def _check(item: Declared, found: int | None, problem: str | None) -> Check:
    state: State = "not checked" if found is None else "failed" if found else "passed"
    return Check(
        expectation=item.type,
        title=item.title,
        why=item.why,
        state=state,
        found=found,
        severity=item.severity,
        remedy=item.remedy,
        cannot_see=item.cannot_see,
        problem=problem,
    )


def _reasons(suite: Suite, gaps: dict[str, Any]) -> dict[str, str]:
    """Return why each expectation that was not asked does not apply."""
    return {
        item.type: " ".join(WHEN_MISSING[gap] for gap in sorted(gaps[item.type]))
        for item in suite.expectations
        if gaps[item.type]
    }
