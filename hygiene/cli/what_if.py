"""`hygiene what-if`: who would change, were a key or a rule different."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from hygiene.cli.failure import refusals
from hygiene.cli.screen import Moment
from hygiene.errors import InputError
from hygiene.screening import screen

_NUMBER = re.compile(r"[0-9]{1,9}")


@click.command("what-if")
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="A key of the campaign and another value, such as policy=strict or "
    "limits.max_sends=3; may be given more than once, once for each key.",
)
@click.option(
    "--without",
    metavar="REASON",
    help="A reason that would not count, such as hard_bounced.",
)
@click.option("--as-of", type=Moment(), help="Decide for this instant, or 'now'.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def what_if(
    campaign: Path,
    changes: tuple[str, ...],
    without: str | None,
    as_of: Any,
    as_json: bool,  # noqa: FBT001 - click passes it by name
) -> None:
    """Say who would change, were CAMPAIGN, a TOML file, or a rule different.

    Nothing is written and nothing is released.

    Example: hygiene what-if sample_data/campaign.toml --set policy=strict
    """
    with refusals():
        wanted = _wanted(changes)
        with screen(campaign, as_of=as_of) as screening:
            answer = screening.what_if(without=without, **wanted)
            rows = answer.changes.rows(named=True) if as_json else []
            click.echo(json.dumps(rows, indent=2) if as_json else str(answer))


def _wanted(changes: tuple[str, ...]) -> dict[str, Any]:
    """Return the changes by key."""
    wanted: dict[str, Any] = {}
    for change in changes:
        key, is_pair, value = (part.strip() for part in change.partition("="))
        if not is_pair:
            raise InputError("--set takes a key and a value, such as policy=strict.")
        if key in wanted:
            raise InputError(f"--set gives '{key}' twice.")
        if key == "without":
            raise InputError("A rule is left out with --without, not with --set.")
        wanted[key] = _value(key, value)
    return wanted


def _value(key: str, text: str) -> Any:
    """Return the value of a key as a campaign file would have it."""
    if key == "categories":
        return tuple(part.strip() for part in text.split(","))
    is_number = key == "limits.max_sends" and _NUMBER.fullmatch(text)
    return int(text) if is_number else text
