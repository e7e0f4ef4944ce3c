"""`hygiene snapshot replay`: decide a snapshot again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import MAYBE_KEY_FILE, STORE, campaigns_of


@click.command()
@STORE
@click.argument("snapshot_id", metavar="ID")
@click.argument("campaigns", nargs=-1, metavar="[CAMPAIGN[=RELEASE]]...")
@MAYBE_KEY_FILE
def replay(
    store: Path, snapshot_id: str, campaigns: tuple[str, ...], key_file: Path | None
) -> None:
    """Decide the snapshot ID again and compare. Ends with 1 when it differs.

    Without CAMPAIGN, from what the snapshot holds: no key and no address is needed.
    With the campaigns that it was made of, in the same order, and the key: from the
    raw tables, and every stored table is made again.

    Example: hygiene snapshot replay snapshots 2026Q4
    """
    with refusals():
        key = audit.PseudonymKey.read(key_file) if key_file else None
        done = audit.replay(
            store, snapshot_id, campaigns=campaigns_of(campaigns), key=key
        )
    click.echo(str(done))
    sys.exit(0 if done.is_same else 1)
