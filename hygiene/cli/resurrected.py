"""`hygiene resurrected`: contacts kept today whom an earlier record forbids."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from hygiene.cli.failure import Failure, refusals
from hygiene.cli.screen import Moment
from hygiene.errors import GateError
from hygiene.suppressing.findings import check_findings_place
from hygiene.suppressing.resurrection import resurrected as find


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--before",
    required=True,
    type=click.Path(path_type=Path),
    help="The earlier state: a campaign file, or a suppressions or consents table.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write every finding to this CSV file: ids and rows, no addresses.",
)
@click.option("--reveal", is_flag=True, help="Write the addresses to --out too.")
@click.option("--as-of", type=Moment(), help="Decide for this instant, or 'now'.")
@click.option("--known-at", type=Moment(), help="With what was known then, or 'now'.")
def resurrected(
    campaign: Path,
    before: Path,
    out: Path | None,
    *,
    reveal: bool,
    as_of: datetime | None,
    known_at: datetime | None,
) -> None:
    """Find contacts whom CAMPAIGN keeps though an earlier record forbids it.

    An earlier suppression, withdrawal or refusal counts when it would stand today:
    in force, in scope, and not lifted by a newer consent. Ends with 3 when it finds
    anybody, with 0 when it does not.

    Example: hygiene resurrected sample_data/campaign.toml --before
    sample_data/suppressions_crm.csv
    """
    with refusals():
        if out:
            check_findings_place(out)
        result = find(campaign, before=before, as_of=as_of, known_at=known_at)
        if out:
            result.write(out, reveal=reveal)
    click.echo(str(result))
    if result.contacts:
        raise Failure(GateError(result.headline()))
