"""The group of commands about snapshots."""

from __future__ import annotations

import click

from hygiene.cli.snapshot.compare import compare
from hygiene.cli.snapshot.create import create
from hygiene.cli.snapshot.keys import keys
from hygiene.cli.snapshot.pack import pack
from hygiene.cli.snapshot.person import person
from hygiene.cli.snapshot.redact import redact
from hygiene.cli.snapshot.replay import replay
from hygiene.cli.snapshot.verify import verify


@click.group()
def snapshot() -> None:
    """Freeze what was decided in a quarter, so that anyone can verify it.

    STORE is a folder with one snapshot a quarter. Nothing in it holds an address.

    Exit codes of their own: 1 findings; 3 files are missing, or a gate said no; 4
    verified except for redactions; 10 not a store; 11 somebody else is writing; 12 a
    form that this version does not know.
    """


snapshot.add_command(create)
snapshot.add_command(verify)
snapshot.add_command(compare)
snapshot.add_command(replay)
snapshot.add_command(pack)
snapshot.add_command(redact)
snapshot.add_command(person)
snapshot.add_command(keys)
