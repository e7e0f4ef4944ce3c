"""`hygiene apply-changes`: a list as its files of changes leave it, none missing."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.suppressing.changes import apply_changes as apply


@click.command("apply-changes")
@click.argument("description", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File for the list, .csv or .parquet; new, or written by an earlier run.",
)
def apply_changes(description: Path, out: Path) -> None:
    """Apply files of changes to a suppression list, in order and without a gap.

    DESCRIPTION is a TOML file that says where the full list and the changes lie, how
    their names are numbered or dated, and which rows add or remove. A missing,
    overlapping or misplaced file stops the run with exit code 2. A removal ends an
    entry of this list alone.

    Example: hygiene apply-changes sample_data/changes/register.toml --out list.parquet
    """
    with refusals():
        applied = apply(description)
        applied.write(out)
    click.echo(str(applied))
