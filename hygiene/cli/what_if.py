"""`hygiene what-if`: who would change, were a key or a rule different."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from hygiene.cli.failure import refusals
from hygiene.cli.screen import Moment
from hygiene.errors import InputError
from hygiene.screening import screen


@click.command("what-if")
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="A key of the campaign and another value; may be given more than once.",
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
        wanted = dict(_pair(change) for change in changes)
        with screen(campaign, as_of=as_of) as screening:
            answer = screening.what_if(without=without, **wanted)
            flows = answer.flows.rows(named=True) if as_json else []
            click.echo(json.dumps(flows, indent=2) if as_json else str(answer))


def _pair(change: str) -> tuple[str, Any]:
    key, is_pair, value = change.partition("=")
    if not is_pair:
        raise InputError("--set takes a key and a value, such as policy=strict.")
    key, value = key.strip(), value.strip()
    return key, tuple(value.split(",")) if key == "categories" else value
