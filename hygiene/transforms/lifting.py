"""Lifting: which prohibitions a later consent of the person ends."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hygiene.rulebook import Rulebook


def is_lifted(books: Sequence[Rulebook]) -> pl.Expr:
    """Return which facts a consent of the person lifts (contract section 7)."""
    overriding = [
        number
        for number, book in enumerate(books)
        if book.policy.register_overridden_by_consent
    ]
    later = pl.col("liftable") & (pl.col("lift") > pl.col("orders_at"))
    overridden = (
        pl.col("on_register")
        & pl.col("lift").is_not_null()
        & pl.col("rulebook").is_in(overriding)
    )
    return later.fill_null(value=False) | overridden
