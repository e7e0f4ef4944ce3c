"""Validation: Great Expectations asks the questions of a suite about one list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import great_expectations as gx
from great_expectations.core.expectation_validation_result import (
    ExpectationValidationResult,
)
from great_expectations.data_context.data_context.context_factory import (
    project_manager,
)
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.exceptions.exceptions import DataContextRequiredError
from great_expectations.expectations.metadata_types import FailureSeverity

from hygiene.gates.duckdb_source import connected
from hygiene.gates.rules import EXPECTATIONS
from hygiene.gates.suites import BrokenGateError, Declared, Suite

Answer = tuple[int | None, str | None]
"""How many cases were found, or None and why that is not known."""

_NO_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
_KIND = re.compile(r"\b(\w+(?:Exception|Error))\b")


def validate(
    suites: Sequence[Suite], database: duckdb.DuckDBPyConnection
) -> dict[str, Answer]:
    """Return the answer to each expectation, in the order they are asked.

    Args:
        suites: The suites, with the expectations that apply.
        database: Holds a table for each of them, and the view `kept`.

    Raises:
        BrokenGateError: An expectation went missing, or an answer was not asked for.
    """
    answers: dict[str, Answer] = {}
    with _own_context() as context, connected(context, database) as batch:
        for suite in suites:
            if not suite.expectations:
                continue
            definition = gx.ValidationDefinition(
                name=suite.name, data=batch, suite=context.suites.add(gx_suite(suite))
            )
            result = context.validation_definitions.add(definition).run(
                result_format=_NO_VALUES
            )
            answers |= _answers(suite.expectations, result.results)
    return answers


def gx_suite(suite: Suite) -> gx.ExpectationSuite:
    """Return a suite as Great Expectations has it, in our words.

    Raises:
        BrokenGateError: An expectation went missing.

    >>> from hygiene.gates.suites import read_suite
    >>> gx_suite(read_suite("removed")).expectations[0].severity.value
    'critical'
    """
    asked = [
        EXPECTATIONS[one.type](
            severity=FailureSeverity(one.severity),
            description=one.title,
            meta={
                "why": one.why,
                "remedy": one.remedy,
                "cannot_see": one.cannot_see,
                "waivable": one.waivable,
            },
        )
        for one in suite.expectations
    ]
    taken = gx.ExpectationSuite(name=suite.name, expectations=asked)
    if len(taken.expectations) != len(asked):
        raise BrokenGateError("Great Expectations dropped an expectation.")
    return taken


def _type(result: ExpectationValidationResult) -> str | None:
    return result.expectation_config.type if result.expectation_config else None


def _answers(
    asked: Sequence[Declared], results: Sequence[ExpectationValidationResult]
) -> dict[str, Answer]:
    found = {_type(answer): answer for answer in results}
    if len(found) != len(results) or found.keys() != {item.type for item in asked}:
        raise BrokenGateError("Great Expectations answered something else.")
    return {item.type: _answer(found[item.type]) for item in asked}


@contextmanager
def _own_context() -> Iterator[Any]:
    """Give a context that leaves no file, and restore the one the caller may have."""
    try:
        before = project_manager.get_current_project()
    except DataContextRequiredError:
        before = None
    try:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        yield context
    finally:
        project_manager.set_project(before)


def _answer(result: ExpectationValidationResult) -> Answer:
    found = (result.result or {}).get("observed_value")
    if isinstance(found, int) and found >= 0 and result.success == (found == 0):
        return found, None
    # The text of an exception may quote a cell of a table; its name cannot.
    kinds = _KIND.findall(str(result.exception_info or ""))
    known = [kind for kind in kinds if isinstance(getattr(duckdb, kind, None), type)]
    return None, (known or kinds or ["no answer"])[0]
