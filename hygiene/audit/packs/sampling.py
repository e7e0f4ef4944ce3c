"""The sample: random decisions that an auditor checks by hand, the same every time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from hashlib import sha256

import polars as pl

from hygiene.audit.loading import Snapshot
from hygiene.errors import InputError
from hygiene.masking import is_personal
from hygiene.vocabulary import Decision

SIZE = 25
"""How many kept and how many removed decisions are drawn, if nothing else is said."""

_LONGEST_SEED = 100


def draw(snapshot: Snapshot, seed: str, size: int = SIZE) -> pl.DataFrame:
    """Return random decisions of a snapshot: `size` kept and `size` removed ones.

    Every decision of the quarter has the same chance, whatever its campaign: those with
    the smallest SHA-256 of `<seed>|<campaign>|<row>|<pid>` are drawn, the pid empty
    where there is none. Anyone can draw them again, with any tool.

    Args:
        snapshot: The snapshot.
        seed: What the draw hangs on.
        size: How many of each.

    Returns:
        `number` (from 1), `draw` (the hash), `campaign` (its prefix) and the columns of
        `decisions`; the kept ones first, each in the order in which they were drawn.

    Raises:
        FindingsError: A table cannot be read.
        InputError: The seed or the size cannot be used.
    """
    check_draw(seed, size)
    drawn = [
        row
        for decision in Decision
        for row in heapq.nsmallest(size, _hashed(snapshot, seed, decision))
    ]
    order = {"draw": pl.String, "campaign": pl.String, "row": pl.Int64}
    chosen = pl.DataFrame(drawn, schema=order, orient="row").with_row_index("number", 1)
    decisions = [
        snapshot.table(prefix, "decisions").with_columns(campaign=pl.lit(prefix))
        for prefix in _prefixes(snapshot)
    ]
    return chosen.join(
        pl.concat(decisions),
        on=["campaign", "row"],
        how="left",
        validate="1:1",
        maintain_order="left",
    )


def check_draw(seed: str, size: int) -> None:
    """Refuse a seed that could not be told, or a size that is none.

    Raises:
        InputError: It is such a one.
    """
    if not (seed.isprintable() and 0 < len(seed) <= _LONGEST_SEED and seed.isascii()):
        raise InputError("A seed is 1 to 100 printable characters of ASCII.")
    if is_personal(seed):
        raise InputError("The seed looks like an address or a number of a person.")
    if size < 1:
        raise InputError("A sample is of 1 row or more of each decision.")


def _prefixes(snapshot: Snapshot) -> list[str]:
    return [said["prefix"] for said in snapshot.campaigns]


def _hashed(
    snapshot: Snapshot, seed: str, decision: Decision
) -> Iterator[tuple[str, str, int]]:
    """Yield the hash, campaign and row of each decision of a kind."""
    for prefix in _prefixes(snapshot):
        found = snapshot.table(prefix, "decisions").filter(decision=decision.value)
        start = sha256(f"{seed}|{prefix}|".encode())
        for row, pid in zip(found["row"], found["pid"].fill_null(""), strict=True):
            digest = start.copy()
            digest.update(f"{row}|{pid}".encode())
            yield digest.hexdigest(), prefix, row
