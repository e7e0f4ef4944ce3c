"""Near misses: kept contacts whom a looser reading of a suppression would catch.

They are shown to a person and decide nothing. Each kind of looseness makes candidates
by a join (`looser`); a candidate counts when an active fact in scope really holds the
value, and no newer consent of the contact lifts it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from hygiene.deciding import Decided
from hygiene.keys.domains import domain_of
from hygiene.rulebook import rulebooks
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import STAGED
from hygiene.suppressing.keyed import audience_addresses, audience_places, file_label
from hygiene.suppressing.looser import (
    mistyped,
    other_digests,
    same_digits,
    same_person,
    sister_domains,
)
from hygiene.suppressing.near_missed import COLUMNS, NearMisses
from hygiene.transforms.lifting import is_lifted
from hygiene.transforms.prohibition import restrictive_facts
from hygiene.vocabulary import Channel, Decision, Match, Reason

RARE = 10
"""How many contacts a rare domain has at most, unless one says otherwise."""

_EVENTS = (Reason.CONSENT_WITHDRAWN.bit, Reason.CONSENT_REFUSED.bit)
_NUMBERS = (Channel.SMS, Channel.VOICE)
_UNREAD = "\x00"


def find_near_misses(
    decided: Decided, *, rare: int = RARE, rows: Sequence[int] | None = None
) -> NearMisses:
    """Return the kept contacts whom a looser reading of a suppression would catch.

    Args:
        decided: A decided audience.
        rare: How many contacts of the audience a rare domain has at most.
        rows: The audience rows to look at; None for all.
    """
    with tempfile.TemporaryDirectory(dir=decided.work) as folder:
        # Every kind of looseness reads these two again.
        kept = _sunk(_kept(decided, rows), Path(folder) / "kept.parquet")
        facts = _sunk(_facts(decided), Path(folder) / "facts.parquet")
        lines = _lines(decided, kept, facts, rare).collect(engine="streaming")
        contacts = kept.select(pl.len()).collect().item()
    return NearMisses(decided.inputs.campaign.id, lines, contacts, rare)


def _sunk(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    frame.sink_parquet(path, **STAGED, engine="streaming")
    return pl.scan_parquet(path, glob=False)


def _lines(
    decided: Decided, kept: pl.LazyFrame, facts: pl.LazyFrame, rare: int
) -> pl.LazyFrame:
    """Return one line a contact and kind: the gravest fact, and of those the first."""
    found = pl.concat(_candidates(decided, kept, facts, rare)).unique()
    pairs = (
        found.join(_hardest(facts), on=["match", "value"], how="inner", validate="m:m")
        .join(
            kept.select("row", "rulebook", "lift", "address", "contact_id"),
            on="row",
            how="left",
            validate="m:1",
        )
        .filter(~is_lifted(rulebooks(decided.inputs.campaign)))
    )
    best = (
        pairs.sort("row", "rank", "kind", "bit", "fact_id", "table")
        .unique(["row", "fact_id", "table"], keep="first", maintain_order=True)
        .unique(["row", "kind"], keep="first", maintain_order=True)
    )
    return (
        best.join(
            _records(decided), on=["table", "fact_id"], how="left", validate="m:1"
        )
        .join(audience_places(decided), on="row", how="left", validate="m:1")
        .rename({"fact_id": "record", "table": "record_table"})
        .sort("rank", "row", "kind")
        .select(COLUMNS)
    )


def _facts(decided: Decided) -> pl.LazyFrame:
    """Return the active facts in scope; a value that has no key keeps its text."""
    inputs, staged = decided.inputs, decided.staged
    facts = restrictive_facts(
        staged["suppressions"].frame, staged["consents"].frame, inputs.campaign
    ).with_columns(table=_table())
    texts = _records(decided).select("table", "fact_id", text="suppressed_address")
    unread = pl.lit(_UNREAD) + pl.col("text")
    return facts.join(
        texts, on=["table", "fact_id"], how="left", validate="1:1"
    ).with_columns(value=pl.coalesce("value", unread))


def _table() -> pl.Expr:
    is_event = pl.col("bit").is_in(_EVENTS)
    return pl.when(is_event).then(pl.lit("consents")).otherwise(pl.lit("suppressions"))


def _hardest(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Return one fact a value and reason: the one that is hardest to lift.

    A fact that knows the person is one of the contact id too.
    """
    persons = facts.filter(pl.col("person").is_not_null()).with_columns(
        match=pl.lit(Match.CONTACT_ID.value), value="person"
    )
    return (
        pl.concat([facts, persons])
        .filter(pl.col("value").is_not_null())
        .sort("orders_at", "fact_id", "table", descending=[True, False, False])
        .unique(["match", "value", "bit"], keep="first", maintain_order=True)
        .drop("text", "person")
    )


