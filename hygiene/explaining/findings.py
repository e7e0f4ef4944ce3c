"""Findings: what the engine found about a contact, record by record."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hygiene.explaining.dossier import Dossier
from hygiene.judging import Judged, claims_of, kinds_of_match
from hygiene.rulebook import Rulebook, judged_alike, rulebooks
from hygiene.transforms.claims import basis_place, evidence_id
from hygiene.transforms.consent import consenting_in_scope
from hygiene.transforms.lifting import is_lifted
from hygiene.transforms.limits import counted_sends
from hygiene.transforms.prohibition import matched_facts
from hygiene.transforms.traits import of_the_key
from hygiene.vocabulary import Reason, ReasonKind

FACT_KINDS = (ReasonKind.SUPPRESSION, ReasonKind.RESTRICTIVE_EVENT)
"""The kinds of reasons that a restrictive fact stands for."""

_CODES = {reason.bit: reason.value for reason in Reason}
_EVENTS = [Reason.CONSENT_WITHDRAWN.value, Reason.CONSENT_REFUSED.value]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the engine found about a contact.

    Attributes:
        rows: Its audience rows with everything found (`judging.Judged.masked`), and of
            the proof its `place` among the grounds and the `evidence` behind it.
        claims: One row an audience row and permissive record that matches it: `row`,
            `table`, `record`, and its `proof`, `gap` and `lift` under the row's rules.
        facts: One row an audience row and restrictive fact against it: `row`, `table`,
            `record`, `reason`, `liftable`, `on_register`, `orders_at`, `lifted`.
        elsewhere: Consents in scope with another address: `row`, `record`.
        counted: The sends that count for the limit: `row`, `record`.
        books: The campaign's rulebooks.
    """

    rows: pl.DataFrame
    claims: pl.DataFrame
    facts: pl.DataFrame
    elsewhere: pl.DataFrame
    counted: pl.DataFrame
    books: list[Rulebook]


def find(dossier: Dossier) -> Findings:
    """Return what the engine finds about a contact."""
    books = rulebooks(dossier.campaign)
    judged = dossier.judged()
    return Findings(
        judged.masked.with_columns(
            place=basis_place(pl.col("proof")), evidence=evidence_id(pl.col("proof"))
        ).collect(),
        _claims(dossier, books),
        _facts(dossier, judged, books),
        _elsewhere(dossier),
        _counted(dossier),
        books,
    )


def _claims(dossier: Dossier, books: list[Rulebook]) -> pl.DataFrame:
    campaign = dossier.campaign
    _, ways = judged_alike(books)
    key = "strict_key" if campaign.permission_key == "address" else "person"
    tables = zip(
        ("consents", "relationships"),
        claims_of(dossier.evidence(), campaign, books),
        strict=True,
    )
    made = [(table, claims.collect()) for table, claims in tables]
    found = []
    for row in dossier.rows.iter_rows(named=True):
        way = ways[row["rulebook"]]
        for table, claims in made:
            lift = f"lift_{way}"
            found.append(
                claims.filter(
                    (pl.col("key") == pl.lit(row[key], pl.String)).fill_null(
                        value=False
                    )
                ).select(
                    pl.lit(row["row"], pl.UInt32).alias("row"),
                    pl.lit(table).alias("table"),
                    "record",
                    pl.col(f"proof_{way}").alias("proof"),
                    pl.col(f"gap_{way}").alias("gap"),
                    (pl.col(lift) if lift in claims.columns else pl.lit(None))
                    .cast(pl.Datetime("us", "UTC"))
                    .alias("lift"),
                )
            )
    return pl.concat(found)


def _facts(dossier: Dossier, judged: Judged, books: list[Rulebook]) -> pl.DataFrame:
    matches = kinds_of_match(judged.facts, dossier.campaign)
    reason = pl.col("bit").replace_strict(_CODES, return_dtype=pl.String)
    is_event = pl.col("reason").is_in(_EVENTS)
    return (
        matched_facts(judged.keyed, judged.facts, matches, of_the_key())
        .with_columns(reason=reason, lifted=is_lifted(books))
        .select(
            "row",
            pl.when(is_event)
            .then(pl.lit("consents"))
            .otherwise(pl.lit("suppressions"))
            .alias("table"),
            pl.col("fact_id").alias("record"),
            "reason",
            "liftable",
            "on_register",
            "orders_at",
            "lifted",
        )
        .unique()
        .sort("row", "orders_at", "table", "record")
        .collect()
    )


def _elsewhere(dossier: Dossier) -> pl.DataFrame:
    """Return the consents in scope that match a row as a prohibition would, only."""
    campaign = dossier.campaign
    by_address = campaign.permission_key == "address"
    events = consenting_in_scope(dossier.tables["consents"].lazy(), campaign).select(
        pl.col("event_id").alias("record"),
        *_prefixed("strict_key", "wide_key", "person"),
    )
    same = {
        key: (pl.col(key) == pl.col(f"_{key}")).fill_null(value=False)
        for key in ("strict_key", "wide_key", "person")
    }
    permits = same["strict_key" if by_address else "person"]
    return (
        dossier.rows.lazy()
        .join(events, how="cross")
        .filter((same["wide_key"] | same["person"]) & ~permits)
        .select("row", "record")
        .collect()
    )


def _counted(dossier: Dossier) -> pl.DataFrame:
    campaign, sends = dossier.campaign, dossier.tables["sends"].lazy()
    if campaign.limits is None or not campaign.is_marketing:
        sends = sends.clear()
    else:
        sends = counted_sends(sends, campaign, campaign.limits)
    sent = sends.select(
        "strict_key", pl.col("send_id").alias("record"), at="sent_at_last"
    )
    return (
        dossier.rows.lazy()
        .select("row", "strict_key")
        .join(sent, on="strict_key", how="inner", validate="m:m")
        .sort("row", "at", "record", descending=[False, True, False])
        .select("row", "record", "at")
        .collect()
    )


def _prefixed(*names: str) -> list[pl.Expr]:
    return [pl.col(name).alias(f"_{name}") for name in names]
