"""`hygiene snapshot keys`: the two keys of a store."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import IDENTITY


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@IDENTITY
@click.option("--show", is_flag=True, help="Only show the public names of the keys.")
def keys(folder: Path, identity: str, *, show: bool) -> None:
    """Make the pseudonym key and the signing key in FOLDER, yours alone.

    Prints their public names, never a key. Nothing is replaced.

    Example: hygiene snapshot keys keys --identity audit@example.com
    """
    with refusals():
        act = audit.show_keys if show else audit.new_keys
        found = act(folder, identity)
    click.echo(str(found))
