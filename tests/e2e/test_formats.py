"""One small campaign in every format: the same decisions, the same rows back."""

import csv
from itertools import product

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hygiene as hy
from tests.e2e.world import (
    CAMPAIGN,
    FORMATS,
    audience,
    decided,
    put,
    tables,
    typed_audience,
)


class ArrowStream:
    """A table that offers the Arrow C stream interface and nothing else."""

    def __init__(self, frame):
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema=None):
        return self._frame.__arrow_c_stream__(requested_schema)


def pandas_of(frame):
    return pytest.importorskip("pandas").DataFrame(frame.to_dict(as_series=False))


HANDED_IN = {
    "eager": lambda frame: frame,
    "lazy": pl.DataFrame.lazy,
    "pyarrow": pl.DataFrame.to_arrow,
    "pandas": pandas_of,
    "stream": ArrowStream,
    "list": lambda frame: [frame.head(5), frame.slice(5)],
}


def screen(rows, **evidence):
    return hy.screen(campaign=CAMPAIGN, audience=rows, **(tables() | evidence))


@pytest.fixture(scope="module")
def expected():
    return decided(screen(audience()))


def test_the_world_keeps_and_removes(expected):
    """The small campaign has rows of either kind, for at least eight reasons."""
    assert {row[2] for row in expected} == {"keep", "remove"}
    assert len({row[3] for row in expected}) >= 8


@pytest.mark.parametrize("form", FORMATS)
def test_an_audience_file_of_any_format_is_decided_alike(tmp_path, form, expected):
    """CSV, Parquet, NDJSON and Arrow hold the same people."""
    path = put(audience(), tmp_path, "audience", form)
    assert decided(screen(path)) == expected


@pytest.mark.parametrize(("table", "form"), [*product(tables(), FORMATS)])
def test_an_evidence_file_of_any_format_says_the_same(tmp_path, table, form, expected):
    """Which format a table comes in changes no decision."""
    path = put(tables()[table], tmp_path, table, form)
    assert decided(screen(audience(), **{table: path})) == expected


@pytest.mark.parametrize("way", HANDED_IN)
def test_tables_in_memory_are_decided_alike(way, expected):
    """Frames of any library are read as files are."""
    give = HANDED_IN[way]
    given = {name: give(frame) for name, frame in tables().items()}
    assert decided(screen(give(audience()), **given)) == expected


def test_a_typed_date_column_means_what_its_text_means(expected):
    """Date and Datetime columns, naive or zoned, are read as their ISO spelling is."""
    stamps = pl.col("occurred_at").str.to_datetime("%+", time_zone="UTC")
    given = {
        "consents": tables()["consents"].with_columns(
            stamps.dt.convert_time_zone("Asia/Tokyo").cast(
                pl.Datetime("ns", "Asia/Tokyo")
            )
        ),
        "suppressions": tables()["suppressions"].with_columns(
            pl.col("effective_from").str.to_date()
        ),
    }
    assert decided(screen(audience(), **given)) == expected


@pytest.mark.parametrize("engine", ["streaming", "in-memory"])
@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_kept_and_removed_rows_are_as_given(tmp_path, form, engine):
    """Columns, types, values and order of odd columns survive, on either engine."""
    given = typed_audience()
    screening = hy.screen(
        campaign=CAMPAIGN,
        audience=put(given, tmp_path, "audience", form),
        **tables(),
        engine=engine,
    )
    keep = screening.decisions.collect()["decision"] == "keep"
    assert_frame_equal(screening.kept.collect(engine=engine), given.filter(keep))
    removed = screening.removed.collect(engine=engine)
    assert removed.columns == [*given.columns, "reason", "reasons", "explanation"]
    assert_frame_equal(removed.select(given.columns), given.filter(~keep))


