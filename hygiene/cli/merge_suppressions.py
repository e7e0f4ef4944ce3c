"""`hygiene merge-suppressions`: one table of every suppression, none of them lost."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.suppressing.merging import merge_suppressions as merge


@click.command("merge-suppressions")
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File for the table, .csv or .parquet; new, or written by an earlier merge.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An earlier merged table; what it alone still holds stays.",
)
def merge_suppressions(campaign: Path, out: Path, previous: Path | None) -> None:
    """Bring every suppression of CAMPAIGN, a TOML file, into one table.

    Exact repeats collapse. Before the file appears it is proven that every entry
    still stands in it, as early, as long, as widely, and as hard to lift.

    Example: hygiene merge-suppressions sample_data/campaign.toml --out merged.parquet
    """
    with refusals():
        merged = merge(campaign, previous=previous)
        merged.write(out)
    click.echo(str(merged))
    click.echo(f"\nName it in a campaign file in place of them:\n\n{merged.entry(out)}")
