"""Resurrection: contacts who may be messaged today and might not before.

The question is what an earlier record would do today: would it stand against a contact
whom today's screening keeps? Then nothing lifted it and its own term has not ended; it
was lost, narrowed or shortened on the way here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.campaign import Campaign, is_zone
from hygiene.campaign_file import read_campaign_file
from hygiene.deciding import Decided, decide
from hygiene.errors import InputError
from hygiene.inputs import from_file
from hygiene.judging import kinds_of_match
from hygiene.rulebook import rulebooks
from hygiene.sources.entries import Entry
from hygiene.sources.opening import open_table
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import Staged, stage
from hygiene.suppressing.canonical import ZONE
from hygiene.suppressing.keyed import (
    audience_addresses,
    audience_places,
    file_label,
    numbered_rows,
    with_keys,
)
from hygiene.suppressing.resurrected import COLUMNS, Resurrected
from hygiene.transforms.prohibition import prohibited_rows, restrictive_facts
from hygiene.transforms.traits import of_the_key
from hygiene.vocabulary import Action, Decision, GroundKind, Reason

_TABLES = {"suppressions": "suppression_id", "consents": "event_id"}
_PROOFS = {"consents": "event_id", "relationships": "relationship_id"}
_REASONS = {
    Action.WITHDRAWN.value: Reason.CONSENT_WITHDRAWN.value,
    Action.REFUSED.value: Reason.CONSENT_REFUSED.value,
}

Entries = Mapping[str, list[Entry]]


def resurrected(
    campaign_file: str | Path,
    *,
    before: Any,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Resurrected:
    """Return the contacts that a campaign keeps though an earlier record forbids it.

    Args:
        campaign_file: A TOML file (contract section 3).
        before: The earlier state: a campaign file (`.toml`), whose suppressions and
            consents are read, or one such table as a path or a frame.
        as_of: The instant to decide for; replaces the campaign's.
        known_at: The instant up to which records had reached us.

    Returns:
        One row a kept contact and earlier record that would stand against it today:
        active, in scope, and not lifted by a newer consent. `found` says how many.

    Raises:
        InputError: A campaign or a table cannot be used.
        StaleTableError: A table is older than the campaign allows.

    Examples:
        >>> from hygiene.resources import sample_campaign
        >>> resurrected(sample_campaign(), before=sample_campaign()).contacts
        0
    """
    inputs = from_file(campaign_file, as_of, known_at)
    earlier = _entries(before, inputs.campaign)
    with tempfile.TemporaryDirectory(prefix="hygiene-") as folder:
        work = Path(folder)
        for name in ("now", "before"):
            (work / name).mkdir()
        decided = decide(inputs, work / "now", "streaming", lambda *_: None)
        return find_resurrected(decided, earlier, work / "before")


def find_resurrected(decided: Decided, earlier: Entries, work: Path) -> Resurrected:
    """Return what `resurrected` does, of an audience that was decided before.

    Args:
        decided: A decided audience.
        earlier: The earlier suppressions and consents.
        work: An empty folder.

    Raises:
        InputError: An earlier table cannot be used.
    """
    campaign = decided.inputs.campaign
    then = {table: _staged(table, earlier, work, campaign) for table in _TABLES}
    facts = restrictive_facts(
        then["suppressions"].frame, then["consents"].frame, campaign
    ).collect()
    kept = decided.decisions.filter(pl.col("decision") == Decision.KEEP)
    keyed = decided.keyed.with_columns(pl.col("row").cast(pl.UInt64)).join(
        kept.select("row"), on="row", how="semi"
    )
    against = prohibited_rows(
        keyed,
        facts.lazy(),
        kinds_of_match(facts.lazy(), campaign),
        rulebooks(campaign),
        of_the_key(),
    )
    found = (
        against.select("row", pl.col("blocked_by").alias("_fact"))
        .explode("_fact")
        .join(_records(then, earlier), on="_fact", how="left", validate="m:1")
        .join(_known_today(decided), on="_fact", how="left", validate="m:1")
        .with_columns(
            today=pl.when("is_known").then(pl.lit("changed")).otherwise(pl.lit("gone"))
        )
        .join(kept, on="row", how="left", validate="m:1")
        .join(audience_places(decided), on="row", how="left", validate="m:1")
        .join(audience_addresses(decided), on="row", how="left", validate="m:1")
        .pipe(_with_evidence, decided)
        .sort("row", "record_table", "record")
        .select(COLUMNS)
        .collect()
    )
    return Resurrected(campaign.id, found, kept.select(pl.len()).collect().item())


def _entries(before: Any, campaign: Campaign) -> Entries:
    """Return the entries of the earlier state that can hold a prohibition."""
    if isinstance(before, str | Path) and Path(before).suffix.lower() == ".toml":
        entries = read_campaign_file(before, as_of=campaign.as_of).entries
        found = {name: entries[name] for name in _TABLES if name in entries}
        if not found:
            raise InputError(
                f"'{Path(before).name}' names neither suppressions nor consents; "
                "there is nothing to compare with."
            )
        return found
    sources = open_table(before, "earlier", Path())
    names = {name for source in sources for name in source.frame.collect_schema()}
    tables = [table for table, key in _TABLES.items() if key in names]
    if len(tables) != 1:
        raise InputError(
            f"'{sources[0].label}' is neither a suppressions nor a consents table: "
            "give one with 'suppression_id' or 'event_id', or an earlier campaign file."
        )
    zone = _own_zone(sources[0].frame) or campaign.timezone
    entry = Entry(tables[0], tuple(sources), zone, allow_public_domains=True)
    return {tables[0]: [entry]}


def _own_zone(frame: pl.LazyFrame) -> str | None:
    """Return the zone that a merged table names, where it names one."""
    if ZONE not in frame.collect_schema():
        return None
    zones = frame.select(pl.col(ZONE).unique()).collect()[ZONE].to_list()
    return zones[0] if len(zones) == 1 and zones[0] and is_zone(zones[0]) else None


def _staged(table: str, earlier: Entries, work: Path, campaign: Campaign) -> Staged:
    """Stage an earlier table; its ids say which table they are of."""
    key = _TABLES[table]

    def prepare(frame: pl.LazyFrame) -> pl.LazyFrame:
        return with_keys(frame, campaign.channel, campaign.default_region)

    staged = stage(table, list(earlier.get(table, ())), work, "streaming", prepare)
    marked = pl.format("{}:{}", pl.lit(table), pl.col(key)).alias(key)
    return Staged(table, staged.frame.with_columns(marked), staged.rows, staged.dropped)


def _records(then: Mapping[str, Staged], earlier: Entries) -> pl.LazyFrame:
    """Return every earlier record: what it said, since when, and where it stood."""
    reason = pl.col("action").replace_strict(
        _REASONS, default=None, return_dtype=pl.String
    )
    said = {
        "suppressions": (pl.col("reason"), pl.col("effective_from_first")),
        "consents": (reason, pl.col("occurred_at_first")),
    }
    return pl.concat(
        then[table].frame.select(
            pl.col(key).alias("_fact"),
            record=pl.col(key).str.slice(len(table) + 1),
            record_table=pl.lit(table),
            record_file=file_label(earlier.get(table, ())),
            record_row=pl.col(ROW),
            reason_then=said[table][0],
            since=said[table][1],
        )
        for table, key in _TABLES.items()
    )


def _known_today(decided: Decided) -> pl.LazyFrame:
    return pl.concat(
        decided.staged[table].frame.select(
            pl.format("{}:{}", pl.lit(table), pl.col(key)).alias("_fact")
        )
        for table, key in _TABLES.items()
    ).with_columns(is_known=pl.lit(value=True))


def _with_evidence(found: pl.LazyFrame, decided: Decided) -> pl.LazyFrame:
    """Add the record that proves the ground today, and its file and row."""
    policies = decided.inputs.campaign.policies.values()
    consenting = {
        ground.basis
        for policy in policies
        for ground in policy.grounds
        if ground.kind is GroundKind.CONSENT
    }
    proofs = pl.concat(
        numbered_rows(
            decided.staged[table].frame, key, decided.inputs.evidence.get(table, [])
        ).select(
            "id",
            pl.lit(table).alias("evidence_table"),
            pl.col("file").alias("evidence_file"),
            pl.col("at_row").alias("evidence_row"),
        )
        for table, key in _PROOFS.items()
    )
    is_consent = pl.col("basis").is_in(list(consenting))
    table = (
        pl.when(is_consent).then(pl.lit("consents")).otherwise(pl.lit("relationships"))
    )
    return found.with_columns(evidence_table=table).join(
        proofs,
        left_on=["basis_evidence", "evidence_table"],
        right_on=["id", "evidence_table"],
        how="left",
        validate="m:1",
    )