@pytest.mark.parametrize("way", HANDED_IN)
def test_kept_rows_of_tables_in_memory_are_as_given(way):
    """A frame comes back as it was handed in, in its order."""
    given = audience()
    screening = screen(HANDED_IN[way](given))
    keep = screening.decisions.collect()["decision"] == "keep"
    assert_frame_equal(screening.kept.collect(), given.filter(keep))


def test_csv_cells_come_back_as_they_were(tmp_path):
    """Quotes, commas, newlines, padding, zeros and empty cells are unchanged."""
    path = put(audience(), tmp_path, "audience", "csv")
    screening = screen(path)
    screening.kept.sink_csv(tmp_path / "kept.csv")
    keep = screening.decisions.collect()["decision"].to_list()
    header, *rows = cells(path)
    kept = [row for row, said in zip(rows, keep, strict=True) if said == "keep"]
    assert cells(tmp_path / "kept.csv") == [header, *kept]


def cells(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.reader(file)]


def test_an_empty_cell_and_a_quoted_empty_cell_stay_apart(tmp_path):
    """A CSV that tells null from empty text still does so afterwards."""
    path = tmp_path / "audience.csv"
    text = 'email,source,a,b\nann@example.com,web,,""\n'
    path.write_text(text, "utf-8")
    screen(path).kept.sink_csv(tmp_path / "kept.csv")
    assert (tmp_path / "kept.csv").read_text("utf-8") == text


def test_a_byte_order_mark_and_crlf_are_read(tmp_path, expected):
    """What a spreadsheet saves is read like any other CSV."""
    text = audience().write_csv(line_terminator="\r\n")
    path = tmp_path / "audience.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert decided(screen(path)) == expected


@pytest.mark.parametrize("form", FORMATS)
def test_an_audience_may_be_split_over_files(tmp_path, form, expected):
    """A list of files and a glob are one audience, in the order of list or name."""
    whole = audience()
    parts = [
        put(part, tmp_path, f"part-{number}", form)
        for number, part in enumerate([whole.head(9), whole.slice(9)])
    ]
    assert decided(screen(parts)) == expected
    assert decided(screen(tmp_path / f"part-*.{form}")) == expected
    screening = screen([str(path) for path in parts])
    keep = screening.decisions.collect()["decision"] == "keep"
    assert_frame_equal(screening.kept.collect(), whole.filter(keep))


def test_evidence_may_be_split_over_files(tmp_path, expected):
    """A prohibition counts whichever file of a glob holds it."""
    whole = tables()["suppressions"]
    for number in range(whole.height):
        put(whole.slice(number, 1), tmp_path, f"opt-out-{number}", "csv")
    split = screen(audience(), suppressions=tmp_path / "opt-out-*.csv")
    assert decided(split) == expected


def test_files_with_other_columns_are_no_one_audience(tmp_path):
    """Parts that differ in their columns are refused, not padded."""
    parts = [
        put(audience(), tmp_path, "a", "csv"),
        put(audience().drop("note"), tmp_path, "b", "csv"),
    ]
    with pytest.raises(hy.InputError, match="differ in their columns"):
        screen(parts)


@pytest.mark.parametrize("form", ["csv", "parquet", "arrow"])
def test_a_name_with_brackets_is_the_file_itself(tmp_path, form):
    """`a[1].csv` beside `a1.csv` is not taken for a glob that means the other."""
    path = put(audience().head(1), tmp_path, "a[1]", form)
    put(audience().slice(8, 1), tmp_path, "a1", form)
    rows = screen(path).decisions.collect()
    assert rows["contact_id"].to_list() == ["001"]


def test_a_chained_call_can_be_collected():
    """The decisions outlive the screening that nobody holds."""
    assert screen(audience()).decisions.collect().height == audience().height


def test_an_audience_of_no_rows_is_screened(tmp_path):
    """A header alone is an empty audience, not an error."""
    path = put(audience().clear(), tmp_path, "audience", "csv")
    screening = screen(path)
    assert screening.kept.collect().height == 0
    assert screening.summary()["counts"]["audience"] == 0
