"""`hygiene trace`: everything that is held about one person, and where it came from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import JSON, MAYBE_KEY_FILE, campaigns_of

CAMPAIGNS = click.option(
    "--campaign",
    "campaigns",
    multiple=True,
    default=["campaign.toml"],
    show_default=True,
    metavar="CAMPAIGN[=RELEASE]",
    help="A campaign file, and the folder of its release if there is one; repeatable.",
)
CONTACT_ID = click.option("--contact-id", help="The controller's own id of the person.")
SNAPSHOTS = click.option(
    "--snapshots",
    type=click.Path(path_type=Path),
    help="A store of snapshots, to be asked too; needs --key-file.",
)


@click.command()
@click.argument("address", required=False)
@CAMPAIGNS
@CONTACT_ID
@SNAPSHOTS
@MAYBE_KEY_FILE
@JSON
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for trace.json and a letter, trace.html; both yours alone (0600).",
)
def trace(
    address: str | None,
    *,
    campaigns: tuple[str, ...],
    contact_id: str | None,
    snapshots: Path | None,
    key_file: Path | None,
    as_json: bool,
    out: Path | None,
) -> None:
    """Find everything that is held about the person with ADDRESS, and where it is from.

    Searches every table of every campaign: the same address, its aliases, digests and
    domains, and one step along the contact ids found beside it. Prints file, row and
    record, masked. --json and --out hold the values of this person's own rows alone.
    Ends with 0, also when nothing is held, and with 2 when the address cannot be read.

    Example: hygiene trace ann@example.com --campaign sample_data/campaign.toml
    """
    with refusals():
        found = audit.trace(
            address,
            campaigns_of(campaigns),
            contact_id=contact_id,
            at=datetime.now(UTC),
            snapshots=snapshots,
            key=audit.PseudonymKey.read(key_file) if key_file else None,
        )
        if out:
            found.write(out)
    click.echo(found.to_json() if as_json else str(found), nl=not as_json)
