"""Deciding: what is known of each row becomes one mask of reasons, then a decision.

The mask is total by construction: a row is kept only when no bit is set, and a
marketing row without a proof always carries the bit of a permission reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from hygiene.campaign import Campaign
from hygiene.rulebook import Rulebook, by_rulebook
from hygiene.transforms.claims import basis_place, evidence_id
from hygiene.transforms.limits import flags, special_address_mask
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import REASONS, SERVICE_BASIS, Decision, Reason

_ALL = list(Reason)
_READ = pl.Struct({"reason": pl.String, "reasons": pl.List(pl.String)})


def attach_findings(
    audience: pl.LazyFrame, prohibited: pl.LazyFrame, other_address: pl.LazyFrame
) -> pl.LazyFrame:
    """Add what was found of each row: `prohibited`, `blocked_by`, `other_address`.

    Args:
        audience: The keyed audience, in order.
        prohibited: See `prohibited_rows`.
        other_address: See `other_address_rows`.
    """
    for found in (prohibited, other_address):
        audience = audience.join(
            found, on="row", how="left", validate="1:1", maintain_order="left"
        )
    return audience.with_columns(
        pl.col("prohibited").fill_null(0),
        pl.col("blocked_by").fill_null(pl.lit([], pl.List(pl.String))),
        pl.col("other_address").fill_null(value=False),
    )


def attach_mask(
    evidence: pl.LazyFrame, campaign: Campaign, traits: Traits
) -> pl.LazyFrame:
    """Add `mask` (UInt32): the bit of every reason but `duplicate` that applies."""
    mask = pl.col("address_mask") | pl.col("prohibited")
    if campaign.is_marketing:
        valid = pl.col("address_mask") == 0
        none = pl.lit(0, pl.UInt32)
        permitted = pl.when(valid).then(_permission_mask()).otherwise(none)
        marked = special_address_mask(campaign, traits)
        special = pl.when(valid).then(marked).otherwise(none)
        capped = pl.when(valid & pl.col("capped")).then(_bit(Reason.FREQUENCY_CAP))
        mask = mask | permitted | special | capped.otherwise(none)
    return evidence.with_columns(mask=mask)


def attach_duplicates(masked: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    """Add the bit of `duplicate` to every later row that repeats a kept one's key."""
    alias = campaign.addresses.duplicates == "alias"
    free = pl.col("mask") == 0
    keyed = masked.with_columns(
        _key=pl.when(free).then("wide_key" if alias else "strict_key")
    )
    first = (
        keyed.filter(pl.col("_key").is_not_null())
        .group_by("_key")
        .agg(_first=pl.col("row").min())
    )
    repeats = (pl.col("row") > pl.col("_first")).fill_null(value=False)
    return (
        keyed.join(first, on="_key", how="left", validate="m:1", maintain_order="left")
        .with_columns(
            mask=pl.when(repeats).then(_bit(Reason.DUPLICATE)).otherwise(pl.col("mask"))
        )
        .drop("_key", "_first")
    )


def decisions(
    masked: pl.LazyFrame,
    campaign: Campaign,
    books: Sequence[Rulebook],
    traits: Traits,
) -> pl.LazyFrame:
    """Return the decisions table (contract section 9), one row a row, in order."""
    kept = pl.col("mask") == 0
    number = pl.col("rulebook")
    policies = [pl.lit(book.policy.name) for book in books]
    read = reasons_in(pl.col("mask"))
    proof = pl.col("proof") if campaign.is_marketing else pl.lit(None, pl.String)
    basis = basis_name(books) if campaign.is_marketing else pl.lit(SERVICE_BASIS)
    return masked.with_columns(_read=read).select(
        pl.col("row").cast(pl.UInt64),
        "contact_id",
        decision=pl.when(kept)
        .then(pl.lit(Decision.KEEP.value))
        .otherwise(pl.lit(Decision.REMOVE.value)),
        reason=pl.col("_read").struct.field("reason"),
        reasons=pl.col("_read").struct.field("reasons"),
        basis=pl.when(kept).then(basis),
        basis_evidence=pl.when(kept).then(evidence_id(proof)),
        blocked_by="blocked_by",
        policy=by_rulebook(policies, number),
        flags=flags(campaign, traits),
    )


def reasons_in(mask: pl.Expr) -> pl.Expr:
    """Return what masks say: a struct of the primary `reason` and all `reasons`.

    >>> both = pl.lit(Reason.ERASED.bit | Reason.ADDRESS_MISSING.bit, pl.UInt32)
    >>> pl.select(reasons_in(both)).item()
    {'reason': 'address_missing', 'reasons': ['address_missing', 'erased']}
    """
    return mask.map_batches(_read_masks, return_dtype=_READ, is_elementwise=True)


def explanation() -> pl.Expr:
    """Return in words why a row is removed: each reason's sentence, and the ids."""
    meaning = pl.col("reasons").map_batches(
        _sentences, return_dtype=pl.String, is_elementwise=True
    )
    records = pl.lit(" Records: ") + pl.col("blocked_by").list.join(", ") + pl.lit(".")
    has_records = pl.col("blocked_by").list.len() > 0
    return meaning + pl.when(has_records).then(records).otherwise(pl.lit(""))


def _permission_mask() -> pl.Expr:
    """Return the bit of the permission reason of a row without a proof.

    The first of what the person's records show, `other_address` in its place among
    them, and `unknown_origin` when there is nothing at all.
    """
    elsewhere = pl.when(pl.col("other_address")).then(_place(Reason.OTHER_ADDRESS))
    first = pl.min_horizontal("gap", elsewhere, _place(Reason.UNKNOWN_ORIGIN))
    bit = first.replace_strict(
        range(len(_ALL)), [reason.bit for reason in _ALL], return_dtype=pl.UInt32
    )
    return pl.when(pl.col("proof").is_null()).then(bit).otherwise(pl.lit(0, pl.UInt32))


def basis_name(books: Sequence[Rulebook]) -> pl.Expr:
    """Return the name of the ground that `proof` names, by the row's rulebook."""
    place = basis_place(pl.col("proof"))
    names = [
        place.replace_strict(
            range(len(book.policy.grounds)),
            [ground.basis for ground in book.policy.grounds],
            default=None,
            return_dtype=pl.String,
        )
        for book in books
    ]
    return by_rulebook(names, pl.col("rulebook"))


def _read_masks(masks: pl.Series) -> pl.Series:
    """Return what each mask says; few masks are distinct, so each is read once."""
    distinct = masks.unique()
    read = pl.Series([_read_mask(mask) for mask in distinct], dtype=_READ)
    table = pl.DataFrame({"mask": distinct, "read": read})
    return (
        masks.alias("mask")
        .to_frame()
        .join(table, on="mask", how="left", validate="m:1", maintain_order="left")
    )["read"]


@cache
def _read_mask(mask: int) -> dict[str, object]:
    found = [reason.value for reason in _ALL if mask & reason.bit]
    return {"reason": found[0] if found else None, "reasons": found}


def _sentences(reasons: pl.Series) -> pl.Series:
    text = reasons.list.join(" ")
    distinct = text.unique()
    said = [
        " ".join(REASONS[Reason(code)].sentence for code in codes.split())
        for codes in distinct
    ]
    return text.replace_strict(distinct, pl.Series(said, dtype=pl.String))


def _bit(reason: Reason) -> pl.Expr:
    return pl.lit(reason.bit, pl.UInt32)


def _place(reason: Reason) -> pl.Expr:
    return pl.lit(reason.place, pl.UInt8)
