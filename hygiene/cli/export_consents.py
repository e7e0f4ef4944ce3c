"""`hygiene export-consents`: the consents of a campaign as records of a standard."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene import consent_records
from hygiene.cli.failure import refusals


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File for the records, one JSON object a line; it holds addresses.",
)
def export_consents(campaign: Path, *, out: Path) -> None:
    """Write the consents of CAMPAIGN, a TOML file, after ISO/IEC TS 27560.

    Example: hygiene export-consents sample_data/campaign.toml --out consents.jsonl
    """
    with refusals():
        count = consent_records.export_consents(campaign, out)
    click.echo(f"{count:,} consent records are in {out}.")
