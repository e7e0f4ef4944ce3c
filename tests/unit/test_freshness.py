"""Freshness: a table that is too old stops the run."""

import pytest

import hygiene as hy
from hygiene.errors import StaleTableError
from tests.unit.world import ANN, HEAD, rows, send, suppression, written

NOW = "2026-06-01 09:00 UTC"


def screened(folder, table, records, entry, audience=""):
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\n{audience}\n'
        f'[tables.{table}]\npath = "t.csv"\n{entry}\n'
    )
    content = rows(*records).write_csv()
    return hy.screen(written(folder, toml, a_csv=f"email\n{ANN}\n", t_csv=content))


def refused(*arguments, **keywords):
    with pytest.raises(StaleTableError) as raised:
        screened(*arguments, **keywords)
    return str(raised.value)


@pytest.mark.parametrize(
    ("table", "record"),
    [
        ("suppressions", suppression(effective_from="2026-05-31T09:00:00Z")),
        (
            "suppressions",
            suppression(effective_from="2020-01-01", recorded_at="2026-05-31"),
        ),
        ("sends", send(sent_at="2026-05-31T09:00:00Z")),
    ],
)
def test_the_newest_record_says_how_old_a_table_is(table, record, tmp_path):
    """A record at the limit is fresh enough."""
    screened(tmp_path, table, [record], 'max_age = "24h"')


def test_a_stale_table(tmp_path):
    """The message says when it was taken and what is allowed."""
    record = suppression(effective_from="2026-05-31T08:59:59Z")
    assert refused(tmp_path, "suppressions", [record], 'max_age = "24h"') == (
        f"The suppressions table 't.csv' was taken at 2026-05-31 08:59 UTC; at {NOW} "
        "it may be 24h old.\nNothing was screened. Fetch them again and run it anew."
    )


def test_as_at_wins_over_the_records(tmp_path):
    """When the file was taken is known better by who took it."""
    old = suppression(effective_from="2020-01-01")
    entry = 'max_age = "24h"\nas_at = 2026-05-31T10:00:00+01:00'
    screened(tmp_path, "suppressions", [old], entry)
    fresh = suppression(effective_from="2026-06-01T08:00:00Z")
    entry = 'max_age = "24h"\nas_at = 2026-05-30T10:00:00Z'
    assert "2026-05-30 10:00 UTC" in refused(tmp_path, "suppressions", [fresh], entry)


def test_a_record_of_the_future_freshens_nothing(tmp_path):
    """A mistyped date cannot make a stale list look fresh."""
    records = [
        suppression(effective_from="2026-01-01T00:00:00Z"),
        suppression(suppression_id="s2", effective_from="2062-01-01T00:00:00Z"),
    ]
    said = refused(tmp_path, "suppressions", records, 'max_age = "24h"')
    assert "2026-01-01 00:00 UTC" in said


@pytest.mark.parametrize("table", ["suppressions", "wordings"])
def test_a_table_of_unknown_age_is_stale(table, tmp_path):
    """Nothing that says when it was taken is not fresh."""
    record = {"suppressions": suppression(), "wordings": {"wording": "v1"}}[table]
    content = (
        [record]
        if table == "wordings"
        else [{**record, "effective_from": "2062-01-01"}]
    )
    said = refused(tmp_path, table, content, 'max_age = "9y"')
    assert said.startswith(f"The {table} table 't.csv' was taken at an unknown time; ")


def test_each_entry_has_an_age_of_its_own(tmp_path):
    """A fresh file does not freshen the other entry of its table."""
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\nmax_age = "1d"\n'
        '[[tables.suppressions]]\npath = "f.csv"\nmax_age = "1d"\n'
        '[[tables.suppressions]]\npath = "o.csv"\nmax_age = "1d"\n'
        '[[tables.suppressions]]\npath = "u.csv"\n'
    )
    files = {
        f"{name}_csv": rows(
            suppression(suppression_id=name, effective_from=at)
        ).write_csv()
        for name, at in (("f", "2026-06-01"), ("o", "2026-05-01"), ("u", "2020-01-01"))
    }
    # A date of today ends after `as_of`; the day before is the newest that is known.
    files["f_csv"] = files["f_csv"].replace("2026-06-01", "2026-06-01T08:00:00Z")
    with pytest.raises(StaleTableError) as raised:
        hy.screen(written(tmp_path, toml, a_csv=f"email\n{ANN}\n", **files))
    audience, old, end = str(raised.value).split("\n")
    assert audience.startswith(
        "The audience table 'a.csv' was taken at an unknown time;"
    )
    assert old.startswith("The suppressions table 'o.csv' was taken at 2026-05-01")
    assert end == "Nothing was screened. Fetch them again and run it anew."
