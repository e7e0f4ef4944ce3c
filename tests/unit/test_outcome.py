"""The outcome: the audience as given, parted in two."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.unit.world import ANN, BOB, ENGINES, event, people, rows, screen, suppression


@pytest.mark.parametrize("engine", ENGINES)
def test_every_row_is_in_one_half_as_given(engine):
    """Own columns, values, types and order stay; only the removed file adds columns."""
    audience = people(
        " ANN@example.com ",
        None,
        BOB,
        "x",
        decision=["a", "b", None, ""],
        n=[1, 2, 3, 4],
    )
    tables = {
        "consents": rows(event(), event(event_id="e2", address=BOB)),
        "suppressions": rows(suppression(value="x@example.net")),
    }
    made = screen(audience, tables=tables, engine=engine)
    assert_frame_equal(made.kept.collect(), audience[[0, 2]])
    removed = made.removed.collect()
    assert_frame_equal(
        removed.drop("reason", "reasons", "explanation"), audience[[1, 3]]
    )
    assert removed.columns == [*audience.columns, "reason", "reasons", "explanation"]
    assert removed["reason"].to_list() == ["address_missing", "address_invalid"]
    assert removed["explanation"][0] == "There is no address for this channel."


def test_mapped_columns_keep_their_own_names(tmp_path):
    """What is read under a canonical name is written under its own."""
    (tmp_path / "a.csv").write_text(f"email;x,email\n{ANN},{BOB}\n", encoding="utf-8")
    made = screen(tmp_path / "a.csv")
    assert made.removed.collect().columns[:2] == ["email;x", "email"]


def test_a_lazy_query_is_run_once():
    """A query that answers in another order each time has one answer here."""
    asked = []

    def read(frame):
        asked.append(frame.height)
        return frame

    query = people(ANN, BOB).lazy().map_batches(read)
    made = screen(query, tables={"consents": rows(event())})
    assert made.kept.collect()["email"].to_list() == [ANN]
    assert made.removed.collect()["email"].to_list() == [BOB]
    assert len(asked) == 1


def test_an_empty_audience_has_two_empty_halves():
    """Nobody in, nobody out, the columns as they were."""
    made = screen(pl.DataFrame(schema={"email": pl.String, "n": pl.Int8}))
    assert made.kept.collect().schema == {"email": pl.String, "n": pl.Int8}
    assert made.removed.collect().height == 0
