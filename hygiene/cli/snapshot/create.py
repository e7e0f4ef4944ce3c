"""`hygiene snapshot create`: the snapshot of a quarter, signed and chained."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import (
    IDENTITY,
    KEY_FILE,
    SIGNING_KEY,
    STORE,
    campaigns_of,
)


@click.command()
@STORE
@click.argument("campaigns", nargs=-1, required=True, metavar="CAMPAIGN[=RELEASE]...")
@click.option("--quarter", required=True, help="Such as 2026Q4, or 2026Q4-r2.")
@click.option(
    "--timezone",
    required=True,
    help="The zone in which the quarter begins and ends, such as Europe/London.",
)
@click.option(
    "--about",
    required=True,
    type=click.Path(path_type=Path),
    help="A TOML file: controller, processing, retention (docs/audit.md).",
)
@KEY_FILE
@click.option(
    "--previous-key-file",
    type=click.Path(path_type=Path),
    help="The key of the quarter before, when the key is a new one.",
)
@SIGNING_KEY
@IDENTITY
def create(  # noqa: PLR0913 - one option for each thing that only people can say
    store: Path,
    campaigns: tuple[str, ...],
    *,
    quarter: str,
    timezone: str,
    about: Path,
    key_file: Path,
    previous_key_file: Path | None,
    signing_key: Path,
    identity: str,
) -> None:
    """Make the snapshot of a quarter and add it to STORE.

    CAMPAIGN is a campaign file; RELEASE the folder that `hygiene screen` wrote for it.
    The campaign is screened again and must come out as released. Without a release
    the gate is asked now.

    Example: hygiene snapshot create snapshots news.toml=screened --quarter 2026Q4
    --timezone Europe/London --about about.toml --key-file pseudonym.key --signing-key
    signing.key --identity audit@example.com
    """
    with refusals():
        previous = previous_key_file and audit.PseudonymKey.read(previous_key_file)
        created = audit.create(
            store,
            quarter,
            campaigns_of(campaigns),
            timezone=timezone,
            about=about,
            key=audit.PseudonymKey.read(key_file),
            signing_key=audit.read_signing_key(signing_key, identity),
            created_at=datetime.now(UTC),
            previous_key=previous or None,
        )
    click.echo(str(created))
