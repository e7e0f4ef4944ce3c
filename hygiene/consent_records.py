"""Consent records: the consents of a campaign after ISO/IEC TS 27560:2023, as JSON.

The standard has no channel, no address of the person and no time at which a record was
made; these stand under `hygiene`. What is written here is read back, row by row, with
`format = "iso_27560"`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

from hygiene.errors import InputError
from hygiene.folders import Maker, check_file, new_file
from hygiene.inputs import Inputs, from_file
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import FILE, Staged, stage
from hygiene.tables import CONSENTS

SCHEMA = "ISO/IEC TS 27560:2023"
_RECORDS = Maker(
    "an export of consents", "--out", lambda path: SCHEMA in _beginning(path)
)
_OTHERS = ("event_id", "address", "channel", "collected_by", "source")


def export_consents(campaign_file: str | Path, out: str | Path) -> int:
    """Write every consent event of a campaign to a file, one JSON record a line.

    Every event is written, whatever its channel, purpose and time, in the order of the
    tables. The file holds addresses: it is for an audit or for another system.

    Args:
        campaign_file: A TOML file (contract section 3).
        out: The file; an earlier export is replaced.

    Returns:
        How many records were written.

    Raises:
        InputError: The campaign has no consents, a table cannot be used, or `out`
            cannot be written. Dates without a time whose zone is not the campaign's
            are refused too: the records could not say it.

    Examples:
        >>> from hygiene.resources import sample_campaign
        >>> out = Path(tempfile.mkdtemp()) / "consents.jsonl"
        >>> export_consents(sample_campaign(), out) > 1000
        True
        >>> import json
        >>> record = json.loads(out.read_text("utf-8").splitlines()[0])
        >>> record["purposes"][0]["pii_controllers"], record["event"]["type"]
        (['northpay'], 'consent_given')
    """
    out = Path(out)
    check_file(out, _RECORDS)
    inputs = from_file(campaign_file)
    entries = inputs.evidence.get(CONSENTS.name)
    if not entries:
        raise InputError(
            "The campaign names no consents, so there is nothing to write."
        )
    with tempfile.TemporaryDirectory(prefix="hygiene-") as folder:
        work = Path(folder)
        staged = stage(CONSENTS.name, entries, work, "streaming", lambda frame: frame)
        _check_dates(inputs, staged)
        ordered = staged.frame.sort(FILE, ROW, maintain_order=True)
        records = ordered.select(*_record(inputs.campaign.timezone))
        with new_file(out) as new:
            records.sink_ndjson(new)
    return staged.height - staged.dropped


def _record(zone: str) -> list[pl.Expr]:
    """Return the fields of a record, in the standard's order and words."""
    purpose = pl.struct(
        pl.col("purpose"),
        pl.lit("consent").alias("lawful_basis"),
        pl.concat_list("controller").alias("pii_controllers"),
        pl.col("method").alias("collection_method"),
    )
    kind = pl.format("consent_{}", pl.col("action"))
    own = [_time("recorded_at", zone), _time("expires_at", zone)]
    return [
        pl.lit(SCHEMA).alias("schema_version"),
        pl.col("event_id").alias("record_id"),
        pl.col("contact_id").alias("pii_principal_id"),
        pl.col("wording").alias("privacy_notice"),
        pl.concat_list(purpose).alias("purposes"),
        pl.struct(kind.alias("type"), _time("occurred_at", zone).alias("time")).alias(
            "event"
        ),
        pl.struct(*_OTHERS, *own).alias("hygiene"),
    ]


def _time(name: str, zone: str) -> pl.Expr:
    """Return an instant in UTC, or the day that a date without a time is."""
    first, last = pl.col(f"{name}_first"), pl.col(f"{name}_last")
    day = first.dt.convert_time_zone(zone).dt.strftime("%Y-%m-%d")
    instant = first.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    return pl.when(first == last).then(instant).otherwise(day).alias(name)


def _check_dates(inputs: Inputs, staged: Staged) -> None:
    entries = inputs.evidence[CONSENTS.name]
    zones = [entry.timezone for entry in entries for _ in entry.sources]
    others = [n for n, zone in enumerate(zones) if zone != inputs.campaign.timezone]
    is_day = pl.any_horizontal(
        pl.col(f"{name}_first") != pl.col(f"{name}_last")
        for name in ("occurred_at", "recorded_at", "expires_at")
    )
    odd = staged.frame.filter(pl.col(FILE).is_in(others) & is_day)
    if others and odd.select(pl.len()).collect().item():
        raise InputError(
            "Some consents have dates without a time, in another zone than the "
            "campaign's, which a record cannot say. Give them times, or export them "
            "under a campaign of that zone."
        )


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(200).decode("utf-8", errors="replace")
