"""`hygiene snapshot person`: what the snapshots hold of one person."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import JSON, KEY_FILE, STORE


@click.command()
@STORE
@click.argument("address", required=False)
@click.option("--contact-id", help="The controller's own id of the person.")
@KEY_FILE
@JSON
def person(
    store: Path,
    address: str | None,
    contact_id: str | None,
    key_file: Path,
    *,
    as_json: bool,
) -> None:
    """Find a person in the snapshots of STORE, by ADDRESS or contact id.

    With --json every row comes with its digest, which takes part in the table's
    signed logical hash.

    Example: hygiene snapshot person snapshots ann@example.com --key-file pseudonym.key
    """
    with refusals():
        found = audit.person(
            store,
            address,
            contact_id=contact_id,
            key=audit.PseudonymKey.read(key_file),
        )
    rows = json.dumps(found.rows, indent=2, default=str)
    click.echo(rows if as_json else str(found))
