"""`hygiene snapshot pack`: what an auditor takes along of a quarter."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals, require_extras
from hygiene.cli.snapshot.options import STORE


@click.command()
@STORE
@click.argument("quarter")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A new folder, or one that holds a pack.",
)
@click.option(
    "--sample",
    type=int,
    help="How many kept and how many removed decisions are drawn (25).",
)
@click.option("--seed", help="What the draw hangs on (the head of the snapshot).")
@click.option(
    "--external",
    is_flag=True,
    help="For outside the company: small counts are hidden, no row is in it.",
)
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="File of those who may sign, from outside the store.",
)
@click.option("--expect-head", help="The newest head that somebody was given.")
@click.option("--replay", is_flag=True, help="Verify by deciding again too.")
def pack(  # noqa: PLR0913 - one option for each choice of audit.pack
    store: Path,
    quarter: str,
    *,
    out: Path,
    sample: int | None,
    seed: str | None,
    external: bool,
    signers: Path | None,
    expect_head: str | None,
    replay: bool,
) -> None:
    """Write a pack of QUARTER for its auditor: report, sample, counts, guide.

    The store is verified first; nothing is written of one that does not verify. No key
    is needed, and nothing in the pack names a person. The exit code is that of
    `verify`.

    Example: hygiene snapshot pack snapshots 2026Q4 --out pack
    """
    with refusals():
        require_extras("A pack with pictures", ("charts",))
        made = audit.pack(
            store,
            quarter,
            out,
            sample=sample,
            seed=seed,
            external=external,
            signers=signers,
            expect_head=expect_head,
            level="replay" if replay else "full",
        )
    click.echo(str(made))
    sys.exit(made.exit_code)
