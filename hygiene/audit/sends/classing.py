"""Classing: each send is of one class, the first that holds."""

from __future__ import annotations

import polars as pl

from hygiene.send_classes import SendClass
from hygiene.transforms.decide import reasons_in
from hygiene.vocabulary import REASONS, Reason, ReasonKind

_FORBIDDING = (ReasonKind.SUPPRESSION, ReasonKind.RESTRICTIVE_EVENT)
_LIMITS = (Reason.ROLE_ADDRESS, Reason.DISPOSABLE_ADDRESS, Reason.FREQUENCY_CAP)
_GROUNDLESS = (Reason.ADDRESS_MISSING, Reason.ADDRESS_INVALID)


def _bits(reasons: list[Reason]) -> int:
    return sum(reason.bit for reason in reasons)


FORBIDDING = _bits([r for r in Reason if REASONS[r].kind in _FORBIDDING])
LIMITS = _bits([*_LIMITS])
GROUNDLESS = _bits(
    [*_GROUNDLESS, *(r for r in Reason if REASONS[r].kind is ReasonKind.PERMISSION)]
)
"""The masks of reasons: what forbids, what limits, and what leaves without a ground."""


def with_class(states: pl.LazyFrame) -> pl.LazyFrame:
    """Add `class`, `reason`, `reasons_then` and `reasons_now` (docs/past_sends.md).

    Args:
        states: `mask_then`, `mask_now`, and what stood against each send.
    """
    then, none = pl.col("mask_then"), pl.lit(0, pl.UInt32)
    known, late = pl.col("known_mask").fill_null(0), pl.col("late_mask").fill_null(0)
    in_time = pl.col("all_in_time").fill_null(value=True)
    limited, forbidden = _any(then, LIMITS), known != 0
    groundless, still = _any(then, GROUNDLESS), _any(pl.col("mask_now"), GROUNDLESS)
    told = [
        (
            limited | (forbidden & ~in_time),
            SendClass.CONTROL_FAILURE,
            FORBIDDING | LIMITS,
        ),
        (groundless & still, SendClass.UNPROVEN, GROUNDLESS),
        (late != 0, SendClass.LATENCY_FAILURE, None),
        (groundless, SendClass.RETRO_PERMISSION, GROUNDLESS),
        (forbidden, SendClass.GRACE, FORBIDDING),
    ]
    found, wrong = pl.lit(SendClass.OK.value), none
    for holds, code, bits in reversed(told):
        found = pl.when(holds).then(pl.lit(code.value)).otherwise(found)
        mask = late if bits is None else _and(then, bits)
        wrong = pl.when(holds).then(mask).otherwise(wrong)
    # An opt-out within the law's days is not what was wrong with a limited send.
    wrong = pl.when(limited & in_time).then(_and(then, LIMITS)).otherwise(wrong)
    return states.with_columns(
        found.alias("class"),
        reason=reasons_in(wrong).struct.field("reason"),
        reasons_then=reasons_in(then).struct.field("reasons"),
        reasons_now=reasons_in(pl.col("mask_now")).struct.field("reasons"),
    )


def _any(mask: pl.Expr, bits: int) -> pl.Expr:
    return _and(mask, bits) != 0


def _and(mask: pl.Expr, bits: int) -> pl.Expr:
    return mask & pl.lit(bits, pl.UInt32)
