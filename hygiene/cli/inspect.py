"""`hygiene inspect`: what files are, without a value of a person."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.recognition import inspection


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def inspect(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Say what FILES are: files, folders or archives. No address is ever printed.

    Example: hygiene inspect sample_data/exports/sendgrid
    """
    with refusals():
        found = inspection.inspect(files)
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2, ensure_ascii=False))
    else:
        click.echo(str(found))
