"""Claims: what every permissive record says, reduced to one row a key.

Every permissive record becomes a claim under each rulebook: a proof, a gap, a lift.
Claims of one key are reduced by minimum and maximum alone, which is associative,
commutative and idempotent: row order, threads and partitions cannot change it.

A proof is text that sorts as the policy ranks: the ground's place, then the latest
time, then the smallest id, so the strongest proof of a key is the smallest text. A
gap is the number of the permission reason that a record stands for; the smallest is
the first that applies. A lift is when a lifting consent was given.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hygiene.campaign import Campaign
from hygiene.durations import Duration
from hygiene.rulebook import Rulebook, by_rulebook, judged_alike
from hygiene.transforms.instants import Instants, instants
from hygiene.vocabulary import GroundKind, Reason

# Subtracted from, a time in microseconds always has 19 digits: later sorts first.
_COUNTDOWN = 9_000_000_000_000_000_000
_DIGITS = 19
_FIRST_PLACE = ord("0")


def strongest(
    claims: Sequence[pl.LazyFrame], books: int, case: Sequence[str] = ()
) -> pl.LazyFrame:
    """Return one row a key and case: its smallest proofs and gaps, its latest lifts."""
    return (
        pl.concat(claims, how="diagonal")
        .group_by("key", *case)
        .agg(
            *(pl.col(f"proof_{n}", f"gap_{n}").min() for n in range(books)),
            *(pl.col(f"lift_{n}").max() for n in range(books)),
        )
    )


def attach_claims(
    audience: pl.LazyFrame,
    claims: pl.LazyFrame,
    campaign: Campaign,
    books: Sequence[Rulebook],
    case: Sequence[str] = (),
) -> pl.LazyFrame:
    """Add `proof`, `gap` and `lift` of each row under its own rulebook.

    Args:
        audience: The keyed audience.
        claims: See `strongest`; numbered as `judged_alike` numbers the books.
        campaign: The campaign.
        books: Its rulebooks.
        case: Columns of a row that tell its claims from others of its key.
    """
    _, ways = judged_alike(books)
    return (
        audience.with_columns(permission_key(campaign))
        .join(
            claims,
            on=["key", *case],
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .with_columns(
            proof=_chosen(
                [_with_regime(way, book) for way, book in zip(ways, books, strict=True)]
            ),
            gap=_chosen([pl.col(f"gap_{way}") for way in ways]),
            lift=_chosen([pl.col(f"lift_{way}") for way in ways]),
        )
        .drop("key", "^proof_\\d+$", "^gap_\\d+$", "^lift_\\d+$")
    )


def basis_place(proof: pl.Expr) -> pl.Expr:
    """Return the place of the ground that a proof names, in its rulebook (UInt8)."""
    places = [chr(_FIRST_PLACE + place) for place in range(64)]
    return proof.str.slice(0, 1).replace_strict(
        places, range(64), default=None, return_dtype=pl.UInt8
    )


def evidence_id(proof: pl.Expr) -> pl.Expr:
    """Return the id of the record behind a proof, null where the ground needs none."""
    return pl.when(proof.str.len_bytes() > 1).then(proof.str.slice(1 + _DIGITS))


def is_known(campaign: Campaign, at: Instants | None = None) -> pl.Expr:
    """Return which permissive records were known (contract section 5)."""
    at = instants(campaign, at)
    return (pl.col("occurred_at_last") <= at.earliest) & (
        pl.col("recorded_at_last") <= at.known_permissive
    )


def permission_key(campaign: Campaign) -> pl.Expr:
    """Return the key on which permissions match, as `key`."""
    return pl.col(permission_column(campaign)).alias("key")


def permission_column(campaign: Campaign) -> str:
    """Return the name of the column on which permissions match."""
    by_address = campaign.permission_key == "address"
    return "strict_key" if by_address else "person"


def within(
    age: Duration | None, campaign: Campaign, at: Instants | None = None
) -> pl.Expr:
    """Return whether a record is not older than `age`, by local dates."""
    if age is None:
        return pl.lit(value=True)
    limit = instants(campaign, at).age_limit(age, campaign.timezone)
    return local_date(campaign) >= limit


def local_date(campaign: Campaign) -> pl.Expr:
    """Return the date of a record in the campaign's zone."""
    return pl.col("occurred_at_last").dt.convert_time_zone(campaign.timezone).dt.date()


def proof_text(place: int, id_column: str) -> pl.Expr:
    """Return the proof that a record gives for the ground at `place`."""
    countdown = _COUNTDOWN - pl.col("occurred_at_last").dt.epoch("us")
    return pl.concat_str(
        pl.lit(chr(_FIRST_PLACE + place)), countdown.cast(pl.String), pl.col(id_column)
    )


def least(proofs: Sequence[pl.Expr]) -> pl.Expr:
    """Return the strongest of several proofs, null when there is none."""
    return pl.min_horizontal(proofs) if proofs else pl.lit(None, pl.String)


def gap_of(reason: Reason) -> pl.Expr:
    """Return the number of a permission reason."""
    return pl.lit(reason.place, pl.UInt8)


def _chosen(values: list[pl.Expr]) -> pl.Expr:
    """Return the value of a row's rulebook; values that are alike are asked once."""
    if all(value.meta.eq(values[0]) for value in values):
        return values[0]
    return by_rulebook(values, pl.col("rulebook"))


def _with_regime(number: int, book: Rulebook) -> pl.Expr:
    """Return the proof of a row, or the opt-out regime where that ranks before it."""
    regimes = [
        pl.when(pl.col("origin")).then(pl.lit(chr(_FIRST_PLACE + place)))
        for place, _ in book.numbered(GroundKind.OPT_OUT_REGIME)
    ]
    return least([pl.col(f"proof_{number}"), *regimes])
