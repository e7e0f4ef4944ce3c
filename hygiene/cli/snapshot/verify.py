"""`hygiene snapshot verify`: whether everything is as it was signed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import JSON, STORE


@click.command()
@STORE
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="File of those who may sign, from outside the store.",
)
@click.option("--expect-head", help="The newest head that somebody was given.")
@click.option("--expect-count", type=int, help="How many snapshots there should be.")
@click.option(
    "--quick", "level", flag_value="quick", help="Signatures and chain alone."
)
@click.option(
    "--full", "level", flag_value="full", default=True, help="Every byte (the default)."
)
@click.option("--replay", "level", flag_value="replay", help="And decide again.")
@JSON
def verify(
    store: Path,
    signers: Path | None,
    expect_head: str | None,
    expect_count: int | None,
    level: str,
    *,
    as_json: bool,
) -> None:
    """Verify every snapshot of STORE and the chain; nothing is written.

    The last two lists say what is proved, and what is not.

    Example: hygiene snapshot verify snapshots --signers allowed_signers --replay
    """
    with refusals():
        result = audit.verify(
            store,
            signers=signers,
            level=level,  # type: ignore[arg-type]  # one of the three flags
            expect_head=expect_head,
            expect_count=expect_count,
        )
    shown = json.dumps(result.to_dict(), indent=2) if as_json else str(result)
    click.echo(shown)
    sys.exit(result.exit_code)
