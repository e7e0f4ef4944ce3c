"""`hygiene check`: the gate alone, over a list that any tool made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

import click

from hygiene import checking
from hygiene.cli.failure import Failure, refusals, require_extras
from hygiene.cli.screen import Moment
from hygiene.errors import GateError
from hygiene.folders import check_file, check_replaceable
from hygiene.gates.docs import DOCS, write_docs
from hygiene.gates.junit import JUNIT, write_junit
from hygiene.gates.result import GateResult, not_run
from hygiene.gates.words import shown

_WIDTH = 15


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--list",
    "list_file",
    required=True,
    type=click.Path(path_type=Path),
    help="The list: CSV, Excel, Parquet; only the contact points are needed.",
)
@click.option("--as-of", type=Moment(), help="Check for this instant, or 'now'.")
@click.option("--known-at", type=Moment(), help="With what was known then, or 'now'.")
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    help="Write the result to this file, as JUnit XML for a CI server.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--docs",
    type=click.Path(path_type=Path),
    help="Write the result to this folder, as pages that open offline.",
)
def check(
    campaign: Path,
    list_file: Path,
    *,
    as_of: datetime | None,
    known_at: datetime | None,
    junit: Path | None,
    as_json: bool,
    docs: Path | None,
) -> None:
    """Check a list that any tool made against the tables of CAMPAIGN, a TOML file.

    Ends with 0 when the list may go out, with 3 when it may not. A file waivers.toml
    beside CAMPAIGN may let a named expectation fail until a date.

    Example: hygiene check sample_data/campaign.toml --list export.csv --junit gate.xml
    """
    with refusals():
        _check_targets(junit, docs)
        require_extras("Checking a list", ("gates",))
        result, refusal = _asked(campaign, list_file, as_of, known_at)
        if junit:
            write_junit(result, junit)
        if docs:
            write_docs(result, docs)
    if as_json:
        click.echo(json.dumps(result.to_dict(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(result)))
    if refusal:
        raise Failure(refusal)


def _check_targets(junit: Path | None, docs: Path | None) -> None:
    """Refuse before the work starts where nothing can be written."""
    if junit:
        check_file(junit, JUNIT)
    if docs:
        check_replaceable(docs, DOCS)


def _asked(
    campaign: Path, list_file: Path, as_of: datetime | None, known_at: datetime | None
) -> tuple[GateResult, GateError | None]:
    """Return what the gate says, and why the list is refused if it is.

    A gate that could not even be run leaves a result too, so that no file of an
    earlier run stays behind and speaks for it.
    """
    try:
        result = checking.check(campaign, list_file, as_of=as_of, known_at=known_at)
    except GateError as error:
        return not_run(error), error
    if result.passed:
        return result, None
    said = [*result.sentences(), *result.notes]
    headline = "The gate said no; the list must not be used."
    return result, GateError("\n".join([headline, *said]))


def _lines(result: GateResult) -> Iterator[str]:
    yield result.headline()
    yield from result.broken()
    yield from result.notes
    for suite, checks in groupby(result.checks, key=lambda check: check.suite):
        yield f"\n{suite}"
        for one in checks:
            yield f"  {shown(one.outcome):<{_WIDTH}}{one.sentence() or one.title}"
    if result.not_applicable:
        yield "\nDoes not apply"
        for names, reason in result.unasked():
            yield f"  - {names}: {reason}"
