"""Explaining one contact: the decision in words, and the records behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from hygiene.deciding import Decided
from hygiene.errors import InputError
from hygiene.keys.digests import ALGORITHMS, digests
from hygiene.keys.domains import domain_of, parents
from hygiene.keys.lookalikes import meant_domain
from hygiene.keys.points import COLUMNS, read_point
from hygiene.masking import mask
from hygiene.text import stripped
from hygiene.transforms.prohibition import match_value
from hygiene.vocabulary import FLAGS, REASONS, Decision, Flag, Match, Reason

_ID = {
    "consents": ("event_id", "occurred_at", "action"),
    "relationships": ("relationship_id", "occurred_at", "kind"),
    "suppressions": ("suppression_id", "effective_from", "reason"),
    "sends": ("send_id", "sent_at", "purpose"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a contact is kept or removed.

    Attributes:
        contact: The contact as asked for, masked.
        decisions: One row an audience row of the contact (contract section 9).
        records: The records held about it, oldest first: `table`, `id`, `at` and
            `until` (UTC; they differ where only the day is known), `what`, and their
            scope `channel`, `purpose`, `controller`.
        text: The decision in words.
    """

    contact: str
    decisions: pl.DataFrame
    records: pl.DataFrame
    text: str

    def __str__(self) -> str:
        """Return the decision in words."""
        return self.text

    __repr__ = __str__


def explain(decided: Decided, contact: str) -> Explanation:
    """Return why `contact` is kept or removed.

    Args:
        decided: A decided audience.
        contact: The address, in any spelling that the campaign's channel reads as
            one of the audience, or the contact id.

    Raises:
        InputError: The audience has no such contact.
    """
    rows = _rows(decided, contact)
    if rows.is_empty():
        raise InputError(
            "The audience has no contact with this address or contact id. "
            "Look it up as it stands in the audience file."
        )
    decisions = (
        decided.decisions.filter(pl.col("row").is_in(rows["row"].to_list()))
        .sort("row")
        .collect()
    )
    records = _records(decided, rows)
    masked = mask(contact)
    meant = rows.select("row", meant_domain(domain_of(pl.col("strict_key"))))
    lines = _lines(decided, masked, decisions, records, dict(meant.iter_rows()))
    text = "\n".join(lines)
    return Explanation(masked, decisions, records, text)


def _rows(decided: Decided, contact: str) -> pl.DataFrame:
    """Return the keyed audience rows of a contact: same key, id or text."""
    campaign = decided.inputs.campaign
    region = pl.lit(campaign.default_region, pl.String)
    key = pl.select(
        read_point(pl.lit(contact), campaign.channel, region).struct.field("strict")
    ).item()
    same = pl.col("person") == contact.strip()
    if key is not None:
        same = same | (pl.col("strict_key") == key)
    entry = decided.inputs.audience
    name = entry.columns.get(COLUMNS[campaign.channel], COLUMNS[campaign.channel])
    keyed = decided.keyed.select("row", "person", "strict_key", "wide_key")
    if name in decided.audience.collect_schema():
        text = stripped(pl.col(name).cast(pl.String)) == contact.strip()
        given = decided.audience.select(_same_text=text)
        keyed = pl.concat([keyed, given], how="horizontal")
        same = same | pl.col("_same_text")
    return keyed.filter(same.fill_null(value=False)).collect()


def _listed_values(rows: pl.DataFrame) -> list[str]:
    """Return the digests and domains under which a suppression lists a contact."""
    keys = pl.concat([rows["strict_key"], rows["wide_key"]]).drop_nulls().unique()
    frame = keys.alias("key").to_frame()
    key = pl.col("key")
    hexadecimal = [digests(key, algorithm).alias(algorithm) for algorithm in ALGORITHMS]
    domains = frame.select(parents(domain_of(key)).explode()).to_series()
    values = [*frame.select(hexadecimal).iter_columns(), domains]
    return (
        pl.concat([series.alias("value") for series in values]).drop_nulls().to_list()
    )


