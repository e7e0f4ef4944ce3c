"""`hygiene forget`: the erasure of one person, planned, recorded and still blocking."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from hygiene import audit
from hygiene.cli.failure import refusals
from hygiene.cli.screen import Moment
from hygiene.cli.snapshot.options import MAYBE_KEY_FILE, campaigns_of
from hygiene.cli.trace import CAMPAIGNS, CONTACT_ID, SNAPSHOTS
from hygiene.errors import InputError


@click.command()
@click.argument("address", required=False)
@CAMPAIGNS
@CONTACT_ID
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for erase.csv, suppressions_erased.csv and erasure.json.",
)
@click.option("--ordered-by", required=True, help="Who ordered it, by role.")
@click.option("--reason", required=True, help="Why, such as the number of a request.")
@click.option("--at", type=Moment(), help="Erased from this instant on; default now.")
@click.option(
    "--apply-to",
    type=click.Path(path_type=Path),
    help="A new folder for copies of the files without the rows that go.",
)
@SNAPSHOTS
@MAYBE_KEY_FILE
@click.option(
    "--signing-key",
    type=click.Path(path_type=Path),
    help="Signs the record: an Ed25519 key of OpenSSH (mode 600).",
)
@click.option("--identity", help="Who the signing key speaks for.")
@click.option(
    "--redact", is_flag=True, help="Take the rows out of the snapshots too, on record."
)
def forget(  # noqa: PLR0913 - one option for each thing that only people can say
    address: str | None,
    *,
    campaigns: tuple[str, ...],
    contact_id: str | None,
    out: Path,
    ordered_by: str,
    reason: str,
    at: datetime | None,
    apply_to: Path | None,
    snapshots: Path | None,
    key_file: Path | None,
    signing_key: Path | None,
    identity: str | None,
    redact: bool,
) -> None:
    """Plan and record the erasure of the person with ADDRESS; no given file is edited.

    Says which rows must go from which file, which may stay and why, and what other
    controllers must decide. suppressions_erased.csv holds digests that go on blocking
    the person: name it in the campaign as one more table of suppressions. Nothing that
    is written holds the address. Ends with 0, also when nothing is held; then nothing
    is written.

    Example: hygiene forget ann@example.com --campaign sample_data/campaign.toml --out
    erasure --apply-to cleaned --ordered-by "data protection officer" --reason "request
    12"
    """
    with refusals():
        signer = _signer(signing_key, identity)
        if redact and not (snapshots and signer):
            raise InputError("--redact needs --snapshots and --signing-key.")
        erasure = audit.forget(
            address,
            campaigns_of(campaigns),
            contact_id=contact_id,
            at=_aware(at),
            ordered_by=ordered_by,
            reason=reason,
            snapshots=snapshots,
            key=audit.PseudonymKey.read(key_file) if key_file else None,
        )
        said = [str(erasure)]
        if not erasure.is_empty:
            erasure.write(out, apply_to=apply_to, signing_key=signer)
        if redact and signer:
            said += [str(done) for done in erasure.redact(signer)]
    click.echo("\n".join(said))


def _signer(path: Path | None, identity: str | None) -> audit.SigningKey | None:
    if (path is None) != (identity is None):
        raise InputError("A record is signed with --signing-key and --identity.")
    return audit.read_signing_key(path, identity) if path and identity else None


def _aware(at: datetime | None) -> datetime:
    if at is not None and at.tzinfo is None:
        raise InputError("Say --at with its zone, such as 2026-11-24T09:00:00Z.")
    return at or datetime.now(UTC)
