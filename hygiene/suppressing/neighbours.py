"""Neighbours: texts one edit apart, found by joins and never by comparing all pairs.

Two texts within one edit share a text that each gives when at most one character is
deleted (symmetric delete). Each text of n characters has n + 1 such variants, so the
join is over about n times the rows; what was deleted where tells which pairs are real.
"""

from __future__ import annotations

import polars as pl


def one_edit_apart(
    texts: pl.LazyFrame, others: pl.LazyFrame, within: tuple[str, ...] = ()
) -> pl.LazyFrame:
    """Return the pairs of texts that one edit makes the same.

    An edit inserts, deletes or replaces one character, or swaps two that stand side by
    side. Equal texts are no pair.

    Args:
        texts: Distinct rows with `text`, and the columns of `within`.
        others: The same of the other side.
        within: Columns that must be equal.

    Returns:
        `text`, `other`, the columns of `within`, and `is_digit`: whether all that
        changes are digits.

    >>> texts = pl.LazyFrame({"text": ["anna"]})
    >>> others = pl.LazyFrame({"text": ["ana", "nana", "anne", "bob", "anna"]})
    >>> one_edit_apart(texts, others).collect()["other"].sort().to_list()
    ['ana', 'anne', 'nana']
    """
    one = _variants(texts, within).rename({"_at": "_at_one", "_cut": "_cut_one"})
    two = _variants(others, within).rename({"text": "other"})
    # Many texts may share a variant: every pair is wanted, and most are real.
    pairs = one.join(two, on=[*within, "_variant"], how="inner", validate="m:m")
    at_one, at_two = pl.col("_at_one"), pl.col("_at")
    cut_one, cut_two = pl.col("_cut_one"), pl.col("_cut")
    is_longer = at_one.is_null() != at_two.is_null()
    is_replaced = at_one == at_two
    is_swapped = ((at_one - at_two).abs() == 1) & (cut_one == cut_two)
    is_real = pl.any_horizontal(
        edit.fill_null(value=False) for edit in (is_longer, is_replaced, is_swapped)
    )
    changed = pl.concat_str(cut_one, cut_two, ignore_nulls=True)
    return (
        pairs.filter(is_real & (pl.col("text") != pl.col("other")))
        .group_by(*within, "text", "other")
        .agg(is_digit=changed.str.contains(r"^[0-9]+$").all())
    )


def _variants(texts: pl.LazyFrame, within: tuple[str, ...]) -> pl.LazyFrame:
    """Return each text as it is and without each of its characters."""
    text = pl.col("text")
    whole = texts.select(
        *within,
        "text",
        _at=pl.lit(None, pl.Int64),
        _cut=pl.lit(None, pl.String),
        _variant=text,
    )
    at = pl.col("_at")
    cut = (
        texts.select(*within, "text", _at=pl.int_ranges(0, text.str.len_chars()))
        .explode("_at")
        .filter(at.is_not_null())
        .with_columns(
            _cut=text.str.slice(at, 1),
            _variant=pl.concat_str(text.str.slice(0, at), text.str.slice(at + 1)),
        )
    )
    return pl.concat([whole, cut])
