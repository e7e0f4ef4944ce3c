"""`hygiene demo`: the main job on the sample data."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene.cli.screen import run
from hygiene.resources import sample_campaign


@click.command()
@click.option(
    "--out",
    default="northpay-demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the results.",
)
def demo(out: Path) -> None:
    """Screen the newsletter of Northpay, a fictional payment company.

    Its audience is "everyone who recently used our checkout". Example: hygiene demo
    """
    click.echo(
        "Northpay wants to send its newsletter to everyone who recently used its "
        "checkout.\nHere is who may lawfully get it, and why the others may not.\n"
    )
    run(sample_campaign(), out)
    click.echo(
        f"Open {out / 'report.html'} in a browser, or `make lab` for the notebook."
    )