def _records(decided: Decided, rows: pl.DataFrame) -> pl.DataFrame:
    wide = rows["wide_key"].drop_nulls().unique().to_list()
    persons = rows["person"].drop_nulls().unique().to_list()
    listed = _listed_values(rows)
    found = []
    for table, (key, at, what) in _ID.items():
        frame = decided.staged[table].frame
        scope = set(frame.collect_schema().names())
        matched = pl.col("wide_key").is_in(wide) | pl.col("person").is_in(persons)
        if table == "suppressions":
            by_id = pl.col("match") == Match.CONTACT_ID
            known = pl.when(by_id).then(match_value().is_in(persons))
            matched = matched | known | match_value().is_in(listed)
        found.append(
            frame.filter(matched.fill_null(value=False)).select(
                table=pl.lit(table),
                id=pl.col(key),
                at=pl.col(f"{at}_first"),
                until=pl.col(f"{at}_last"),
                what=pl.col(what),
                **{
                    name: pl.col(name) if name in scope else pl.lit(None, pl.String)
                    for name in ("channel", "purpose", "controller")
                },
            )
        )
    return pl.concat(found).sort("at", "table", "id").collect()


def _lines(
    decided: Decided,
    contact: str,
    decisions: pl.DataFrame,
    records: pl.DataFrame,
    meant: Mapping[int, str | None],
) -> Iterator[str]:
    campaign = decided.inputs.campaign
    yield (
        f"{contact} and the campaign '{campaign.id}' "
        f"({campaign.purpose} by {campaign.channel}, "
        f"as of {campaign.as_of:%Y-%m-%d %H:%M %Z}):"
    )
    for row in decisions.iter_rows(named=True):
        yield from _decision_lines(row)
        yield from _flag_lines(row["flags"], meant[row["row"]])
    if records.is_empty():
        yield "No record is held about this contact."
        return
    yield (
        f"{records.height} record(s) are held about this contact "
        f"(times in {campaign.timezone}):"
    )
    for row in records.iter_rows(named=True):
        scope = [row[name] for name in ("channel", "purpose", "controller")]
        yield (
            f"  {_when(row, campaign.timezone)}  {row['what']} "
            f"({', '.join(filter(None, scope))})  [{row['table']} {row['id']}]"
        )


def _when(row: dict[str, Any], zone: str) -> str:
    """Return the time of a record in the campaign's zone, or the day alone.

    The middle of a day in the zone of its table lies on the same date in this one.
    """
    middle = row["at"] + (row["until"] - row["at"]) / 2
    exact = row["at"] == row["until"]
    with suppress(OverflowError):
        middle = middle.astimezone(ZoneInfo(zone))
    return f"{middle:%Y-%m-%d %H:%M}" if exact else f"{middle:%Y-%m-%d}      "


def _decision_lines(row: dict[str, object]) -> Iterator[str]:
    if row["decision"] == Decision.KEEP:
        proof = row["basis_evidence"]
        record = f", proven by record {proof}" if proof else ""
        yield f"Row {row['row']} is kept on the ground '{row['basis']}'{record}."
        return
    yield f"Row {row['row']} is removed:"
    reasons: list[str] = row["reasons"]  # type: ignore[assignment]
    for code in reasons:
        yield f"  {code}: {REASONS[Reason(code)].sentence}"
    blocked: list[str] = row["blocked_by"]  # type: ignore[assignment]
    if blocked:
        yield f"  Records that stand against it: {', '.join(blocked)}."


def _flag_lines(flags: list[str], meant: str | None) -> Iterator[str]:
    for code in flags:
        better = f" Perhaps {meant} was meant." if code == Flag.DOMAIN_TYPO else ""
        yield f"  Look at it ({code}): {FLAGS[Flag(code)]}{better}"
