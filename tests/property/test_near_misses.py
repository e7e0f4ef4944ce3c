"""Neighbours are exactly the texts one edit apart, and near misses decide nothing."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.suppressing.neighbours import one_edit_apart
from tests.oracle import decide
from tests.property.comparing import screen
from tests.strategies import worlds

LETTERS = st.text("ab1é", max_size=5)
LISTS = st.lists(st.tuples(st.sampled_from("xy"), LETTERS), max_size=12, unique=True)


def edits(text):
    """Return every text that one edit of a character makes of a text."""
    signs, places = "ab1é", range(len(text) + 1)
    for at in places:
        yield from (text[:at] + sign + text[at:] for sign in signs)
        if at < len(text):
            yield text[:at] + text[at + 1 :]
            yield from (text[:at] + sign + text[at + 1 :] for sign in signs)
        if at + 1 < len(text):
            yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]


@settings(max_examples=60)
@given(ours=LISTS, theirs=LISTS)
def test_neighbours_are_the_texts_that_one_edit_makes(ours, theirs):
    schema = {"domain": pl.String, "text": pl.String}
    one, two = (pl.LazyFrame(s, schema, orient="row") for s in (ours, theirs))
    found = one_edit_apart(one, two, ("domain",)).collect()
    expected = {
        (domain, text, other)
        for domain, text in ours
        for there, other in theirs
        if domain == there and other != text and other in set(edits(text))
    }
    rows = found.select("domain", "text", "other").rows()
    assert set(rows) == expected
    assert len(rows) == len(expected)


@settings(max_examples=5)
@given(world=worlds())
def test_a_near_miss_is_kept_and_its_record_does_not_stand_against_it(world):
    with screen(world, "streaming") as screening:
        before = screening.decisions.collect()
        lines = screening.near_misses().lines
        assert screening.decisions.collect().equals(before)
    decided = decide(world)
    records = {
        table: {row[key] for row in world.tables.get(table, ())}
        for table, key in (("suppressions", "suppression_id"), ("consents", "event_id"))
    }
    for line in lines.to_dicts():
        decision = decided[line["row"]]
        assert decision["decision"] == "keep"
        assert decision["blocked_by"] == []
        assert line["record"] in records[line["record_table"]]
