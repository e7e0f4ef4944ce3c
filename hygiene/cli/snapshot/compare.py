"""`hygiene snapshot compare`: what changed from one quarter to another."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.snapshot.options import JSON, MAYBE_KEY_FILE, STORE
from hygiene.errors import InputError
from hygiene.folders import write_file
from hygiene.text import guarded_csv


@click.command()
@STORE
@click.argument("before")
@click.argument("after")
@MAYBE_KEY_FILE
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write who moved, by pseudonym, to this CSV file; needs the key.",
)
@JSON
def compare(
    store: Path,
    before: str,
    after: str,
    key_file: Path | None,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say who moved between two snapshots, what came back, ran out or vanished.

    Example: hygiene snapshot compare snapshots 2026Q3 2026Q4
    """
    with refusals():
        if out and not key_file:
            raise InputError("Who moved is written with --key-file alone.")
        key = audit.PseudonymKey.read(key_file) if key_file else None
        found = audit.compare(store, before, after, key=key)
        if out:
            write_file(out, guarded_csv(found.moved))
    click.echo(json.dumps(found.counts, indent=2) if as_json else str(found))
