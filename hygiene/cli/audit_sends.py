"""`hygiene audit-sends`: should the messages of the past have been sent?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from hygiene import audit
from hygiene.audit.sends.audited import AUDIT
from hygiene.cli.failure import Failure, refusals
from hygiene.cli.progress import ProgressLines
from hygiene.cli.screen import ENGINE, Moment
from hygiene.errors import GateError
from hygiene.folders import check_replaceable


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--campaign",
    "campaigns",
    metavar="NAME",
    multiple=True,
    help="Only sends whose 'campaign' column says this; may be repeated.",
)
@click.option("--since", type=Moment(), help="Only sends from this instant on.")
@click.option("--until", type=Moment(), help="Only sends before this instant.")
@click.option(
    "--known-at",
    type=Moment(),
    help="Compare with what was known at this instant; by default now.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the sends, the figures and the incident sheet.",
)
@click.option("--json", "as_json", is_flag=True, help="Print audit.json.")
@ENGINE
def audit_sends(
    campaign: Path,
    campaigns: tuple[str, ...],
    *,
    since: datetime | None,
    until: datetime | None,
    known_at: datetime | None,
    out: Path | None,
    as_json: bool,
    engine: Literal["streaming", "in-memory"],
) -> None:
    """Say of every past send of CAMPAIGN, a TOML file, whether it was right.

    Each send is judged for its own instant, with what was known then and with what is
    known now. Ends with 3 when a message should not have been sent, with 0 when not.

    Example: hygiene audit-sends sample_data/campaign.toml --out audited
    """
    with refusals(out):
        if out:
            check_replaceable(out, AUDIT)
        audited = audit.audit_sends(
            campaign,
            known_at=known_at or datetime.now(UTC),
            campaigns=campaigns,
            since=since,
            until=until,
            engine=engine,
            progress=ProgressLines(),
        )
        if out:
            audited.write(out)
    if as_json:
        click.echo(json.dumps(audited.summary(), indent=2, ensure_ascii=False))
    else:
        click.echo(str(audited))
    if audited.failures:
        headline = str(audited).splitlines()[0]
        raise Failure(GateError(f"{headline}."))
