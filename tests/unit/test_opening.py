"""Frames: everything tabular that a notebook holds."""

from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from hygiene.errors import InputError
from hygiene.sources import opening
from hygiene.sources.opening import open_table
from hygiene.sources.places.fetched import Fetched
from hygiene.sources.reading import Reading

SURROGATE = '{"items": [{"address": "\\ud800", "created_at": ""}]}'
"""An event whose address holds half a character, which no file can hold."""


class ArrowStream:
    """Something that offers the Arrow C stream interface and nothing else."""

    def __arrow_c_stream__(self, requested_schema=None):
        return pl.DataFrame({"email": ["a"]}).__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    ("given", "label"),
    [
        (pl.DataFrame({"email": ["a"]}), "audience (in memory)"),
        (pl.LazyFrame({"email": ["a"]}), "audience (lazy query)"),
        (pa.table({"email": ["a"]}), "audience (in memory)"),
        (pd.DataFrame({"email": ["a"]}), "audience (in memory)"),
        (ArrowStream(), "audience (in memory)"),
    ],
)
def test_frames_of_every_kind(given, label):
    """Each library's frame is one source with its rows."""
    (source,) = open_table(given, "audience", Path())
    assert source.label == label
    assert source.frame.collect().rows() == [("a",)]
    assert source.path is None


def test_lists_and_globs(tmp_path):
    """A list may mix paths, globs and frames; their order is kept."""
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_text("email\n", encoding="utf-8")
    given = ["b.csv", tmp_path / "a.csv", "*.csv", pl.DataFrame({"email": []})]
    labels = [source.label for source in open_table(given, "sends", tmp_path)]
    assert labels == ["b.csv", "a.csv", "a.csv", "b.csv", "sends (in memory)"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "The sends table names no file."),
        (((), []), "The sends table names no file."),
        (
            {"email": ["zoe@example.org"]},
            (
                "The sends table is a dict, which cannot be read. Give a path, a "
                "Polars or pandas frame, a pyarrow table or an Arrow stream."
            ),
        ),
        (
            7,
            (
                "The sends table is a int, which cannot be read. Give a path, a "
                "Polars or pandas frame, a pyarrow table or an Arrow stream."
            ),
        ),
        ("gone.csv", "There is no file 'gone.csv'."),
    ],
)
def test_what_is_no_table(given, message, tmp_path):
    """Anything else is refused by its type, without its content."""
    with pytest.raises(InputError) as raised:
        open_table(given, "sends", tmp_path)
    assert str(raised.value) == message


def test_text_that_cannot_be_written(tmp_path):
    """Half a character in JSON is no fault of the file's name."""
    (tmp_path / "bounces.json").write_text(SURROGATE, "utf-8")
    with pytest.raises(InputError) as raised:
        open_table("bounces.json", "suppressions", tmp_path, Reading("mailgun_api"))
    assert str(raised.value) == (
        "'bounces.json' cannot be read: it holds text that cannot be written."
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bounces.json", "it holds text that cannot be written"),
        ("gone.json", "No such file or directory"),
    ],
)
def test_what_was_fetched_is_guarded_as_a_file_is(name, told, tmp_path, monkeypatch):
    """It is named by its address."""
    (tmp_path / "bounces.json").write_text(SURROGATE, "utf-8")
    fetched = Fetched("s3://lists/x", tmp_path / name, is_table=False)
    monkeypatch.setattr(opening, "fetch", lambda *_: [fetched])
    with pytest.raises(InputError) as raised:
        open_table("s3://lists/x", "suppressions", tmp_path, Reading("mailgun_api"))
    assert str(raised.value) == f"'s3://lists/x' cannot be read: {told}."
