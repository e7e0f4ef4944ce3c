"""Merging suppressions: what collapses, what stays, and what is said of it."""

import polars as pl
import pytest

import hygiene as hy
from hygiene.errors import InputError, RejectedRowsError, StaleTableError
from tests.unit.world import HEAD, rows, suppression, written

TOML = (
    HEAD
    + """
[tables.audience]
path = "audience.csv"

[[tables.suppressions]]
path = "one.csv"

[[tables.suppressions]]
path = "two.csv"
"""
)


def given(folder, one, two, toml=TOML):
    """Write a campaign with two suppression files; return its path."""
    given = {"one_csv": one, "two_csv": two}
    empty = rows(suppression()).clear()
    files = {
        name: (rows(*records) if records else empty).write_csv()
        for name, records in given.items()
    }
    return written(folder, toml, audience_csv="email\n", **files)


def merged(folder, one, two, **more):
    return hy.merge_suppressions(given(folder, one, two), **more)


def columns(result, *names):
    return result.frame.select(names).collect().rows()


def test_an_exact_repeat_collapses_and_is_named(tmp_path):
    again = suppression(
        suppression_id="s2", value=" ann@example.com ", blocks="marketing"
    )
    result = merged(tmp_path, [suppression()], [again])
    assert columns(result, "suppression_id", "value", "repeats") == [
        ("s1", "ann@example.com", "s2")
    ]
    assert str(result) == (
        "1 suppression entries from 2 file(s) of 'june'; none of the 2 rows is lost.\n"
        "1 row(s) repeat another one exactly and collapsed."
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "ANN@example.com"},  # told apart where it is no email address
        {"match": "contact_id"},
        {"contact_id": "7"},
        {"reason": "objected"},
        {"channel": "email"},
        {"purpose": "marketing"},
        {"controller": "northpay"},
        {"blocks": "all"},
        {"effective_from": "2026-05-10"},
        {"effective_until": "2027-01-01"},
        {"recorded_at": "2026-05-11"},
    ],
)
def test_what_differs_in_any_way_that_matters_stays(tmp_path, changes):
    other = suppression(suppression_id="s2", **changes)
    result = merged(tmp_path, [suppression()], [other])
    assert columns(result, "suppression_id") == [("s1",), ("s2",)]


def test_a_date_stays_a_date_and_defaults_are_written_out(tmp_path):
    day = suppression(effective_from="2026-05-10", effective_until="2026-06-30")
    result = merged(tmp_path, [day], [suppression(suppression_id="s2")])
    written_out = result.frame.collect().row(0, named=True)
    assert written_out == {
        "suppression_id": "s1",
        "match": "address",
        "value": "ann@example.com",
        "contact_id": None,
        "reason": "unsubscribed",
        "channel": "*",
        "purpose": "*",
        "controller": "*",
        "blocks": "marketing",
        "effective_from": "2026-05-10",
        "effective_until": "2026-06-30T23:00:00.000000Z",
        "recorded_at": "2026-05-09T23:00:00.000000Z",
        "source": None,
        "timezone": "Europe/London",
        "repeats": None,
    }


def test_a_day_of_another_zone_becomes_the_days_that_it_touches(tmp_path):
    toml = TOML.replace('"two.csv"', '"two.csv"\ntimezone = "America/Chicago"')
    day = suppression(effective_from="2026-05-10")
    path = given(tmp_path, [suppression(suppression_id="s2")], [day], toml)
    result = hy.merge_suppressions(path)
    assert columns(result, "suppression_id", "effective_from") == [
        ("s1~2026-05-10", "2026-05-10"),
        ("s1~2026-05-11", "2026-05-11"),
        ("s2", "2026-05-10T10:00:00.000000Z"),
    ]
    assert " ".join(result.remarks()) == (
        "2 row(s) hold a day of another zone, written as the days of Europe/London "
        "that it touches: they begin up to a day earlier and ask for a consent up to a "
        "day later."
    )
    result.write(tmp_path / "merged.csv")


