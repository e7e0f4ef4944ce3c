"""`hygiene snapshot redact`: a person's rows leave a snapshot, on record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import IDENTITY, KEY_FILE, SIGNING_KEY, STORE


@click.command()
@STORE
@click.argument("snapshot_id", metavar="ID")
@click.argument("address", required=False)
@click.option("--contact-id", help="The controller's own id of the person.")
@KEY_FILE
@SIGNING_KEY
@IDENTITY
@click.option("--by-role", required=True, help="Who ordered it, by role.")
@click.option("--why", required=True, help="Why, such as the number of a request.")
def redact(  # noqa: PLR0913 - who, when and why are asked by name
    store: Path,
    snapshot_id: str,
    address: str | None,
    *,
    contact_id: str | None,
    key_file: Path,
    signing_key: Path,
    identity: str,
    by_role: str,
    why: str,
) -> None:
    """Take every row of a person out of the snapshot ID of STORE.

    The digests of the rows stay, so that the rest still verifies, and a signed record
    says who ordered it, when and why. `verify` then ends with 4.

    Example: hygiene snapshot redact snapshots 2026Q4 ann@example.com --key-file
    pseudonym.key --signing-key signing.key --identity audit@example.com --by-role DPO
    --why "request 12"
    """
    with refusals():
        done = audit.redact(
            store,
            snapshot_id,
            address,
            contact_id=contact_id,
            key=audit.PseudonymKey.read(key_file),
            signing_key=audit.read_signing_key(signing_key, identity),
            at=datetime.now(UTC),
            by_role=by_role,
            why=why,
        )
    click.echo(str(done))
