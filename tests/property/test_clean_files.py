"""A CSV file that is scanned as it lies is read alike by Polars, Python and DuckDB."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import polars as pl
from hypothesis import event, given, settings
from hypothesis import strategies as st

from hygiene.errors import InputError
from hygiene.gates.files import Opener
from hygiene.sources.raw.condition import is_clean_csv
from hygiene.sources.reading import Reading

PIECES = ["a", "b", ",", '"', "\n", "\r\n", "\r", " ", '""', ',"x"', "\ufeff", "\u00e9"]
texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@st.composite
def files(draw):
    """Draw what a program wrote, sometimes with a slip in it."""
    names = "abc"[: draw(st.integers(1, 3))]
    file = io.StringIO()
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(file, lineterminator=ends)
    rows = st.lists(texts, min_size=len(names), max_size=len(names))
    writer.writerows([names, *draw(st.lists(rows, max_size=3))])
    text = file.getvalue()
    place = draw(st.integers(0, len(text)))
    slip = draw(st.one_of(st.just(""), st.just(""), st.sampled_from(PIECES)))
    return (text[:place] + slip + text[place:]).encode()


@settings(max_examples=100)
@given(content=files())
def test_a_clean_file_is_read_alike(content):
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.csv"
        path.write_bytes(content)
        try:
            is_clean = is_clean_csv(path, Reading())
        except InputError:
            return
        event(f"clean: {is_clean}")
        if not is_clean:
            return
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        _, *expected = blanks_as_null(csv.reader(text, strict=True))
        scanned = pl.scan_csv(path, infer_schema=False, glob=False).collect().rows()
        assert blanks_as_null(scanned) == expected
        with duckdb.connect() as database:
            scan = Opener(database, Path(name)).open(path)
            rows = database.sql(f"from {scan.sql}").fetchall()
        assert blanks_as_null(rows) == expected


def blanks_as_null(rows):
    return [[cell or None for cell in row] for row in rows]
