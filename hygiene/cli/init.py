"""`hygiene init`: a campaign file from a folder of files."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.recognition import proposal


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    default="campaign.toml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The campaign file to write; an existing one is never overwritten.",
)
def init(folders: tuple[Path, ...], out: Path) -> None:
    """Write a campaign file for the files in FOLDERS, to be decided and screened.

    What a person must decide is marked with `# DECIDE:`; until then
    `hygiene screen` refuses the file.
    Example: hygiene init sample_data --out campaign.toml
    """
    with refusals():
        made = proposal.init(folders, out)
    click.echo(str(made))
