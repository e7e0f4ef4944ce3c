"""Postal keys: trimmed and upper-cased as Python does."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.keys.post import postal_key, read_points


def read(*texts):
    schema = pl.Struct({"text": pl.String, "region": pl.String})
    points = [{"text": text, "region": None} for text in texts]
    return read_points(pl.Series(points, dtype=schema)).to_list()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" sw1a 1aa/10 ", "SW1A 1AA/10"),
        ("straße 1", "STRASSE 1"),
        ("ﬁeld 2", "FIELD 2"),
        ("\x1cab\x1f", "AB"),
    ],
)
def test_point(text, key):
    """The key is trimmed and upper-cased, and any text is valid."""
    assert read(text) == [{"strict": key, "wide": key, "valid": True}]


@pytest.mark.parametrize("text", [None, "", " \t"])
def test_blank_text_has_no_keys(text):
    """Nothing left after the trim is a missing address."""
    assert read(text) == [{"strict": None, "wide": None, "valid": None}]


@settings(max_examples=60)
@given(st.text(max_size=8))
def test_any_text_equals_python(text):
    """`str.strip` and `str.upper` define the key."""
    assert read(text)[0]["strict"] == (postal_key(text) or None)
