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

from hygiene.gates.duckdb_source import NAME, connected
from hygiene.gates.suites import BrokenGateError, Declared

Answer = tuple[int | None, str | None]
"""How many cases were found, or None and why that is not known."""

_NO_VALUES = {"result_format": "BASIC", "partial_unexpected_count": 0}
_KIND = re.compile(r"\b(\w+(?:Exception|Error))\b")


def validate(
    name: str, asked: Sequence[Declared], database: duckdb.DuckDBPyConnection
) -> dict[str, Answer]:
    """Return the answer to each expectation, in the order they are asked.

    Args:
        name: The name of the suite.
        asked: The expectations.
        database: Holds a view for each of them, and the view `kept`.

    Raises:
        BrokenGateError: An expectation went missing, or an answer was not asked for.
    """
    suite = gx.ExpectationSuite(
        name=name,
        expectations=[
            {"type": item.type, "kwargs": {}, "severity": item.severity}
            for item in asked
        ],
    )
    if len(suite.expectations) != len(asked):
        raise BrokenGateError("Great Expectations dropped an expectation.")
    with _own_context() as context, connected(NAME, database):
        source = context.data_sources.add_hygiene_duckdb(NAME)
        table = source.add_table_asset("kept", table_name="kept")
        batch = table.add_batch_definition_whole_table("kept")
        definition = gx.ValidationDefinition(
            name=name, data=batch, suite=context.suites.add(suite)
        )
        result = context.validation_definitions.add(definition).run(
            result_format=_NO_VALUES
        )
    answers = {answer.expectation_config.type: answer for answer in result.results}
    if len(answers) != len(result.results) or answers.keys() != {i.type for i in asked}:
        raise BrokenGateError("Great Expectations answered something else.")
    return {item.type: _answer(answers[item.type]) for item in asked}


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
