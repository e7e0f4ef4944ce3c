"""A project of one's own: the suites of the gate, over one list, beside other suites.

The suites stay in the project, so that its Data Docs can show them. Our data source
and our validation definitions are there for as long as the list is open, and leave no
trace in the project's files: they could be of no use without the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.data_context.abstract_data_context import (
    AbstractDataContext,
)
from great_expectations.exceptions.exceptions import DataContextError

from hygiene.campaign import Campaign
from hygiene.gates.duckdb_source import connected
from hygiene.gates.questions import Questions, questions
from hygiene.gates.registry import SUITES
from hygiene.gates.runner import count_canaries
from hygiene.gates.sandbox import sandbox
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import BrokenGateError, Suite
from hygiene.gates.validation import gx_suite

Context = AbstractDataContext
"""A project, as Great Expectations calls it."""

Definitions = tuple[gx.ValidationDefinition, ...]
"""What a checkpoint runs: each is a suite and what it is run over."""

_OURS = "hygiene_{}"  # our suites and validation definitions, among others' names


@contextmanager
def definitions_in(
    context: Context, subject: GateSubject, campaign: Campaign, work: Path
) -> Iterator[Definitions]:
    """Let a project of Great Expectations run our suites over a list, for a while.

    Whatever result format a checkpoint asks for, the results hold counts alone: every
    expectation was answered in the sandbox before, and only its cases are counted.

    Args:
        context: The project.
        subject: The list and its sources.
        campaign: Whom the list is for.
        work: A folder for what does not fit into memory.

    Yields:
        A validation definition for each suite that has expectations which apply.

    Raises:
        BrokenGateError: An expectation cannot be answered, or missed a planted contact.
        InputError: A file of the subject is missing or lacks a column, or the project
            reads another list already.
    """
    asked = questions(subject, campaign)
    suites = [
        Suite(_OURS.format(suite.name), suite.expectations)
        for suite in asked.suites
        if suite.expectations
    ]
    with sandbox(subject, asked, work) as database:
        _trust(asked, database)
        with connected(context, database) as batch, _removed(context):
            yield tuple(_definition(context, suite, batch) for suite in suites)


def _trust(asked: Questions, database: duckdb.DuckDBPyConnection) -> None:
    """Raise unless every expectation was answered and found what was planted for it."""
    for one in asked.expectations:
        try:
            # Of a view, DuckDB would count the rows without working them out.
            database.execute(f"select max(row) from {one.type}").fetchone()  # noqa: S608 - a known type
        except duckdb.Error as error:
            # The text of an error may quote a cell of a table; its kind cannot.
            kind = type(error).__name__
            raise BrokenGateError(f"{one.type} cannot be answered ({kind}).") from None
    canaries = count_canaries(asked.planting, database)
    if canaries.missed:
        missed = ", ".join(canaries.missed)
        raise BrokenGateError(
            f"{canaries}. It missed {missed}; report this as a defect."
        )


def _definition(
    context: Context, suite: Suite, batch: BatchDefinition[Any]
) -> gx.ValidationDefinition:
    """Return a validation definition that the project holds, with its suite."""
    ours = gx.ValidationDefinition(name=suite.name, data=batch, suite=gx_suite(suite))
    stored = context.validation_definitions.add_or_update(ours)
    held = [one.expectation_type for one in stored.suite.expectations]
    if held != [one.type for one in suite.expectations]:
        raise BrokenGateError(f"The project does not hold the whole of '{suite.name}'.")
    return stored


@contextmanager
def _removed(context: Context) -> Iterator[None]:
    """Remove our validation definitions at the end, those of a killed run as well."""
    try:
        yield
    finally:
        for name in SUITES:
            with suppress(DataContextError):  # there is none
                context.validation_definitions.delete(_OURS.format(name))
