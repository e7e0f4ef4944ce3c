"""Merging: every suppression of a campaign in one table, and none of them lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import InputError
from hygiene.folders import private_folder
from hygiene.freshness import check_freshness, oldest
from hygiene.inputs import Inputs, from_file
from hygiene.keys.digests import digests
from hygiene.keys.domains import domain_keys, public_mailbox_domains
from hygiene.sources.entries import Entry
from hygiene.sources.opening import open_table
from hygiene.sources.staging import STAGED, Staged, stage
from hygiene.suppressing.canonical import (
    COLUMNS,
    ID,
    IS_WIDENED,
    MATTERS,
    REPEATS,
    SEPARATOR,
    ZONE,
    canonical_rows,
)
from hygiene.suppressing.merged import Counts, MergedSuppressions
from hygiene.tables import SUPPRESSIONS
from hygiene.vocabulary import Match

_EARLIER = "_is_earlier"
_CURRENT = "_is_current"
_DIGITS = 8


def merge_suppressions(
    campaign_file: str | Path, *, previous: Any = None
) -> MergedSuppressions:
    """Return every suppression entry of a campaign as one canonical table.

    Exact repeats collapse: entries that agree in whom they name, their reason, their
    scope, what they block and all of their times. What differs in any of these stays.

    Args:
        campaign_file: A TOML file (contract section 3).
        previous: An earlier merged table, as a path or a frame: what it holds and the
            campaign's files no longer do stays too.

    Returns:
        The merged table; `write` proves that nothing is lost before it writes.

    Raises:
        InputError: The campaign or a table cannot be used, or it has no suppressions.
        StaleTableError: A suppression table is older than the campaign allows.

    Examples:
        >>> from hygiene.resources import sample_campaign
        >>> merged = merge_suppressions(sample_campaign())
        >>> merged.counts.entries == merged.counts.read - merged.counts.repeats
        True
    """
    return merge_inputs(from_file(campaign_file), previous)


def merge_inputs(inputs: Inputs, previous: Any = None) -> MergedSuppressions:
    """Merge the suppressions of inputs that were read before; see above.

    Raises:
        InputError: A table cannot be used, or there are no suppressions.
        StaleTableError: A table is older than the campaign allows.
    """
    entries = list(inputs.evidence.get(SUPPRESSIONS.name, ()))
    if not entries:
        raise InputError(
            "The campaign names no suppressions; there is nothing to merge."
        )
    work = private_folder()
    campaign = inputs.campaign
    staged = {SUPPRESSIONS.name: _staged(entries, work / "now")}
    alone = replace(
        inputs,
        audience=replace(inputs.audience, max_age=None),
        evidence={SUPPRESSIONS.name: entries},
    )
    check_freshness(alone, staged)
    tables = [staged[SUPPRESSIONS.name]]
    if previous is not None:
        tables.append(_staged([_earlier(previous, campaign)], work / "previous"))
    rows = pl.concat(
        canonical_rows(table.frame, campaign.timezone).with_columns(
            pl.lit(bool(place)).alias(_EARLIER)
        )
        for place, table in enumerate(tables)
    )
    merged = work / "merged.parquet"
    _collapsed(rows, campaign.timezone).sink_parquet(
        merged, **STAGED, engine="streaming"
    )
    frame = pl.scan_parquet(merged, glob=False)
    return MergedSuppressions(
        campaign=campaign,
        frame=frame.select(COLUMNS),
        counts=_counts(frame, tables),
        as_at=oldest(alone, staged),
        has_public_domains=_has_public_domains(frame),
        before=tuple(table.frame for table in tables),
        read=tuple(s.path for e in entries for s in e.sources if s.path is not None),
    )


def _staged(entries: list[Entry], work: Path) -> Staged:
    work.mkdir()
    return stage(SUPPRESSIONS.name, entries, work, "streaming", lambda frame: frame)


def _earlier(previous: Any, campaign: Campaign) -> Entry:
    """Return the entry of an earlier merged table, whose dates are in its own zone."""
    sources = open_table(previous, SUPPRESSIONS.name, Path())
    for source in sources:
        if ZONE in source.frame.collect_schema():
            others = source.frame.filter(pl.col(ZONE).ne_missing(campaign.timezone))
            if others.select(pl.len()).collect().item():
                raise InputError(
                    f"'{source.label}' was merged in another time zone than the "
                    "campaign's. Merge with the same 'timezone', or without it."
                )
    return Entry(
        SUPPRESSIONS.name,
        tuple(sources),
        campaign.timezone,
        allow_public_domains=True,
    )


def _collapsed(rows: pl.LazyFrame, zone: str) -> pl.LazyFrame:
    """Return one row an entry that differs in anything that matters, by its id."""
    earlier, identity = pl.col(_EARLIER), pl.col(ID)
    grouped = (
        rows.group_by(MATTERS)
        .agg(
            pl.when(~earlier).then(identity).min().alias("_now"),
            pl.when(earlier).then(identity).min().alias("_then"),
            identity.alias("_ids"),
            pl.col("source").alias("_sources"),
            (~earlier).sum().alias(_CURRENT),
            pl.col(IS_WIDENED).any(),
        )
        .with_columns(pl.coalesce("_now", "_then").alias(ID))
    )
    # An id of today may have been another entry's: that one keeps it with a mark.
    is_taken = (pl.col(_CURRENT) == 0) & (pl.len().over(ID) > 1)
    content = pl.concat_str(MATTERS, separator="\n", ignore_nulls=True)
    mark = digests(pl.when("_is_taken").then(content), Match.SHA256).str.slice(
        0, _DIGITS
    )
    others = pl.col("_ids").list.set_difference(pl.concat_list("_then", ID))
    # A source may already be several, as an earlier merge joined them.
    sources = pl.col("_sources").list.join(SEPARATOR, ignore_nulls=True)
    sources = sources.str.split(SEPARATOR)
    return (
        grouped.with_columns(_is_taken=is_taken)
        .with_columns(
            pl.when("_is_taken")
            .then(pl.format("{}~{}", ID, mark))
            .otherwise(ID)
            .alias(ID),
            _joined(others).alias(REPEATS),
            _joined(sources).alias("source"),
            pl.lit(zone).alias(ZONE),
        )
        .sort(ID)
        .select(*COLUMNS, _CURRENT, IS_WIDENED)
    )


def _joined(texts: pl.Expr) -> pl.Expr:
    joined = texts.list.unique().list.sort().list.join(SEPARATOR)
    return pl.when(joined != "").then(joined)


def _counts(frame: pl.LazyFrame, tables: list[Staged]) -> Counts:
    row = (
        frame.select(
            entries=pl.len(),
            repeats=pl.col(_CURRENT).filter(pl.col(_CURRENT) > 0).sum()
            - (pl.col(_CURRENT) > 0).sum(),
            carried_over=(pl.col(_CURRENT) == 0).sum(),
            widened=pl.col(IS_WIDENED).sum(),
        )
        .collect()
        .row(0, named=True)
    )
    return Counts(
        files=len(tables[0].rows),
        read=tables[0].height,
        previous=sum(table.height for table in tables[1:]),
        **row,
    )


def _has_public_domains(frame: pl.LazyFrame) -> bool:
    domain = pl.when(pl.col("match") == Match.DOMAIN).then("value")
    public = domain_keys(domain).is_in(public_mailbox_domains().implode())
    return bool(frame.select(public.any()).collect().item())
