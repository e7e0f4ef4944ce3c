"""Metrics: small tables that add up."""

import polars as pl
import pytest

from hygiene.masking import WITHHELD
from hygiene.metrics import (
    by_source,
    kept_by_basis,
    removals_by_reason,
    totals,
    waterfall,
)

SCHEMA = {
    "decision": pl.String,
    "reason": pl.String,
    "reasons": pl.List(pl.String),
    "basis": pl.String,
}


def decisions(*rows):
    """Return decisions: a basis for a kept row, a list of reasons for a removed one."""
    return pl.LazyFrame(
        [
            ("keep", None, [], row)
            if isinstance(row, str)
            else ("remove", row[0], row, None)
            for row in rows
        ],
        schema=SCHEMA,
        orient="row",
    )


SOME = decisions(
    "consent",
    ["paused", "unknown_origin"],
    ["minor", "paused"],
    "soft_opt_in",
    ["paused"],
    "consent",
)


def test_totals():
    """Kept and removed are the audience."""
    assert totals(SOME).rows(named=True) == [{"audience": 6, "kept": 3, "removed": 3}]


def test_removals_by_reason():
    """Primary counts add up to the removed; the order is the precedence."""
    assert removals_by_reason(SOME).rows() == [
        ("minor", 1, 1),
        ("paused", 2, 3),
        ("unknown_origin", 0, 1),
    ]


def test_kept_by_basis():
    """Most first; ties by name."""
    assert kept_by_basis(SOME).rows() == [("consent", 2), ("soft_opt_in", 1)]
    assert kept_by_basis(decisions("b", "a")).rows() == [("a", 1), ("b", 1)]


def test_waterfall():
    """Each step takes away what its reason says, down to the kept."""
    assert waterfall(SOME).rows() == [
        ("audience", 6, 6),
        ("paused", 2, 4),
        ("minor", 1, 3),
        ("kept", 3, 3),
    ]


def test_nothing_was_decided():
    """An empty audience makes empty tables, not an error."""
    assert totals(decisions()).row(0) == (0, 0, 0)
    assert removals_by_reason(decisions()).height == 0
    assert waterfall(decisions()).rows() == [("audience", 0, 0), ("kept", 0, 0)]


def test_by_source():
    """Labels in order, rows without one last."""
    labels = pl.LazyFrame({"source": ["web", None, "crm", "web", "web", None]})
    assert by_source(SOME, labels).rows() == [
        ("crm", 0, 1),
        ("web", 2, 1),
        (None, 1, 1),
    ]


def test_without_a_source_column_there_is_one_line():
    """However many rows, their source is unknown."""
    assert by_source(SOME, None).rows() == [(None, 3, 3)]


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("zoe@example.org", WITHHELD),
        ("import zoe@example.org", WITHHELD),
        ("07700 900123", WITHHELD),
        ("+44 (7700) 900-123", WITHHELD),
        ("web form", "web form"),
        ("list 2026", "list 2026"),
        ("", ""),
    ],
)
def test_labels_that_look_like_addresses_are_withheld(label, shown):
    """A mis-mapped column names nobody in a summary."""
    made = by_source(decisions("consent"), pl.LazyFrame({"source": [label]}))
    assert made.rows() == [(shown, 1, 0)]
