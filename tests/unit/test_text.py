"""Text as Python reads it."""

import sys

import polars as pl
import pytest

from hygiene.text import (
    WHITE_SPACE,
    ZERO_WIDTH,
    by_distinct,
    filled,
    is_ascii,
    stripped,
)


def applied(function, *values):
    frame = pl.DataFrame({"text": values}, schema={"text": pl.String})
    return frame.select(function(pl.col("text"))).to_series().to_list()


def test_white_space_is_python_s():
    """The set is exactly what `str.strip` strips."""
    spaces = {chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()}
    assert set(WHITE_SPACE) == spaces
    assert not "".join(spaces).strip()


def test_zero_width_characters_are_no_white_space():
    """They are stripped from addresses alone."""
    assert applied(stripped, f"{ZERO_WIDTH}a") == [f"{ZERO_WIDTH}a"]


@pytest.mark.parametrize("space", WHITE_SPACE)
def test_stripped_and_filled(space):
    """Ends are trimmed, the middle stays, and nothing left is null."""
    text = f"{space}a{space}b{space}"
    assert applied(stripped, text, space, None) == [f"a{space}b", "", None]
    assert applied(filled, text, space, None) == [f"a{space}b", None, None]


def test_is_ascii():
    """One odd character makes a text odd; null is neither."""
    assert applied(is_ascii, "abc", "", "é", "a\u200b", None) == [
        True,
        True,
        False,
        False,
        None,
    ]


def test_by_distinct_asks_once_a_value():
    """A slow function sees each value once, and never a null."""
    asked = []

    def slow(text):
        asked.append(text)
        return text == "a"

    values = pl.Series(["a", None, "b", "a"])
    assert by_distinct(values, slow, pl.Boolean()).to_list() == [
        True,
        None,
        False,
        True,
    ]
    assert sorted(asked) == ["a", "b"]


def test_by_distinct_of_nothing():
    """A column of nulls keeps its length and takes the type."""
    found = by_distinct(pl.Series([None, None], dtype=pl.String), str, pl.String())
    assert found.to_list() == [None, None]
    assert found.dtype == pl.String
