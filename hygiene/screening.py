"""Screening: the toolkit's front door in a notebook or a program."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from hygiene.campaign import Campaign, PolicyLike
from hygiene.deciding import Progress, decide
from hygiene.errors import InputError
from hygiene.folders import private_folder
from hygiene.inputs import Inputs, from_file, from_tables
from hygiene.screened import Screening
from hygiene.sources.staging import Engine


def screen(  # noqa: PLR0913 - one keyword a table reads better than a mapping
    campaign_file: str | Path | None = None,
    *,
    campaign: Campaign | None = None,
    policy: PolicyLike | None = None,
    audience: Any = None,
    consents: Any = None,
    relationships: Any = None,
    suppressions: Any = None,
    sends: Any = None,
    wordings: Any = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    engine: Engine = "streaming",
    progress: Progress | None = None,
) -> Screening:
    """Screen an audience: decide for every contact, keep or remove, and why.

    Either name a campaign file, or give a campaign and its tables. A table may be a
    path or glob, a Polars frame, a pyarrow table, a pandas frame, anything with the
    Arrow C stream interface, or a list of these.

    Args:
        campaign_file: A TOML file (contract section 3).
        campaign: The campaign, when there is no file.
        policy: Replaces the policy of `campaign`.
        audience: The contacts that someone proposes to message.
        consents: Statements of persons.
        relationships: Transactions and other dealings.
        suppressions: Standing instructions not to contact.
        sends: What was really sent.
        wordings: Versions of consent texts.
        as_of: The instant to decide for; replaces the campaign's.
        known_at: The instant up to which records had reached us.
        engine: The Polars engine: `streaming` or `in-memory`.
        progress: Told after each stage: its name and its rows.

    Returns:
        The screening.

    Raises:
        InputError: The campaign or a table cannot be used; nothing was screened.
        StaleTableError: A table is older than the campaign allows.

    Examples:
        >>> from datetime import UTC, datetime
        >>> campaign = Campaign(
        ...     id="news", controller="northpay", channel="email",
        ...     purpose="marketing.newsletter", policy="uk",
        ...     as_of=datetime(2026, 11, 24, 9, tzinfo=UTC), timezone="Europe/London",
        ... )
        >>> audience = pl.DataFrame({"email": ["ann@example.com", "bob@example.com"]})
        >>> consents = pl.DataFrame({
        ...     "event_id": ["e1"], "address": ["ann@example.com"],
        ...     "channel": ["email"], "purpose": ["marketing.newsletter"],
        ...     "controller": ["northpay"], "action": ["given"],
        ...     "occurred_at": ["2026-05-10"],
        ... })
        >>> screening = screen(audience=audience, consents=consents, campaign=campaign)
        >>> screening.decisions.select("decision", "reason", "basis").collect().rows()
        [('keep', None, 'consent'), ('remove', 'unknown_origin', None)]
    """
    tables = {
        "audience": audience,
        "consents": consents,
        "relationships": relationships,
        "suppressions": suppressions,
        "sends": sends,
        "wordings": wordings,
    }
    inputs = _inputs(campaign_file, campaign, policy, tables, as_of, known_at)
    return screen_inputs(inputs, engine, progress or _silent)


def screen_inputs(inputs: Inputs, engine: Engine, progress: Progress) -> Screening:
    """Screen inputs that were read before; see `screen`.

    Raises:
        InputError: A table cannot be used; nothing was screened.
        StaleTableError: A table is older than the campaign allows.
    """
    return Screening(decide(inputs, private_folder(), engine, progress))


def _inputs(
    campaign_file: str | Path | None,
    campaign: Campaign | None,
    policy: PolicyLike | None,
    tables: dict[str, Any],
    as_of: datetime | None,
    known_at: datetime | None,
) -> Inputs:
    given = [name for name, table in tables.items() if table is not None]
    if campaign_file is not None:
        if campaign is not None or policy is not None or given:
            raise InputError(
                "Give a campaign file, or a campaign and tables, not both."
            )
        return from_file(campaign_file, as_of, known_at)
    if campaign is None:
        raise InputError("Give a campaign file, or campaign=Campaign(...) and tables.")
    return from_tables(tables, campaign.at(as_of, known_at), policy)


def _silent(_stage: str, _rows: int) -> None:
    return None
