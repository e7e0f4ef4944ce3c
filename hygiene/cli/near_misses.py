"""`hygiene near-misses`: kept contacts whom a looser key would catch."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.cli.screen import Moment
from hygiene.screening import screen
from hygiene.suppressing.findings import check_findings_place
from hygiene.suppressing.near_misses import RARE


@click.command("near-misses")
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="CSV file for every near miss: ids and rows, no addresses.",
)
@click.option("--reveal", is_flag=True, help="Write the addresses to --out too.")
@click.option(
    "--rare",
    type=click.IntRange(min=0),
    default=RARE,
    show_default=True,
    help="Compare names that differ in one character where a domain has so many "
    "contacts at most.",
)
@click.option("--as-of", type=Moment(), help="Decide for this instant, or 'now'.")
@click.option("--known-at", type=Moment(), help="With what was known then, or 'now'.")
def near_misses(
    campaign: Path,
    out: Path,
    *,
    reveal: bool,
    rare: int,
    as_of: datetime | None,
    known_at: datetime | None,
) -> None:
    """List contacts whom CAMPAIGN keeps and a looser key would catch.

    They are for a person to look at. Nobody is removed by this, and it ends with 0
    whether it finds anybody or not.

    Example: hygiene near-misses sample_data/campaign.toml --out near-misses.csv
    """
    with refusals():
        check_findings_place(out)
        with screen(campaign, as_of=as_of, known_at=known_at) as screening:
            found = screening.near_misses(rare=rare)
        found.write(out, reveal=reveal)
    click.echo(str(found))