def _kept(decided: Decided, rows_asked: Sequence[int] | None) -> pl.LazyFrame:
    """Return the kept rows with their keys, address, phone and domain."""
    is_kept = pl.col("decision") == Decision.KEEP
    if rows_asked is not None:
        is_kept &= pl.col("row").is_in(rows_asked)
    rows = decided.decisions.filter(is_kept).select("row")
    keys = ["person", "strict_key", "wide_key", "rulebook", "lift"]
    wide = pl.col("wide_key")
    return (
        rows.join(_keyed(decided, *keys), on="row", how="left", validate="1:1")
        .join(audience_addresses(decided), on="row", how="left", validate="1:1")
        .join(_phones(decided), on="row", how="left", validate="1:1")
        .with_columns(
            contact_id="person",
            local=_local(wide),
            domain=domain_of(wide),
        )
    )


def _local(address: pl.Expr) -> pl.Expr:
    return address.str.extract(r"(?s)^(.*)@")


def _keyed(decided: Decided, *columns: str) -> pl.LazyFrame:
    return decided.keyed.select(pl.col("row").cast(pl.UInt64), *columns)


def _phones(decided: Decided) -> pl.LazyFrame:
    """Return `row` and `phone`: the number in the campaign's or another column."""
    entry = decided.inputs.audience
    name = entry.columns.get("phone", "phone")
    given = (
        pl.col(name).cast(pl.String)
        if name in decided.audience.collect_schema()
        else pl.lit(None, pl.String)
    )
    if decided.inputs.campaign.channel in _NUMBERS:
        return _keyed(decided, "strict_key").rename({"strict_key": "phone"})
    return decided.audience.with_row_index("row").select(
        pl.col("row").cast(pl.UInt64), phone=given
    )


def _candidates(
    decided: Decided, kept: pl.LazyFrame, facts: pl.LazyFrame, rare: int
) -> Iterator[pl.LazyFrame]:
    channel = decided.inputs.campaign.channel
    matches = facts.select(pl.col("match").unique()).collect()["match"].to_list()
    yield from same_person(kept, _known(decided))
    yield from other_digests(kept, channel, matches)
    listed = facts.filter(pl.col("match") == Match.ADDRESS).select(
        "match", "value", phone="text"
    )
    if channel in _NUMBERS:
        yield same_digits(kept, listed, "phone_spelling").filter(
            pl.col("value").is_not_null()
        )
    else:
        yield same_digits(kept, listed, "same_phone")
        yield same_digits(kept, _phones_of_removed(decided, facts), "same_phone")
    if channel == Channel.EMAIL:
        value = pl.col("value")
        addresses = (
            listed.select("value")
            .unique()
            .with_columns(
                local=value.str.extract(r"(?s)^(.*)@"), domain=domain_of(value)
            )
            .filter(pl.col("local").is_not_null() & ~value.str.starts_with(_UNREAD))
        )
        counts = (
            _keyed(decided, "wide_key")
            .select(pl.col("wide_key").unique())
            .group_by(domain=domain_of(pl.col("wide_key")))
            .agg(contacts=pl.len())
        )
        yield from mistyped(kept, addresses, counts, rare)
        yield sister_domains(kept, addresses)


def _known(decided: Decided) -> pl.LazyFrame:
    """Return the distinct pairs of contact id and address that any record knows."""
    pair = ["person", "wide_key"]
    tables = [decided.staged[name].frame for name in ("consents", "relationships")]
    both = pl.all_horizontal(pl.col(name).is_not_null() for name in pair)
    return (
        pl.concat(frame.select(pair) for frame in [decided.keyed, *tables])
        .filter(both)
        .unique()
    )


def _phones_of_removed(decided: Decided, facts: pl.LazyFrame) -> pl.LazyFrame:
    """Return the values of the facts against removed rows, with the rows' phones."""
    values = facts.select("fact_id", "match", "value")
    return (
        decided.decisions.select("row", pl.col("blocked_by").alias("fact_id"))
        .explode("fact_id")
        .filter(pl.col("fact_id").is_not_null())
        .join(_phones(decided), on="row", how="left", validate="m:1")
        .filter(pl.col("phone").is_not_null())
        .join(values, on="fact_id", how="inner", validate="m:m")
        .select("match", "value", "phone")
    )


def _records(decided: Decided) -> pl.LazyFrame:
    """Return every record that may prohibit: its text, reason, file and row."""
    evidence = decided.inputs.evidence
    said = {
        "suppressions": ("suppression_id", "value", pl.col("reason")),
        "consents": ("event_id", "address", pl.lit("consent_") + pl.col("action")),
    }
    return pl.concat(
        decided.staged[table].frame.select(
            table=pl.lit(table),
            fact_id=pl.col(key),
            suppressed_address=pl.col(text),
            reason=reason,
            record_file=file_label(evidence.get(table, [])),
            record_row=pl.col(ROW),
        )
        for table, (key, text, reason) in said.items()
    )
