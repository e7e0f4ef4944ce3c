"""`hygiene explain`: why one contact is kept or removed, and what would change it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.cli.screen import Moment
from hygiene.explaining.telling import near_lines
from hygiene.screening import screen


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.argument("address")
@click.option("--as-of", type=Moment(), help="Decide for this instant, or 'now'.")
@click.option("--known-at", type=Moment(), help="With what was known then, or 'now'.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def explain(
    campaign: Path,
    address: str,
    *,
    as_of: datetime | None,
    known_at: datetime | None,
    as_json: bool,
) -> None:
    """Explain one contact of CAMPAIGN, a TOML file: its ADDRESS, or its contact id.

    Prints the decision, what alone would make the contact mailable, the records held
    about it, and every rule in the order in which it is tried, with its source. The
    address is masked, whatever was typed. Ends with 0 whether the contact is kept or
    removed, and with 2 when the audience does not have it.

    Example: hygiene explain sample_data/campaign.toml NP-057445
    """
    with refusals(), screen(campaign, as_of=as_of, known_at=known_at) as screening:
        found = screening.explain(address)
        if as_json:
            said = json.dumps(found.to_dict(), indent=2, ensure_ascii=False)
        else:
            said = "\n".join([str(found), *near_lines(found)])
    click.echo(said)
