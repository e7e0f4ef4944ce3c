"""Phone keys: E.164, read in the region of the row."""

import polars as pl
import pytest

from hygiene.keys.phone import e164, read_points


def read(*points):
    schema = pl.Struct({"text": pl.String, "region": pl.String})
    texts = [{"text": text, "region": region} for text, region in points]
    found = read_points(pl.Series(texts, dtype=schema))
    return found.struct.unnest().to_dicts()


def point(key, *, valid):
    return {"strict": key, "wide": key, "valid": valid}


@pytest.mark.parametrize(
    ("text", "region", "key", "valid"),
    [
        ("+44 20 7946 0018", None, "+442079460018", True),
        ("020 7946 0018", "GB", "+442079460018", True),
        ("(0)20-7946-0018", "GB", "+442079460018", True),
        ("0044 20 7946 0018", "GB", "+442079460018", True),
        ("020 7946 0018", None, None, False),
        ("020 7946 0018", "ZZ", None, False),
        ("+44 20 7946 0018", "US", "+442079460018", True),
        ("12", "GB", "+4412", False),
        ("call me", "GB", None, False),
        (" +442079460018\n", None, "+442079460018", True),
    ],
)
def test_point(text, region, key, valid):
    """A number in any spelling is its E.164 form; strict and wide are the same."""
    assert read((text, region)) == [point(key, valid=valid)]
    assert e164(text.strip(), region) == (key, valid)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_blank_text_has_no_keys(text):
    """Nothing is not an invalid number: it is missing."""
    assert read((text, "GB")) == [point(None, valid=None)]


def test_the_same_text_in_two_regions_is_two_numbers():
    """Each row is read in its own region, in its own place."""
    found = read(
        ("020 7946 0018", "GB"),
        ("020 7946 0018", None),
        ("+442079460018", "DE"),
        ("020 7946 0018", "GB"),
    )
    assert [one["strict"] for one in found] == [
        "+442079460018",
        None,
        "+442079460018",
        "+442079460018",
    ]
