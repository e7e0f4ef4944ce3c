"""The gate: run the reviewed suites over a written list, and fail closed."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hygiene.campaign import Campaign
from hygiene.errors import MissingExtraError
from hygiene.gates.canaries import Planting, missed
from hygiene.gates.facts import parameters
from hygiene.gates.late_grammar import late_grammar
from hygiene.gates.questions import questions
from hygiene.gates.quiet import quiet
from hygiene.gates.result import Canaries, Check, GateResult, State
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import BrokenGateError, Declared

if TYPE_CHECKING:
    import duckdb

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
        with late_grammar():
            from hygiene.gates.sandbox import sandbox
            from hygiene.gates.validation import validate

        asked = questions(subject, campaign)
        with sandbox(subject, asked, work) as database:
            answers = validate(asked.suites, database)
            canaries = count_canaries(asked.planting, database)
    if [one.type for one in asked.expectations] != list(answers):
        raise BrokenGateError("Great Expectations left an expectation unanswered.")
    return GateResult(
        checks=tuple(
            _check(suite.name, one, *answers[one.type])
            for suite in asked.suites
            for one in suite.expectations
        ),
        not_applicable=asked.not_applicable,
        parameters=parameters(campaign),
        versions={package: version(name) for package, name in _PACKAGES.items()},
        canaries=canaries,
        last_release=subject.last_run.to_dict() if subject.last_run else None,
    )


def count_canaries(planting: Planting, database: duckdb.DuckDBPyConnection) -> Canaries:
    """Return how many canaries were planted, and those that no rule caught."""
    import duckdb

    def found(rule: str) -> set[int]:
        try:
            query = f"select row from {rule} where row < 0"  # noqa: S608 - a known type
            return {row for (row,) in database.execute(query).fetchall()}
        except duckdb.Error:  # it could not be checked, so it caught nothing
            return set()

    names = tuple(f"'{one.name}' ({one.rule})" for one in missed(planting, found))
    return Canaries(len(planting.canaries), names)


def _check(suite: str, item: Declared, found: int | None, problem: str | None) -> Check:
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
        suite=suite,
    )
