"""Near misses of one contact: what nearly proved a ground or stood against it."""

from __future__ import annotations

import polars as pl

from hygiene.deciding import Decided
from hygiene.explaining.effects import GAPS
from hygiene.explaining.findings import Findings
from hygiene.suppressing.near_missed import KINDS
from hygiene.suppressing.near_misses import find_near_misses
from hygiene.vocabulary import Decision, Reason

_SCHEMA = pl.Schema(
    {
        "row": pl.UInt64(),
        "of": pl.String(),
        "table": pl.String(),
        "record": pl.String(),
        "why": pl.String(),
    }
)


def near_misses_of(
    decided: Decided, findings: Findings, decisions: pl.DataFrame
) -> pl.DataFrame:
    """Return `row`, `of`, `table`, `record`, `why`.

    `of` is `ground` for a record that nearly proves one, where none is proven, and
    `suppression` for one that a looser reading would hold against a kept contact.
    """
    kept = decisions.filter(pl.col("decision") == Decision.KEEP)["row"].to_list()
    nearly = _nearly_proofs(findings)
    if not decided.inputs.campaign.is_marketing:
        nearly = nearly.clear()
    if not kept:
        return nearly
    lines = find_near_misses(decided, rows=kept).lines
    looser = lines.select(
        "row",
        pl.lit("suppression").alias("of"),
        pl.col("record_table").alias("table"),
        "record",
        pl.col("kind").replace_strict(KINDS, return_dtype=pl.String).alias("why"),
    )
    return pl.concat([nearly, looser.cast(_SCHEMA)])


def _nearly_proofs(findings: Findings) -> pl.DataFrame:
    """Return what nearly proves a ground, where none is proven, the nearest first.

    What is held for someone else, or names another controller, is not near.
    """
    open_rows = findings.rows.filter(
        pl.col("proof").is_null() & (pl.col("address_mask") == 0)
    )["row"]
    codes = {reason.place: GAPS[reason] for reason in GAPS}
    near = pl.col("gap") <= Reason.TRANSACTION_ONLY.place
    gaps = findings.claims.filter(
        pl.col("row").is_in(open_rows.to_list()), near.fill_null(value=False)
    ).select(
        "row",
        "table",
        "record",
        pl.col("gap").alias("_place"),
        pl.col("gap").replace_strict(codes, return_dtype=pl.String).alias("why"),
    )
    elsewhere = findings.elsewhere.filter(
        pl.col("row").is_in(open_rows.to_list())
    ).select(
        "row",
        pl.lit("consents").alias("table"),
        "record",
        pl.lit(Reason.OTHER_ADDRESS.place, pl.UInt8).alias("_place"),
        pl.lit(GAPS[Reason.OTHER_ADDRESS]).alias("why"),
    )
    return (
        pl.concat([gaps, elsewhere])
        .sort("row", "_place", "table", "record")
        .select("row", pl.lit("ground").alias("of"), "table", "record", "why")
        .cast(_SCHEMA)
    )
