"""What must hold of a snapshot, asked by SQL of its tables as they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from hygiene.audit.rules import instant
from hygiene.campaign import Campaign
from hygiene.errors import MissingExtraError
from hygiene.resources import package_file
from hygiene.vocabulary import REASONS, SUPPRESSION_REASONS, Blocks


def violations(
    campaign: Campaign, tables: Mapping[str, pl.DataFrame]
) -> list[dict[str, Any]]:
    """Return `id`, `statement`, `engine`, `violations` of everything that must hold.

    Raises:
        MissingExtraError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("A snapshot", "audit") from None
    connection = duckdb.connect(config={"enable_external_access": "false"})
    try:
        for name, frame in tables.items():
            connection.register(name, frame.to_arrow())
        suppressed = package_file("data", "unliftable.sql").read_text("utf-8")
        connection.execute(suppressed, _parameters(campaign))
        return [
            {
                "id": name,
                "statement": said,
                "engine": f"duckdb {duckdb.__version__}",
                "violations": connection.execute(query).fetchall()[0][0],
            }
            for name, said, query in _statements()
        ]
    finally:
        connection.close()


_STATEMENT = re.compile(r"-- (\w+): (.*)\n((?:(?!--).*\n)+)")
_NEVER_LIFTED = [
    reason
    for reason in SUPPRESSION_REASONS
    if not REASONS[reason].liftable and reason != "on_register"
]
_ALL = [
    reason.value
    for reason in _NEVER_LIFTED
    if REASONS[reason].blocks != Blocks.MARKETING
]


def _statements() -> list[tuple[str, str, str]]:
    """Return the id, the sentence and the query of everything that must hold."""
    text = package_file("data", "invariants.sql").read_text("utf-8")
    return _STATEMENT.findall(text)


def _parameters(campaign: Campaign) -> dict[str, Any]:
    return {
        "reasons": [reason.value for reason in _NEVER_LIFTED],
        "all_messages": _ALL,
        "marketing": campaign.is_marketing,
        "channel": campaign.channel,
        "controller": campaign.controller,
        "purpose": campaign.purpose,
        "as_of": instant(campaign.as_of),
        "known_at": instant(campaign.known),
    }