def test_what_only_the_previous_table_holds_stays(tmp_path):
    gone = suppression(suppression_id="s9", value="bob@example.com")
    before = merged(tmp_path, [suppression(), gone], [suppression(suppression_id="s2")])
    previous = before.write(tmp_path / "previous.parquet")
    today = [suppression()], [gone | {"value": "eve@example.com"}]
    result = merged(tmp_path, *today, previous=previous)
    ids = dict(columns(result, "value", "suppression_id"))
    assert ids["ann@example.com"] == "s1"
    assert ids["eve@example.com"] == "s9"
    # Its id is another entry's today, so that it stands under a mark of its content.
    assert ids["bob@example.com"].startswith("s9~")
    assert [*result.remarks()] == [
        "1 entry(ies) are in the previous table alone, not in today's files; they stay."
    ]
    result.write(previous)
    again = merged(tmp_path, *today, previous=previous)
    assert again.frame.collect().equals(result.frame.collect())


def test_a_previous_table_of_another_zone_is_refused(tmp_path):
    previous = merged(tmp_path, [suppression()], []).frame.with_columns(
        timezone=pl.lit("UTC")
    )
    with pytest.raises(InputError) as caught:
        merged(tmp_path, [suppression()], [], previous=previous)
    assert str(caught.value) == (
        "'suppressions (lazy query)' was merged in another time zone than the "
        "campaign's. Merge with the same 'timezone', or without it."
    )


def test_a_row_that_breaks_the_contract_stays_a_reject(tmp_path):
    path = given(tmp_path, [suppression(reason="unsubscribd")], [])
    with pytest.raises(RejectedRowsError) as caught:
        hy.merge_suppressions(path)
    assert caught.value.rejects.select("file", "row", "column").rows() == [
        ("one.csv", 1, "reason")
    ]


def test_a_stale_list_is_not_hidden_in_a_fresh_table(tmp_path):
    toml = TOML.replace('"two.csv"', '"two.csv"\nmax_age = "2d"')
    path = given(tmp_path, [suppression()], [suppression(suppression_id="s2")], toml)
    with pytest.raises(StaleTableError):
        hy.merge_suppressions(path)


def test_a_campaign_without_suppressions_is_refused(tmp_path):
    toml = TOML.partition("[[")[0]
    with pytest.raises(InputError) as caught:
        hy.merge_suppressions(given(tmp_path, [], [], toml))
    assert str(caught.value) == (
        "The campaign names no suppressions; there is nothing to merge."
    )


def test_the_entry_says_what_a_campaign_must_know(tmp_path):
    toml = TOML.replace(
        '"two.csv"',
        '"two.csv"\nas_at = 2026-06-01T08:00:00Z\nmax_age = "2d"\n'
        "allow_public_domains = true",
    )
    public = suppression(suppression_id="s2", match="domain", value="@GMail.com")
    result = hy.merge_suppressions(given(tmp_path, [suppression()], [public], toml))
    path = result.write(tmp_path / "all.csv")
    assert result.entry(path) == (
        "[[tables.suppressions]]\n"
        'path = "all.csv"\n'
        'timezone = "Europe/London"\n'
        "as_at = 2026-06-01T08:00:00Z\n"
        "allow_public_domains = true"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("all.txt", "'all.txt' must end in .csv or .parquet."),
        ("one.csv", "'one.csv' is one of the files that are read; give another --out."),
        (
            "audience.csv",
            (
                "The file 'audience.csv' is not one that a merge wrote; "
                "give another --out."
            ),
        ),
    ],
)
def test_a_file_that_is_not_a_merged_table_is_not_replaced(tmp_path, name, message):
    result = merged(tmp_path, [suppression()], [])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError) as caught:
        result.write(tmp_path / name)
    assert str(caught.value) == message
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_rows_in_any_order_give_the_same_bytes(tmp_path):
    records = [
        suppression(suppression_id=f"s{n}", value=f"a{n % 5}@example.com")
        for n in range(20)
    ]
    files = []
    for number, order in enumerate((records, records[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        half = len(order) // 2
        path = merged(folder, order[:half], order[half:]).write(folder / "all.parquet")
        files.append(path.read_bytes())
    assert files[0] == files[1]


def test_a_notebook_counts_and_names_nobody(tmp_path):
    page = merged(tmp_path, [suppression()], [])._repr_html_()
    assert "unsubscribed" in page
    assert "ann" not in page
