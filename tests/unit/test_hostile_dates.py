"""Dates as systems write them: declared and read right, or refused; never guessed."""

from datetime import UTC, datetime

import pytest

import hygiene as hy
from tests.unit.world import ANN, HEAD, written

REFUSED = (
    "The suppressions table has 1 row(s) that break its contract (see `hygiene tables "
    "suppressions`); nothing was screened.\n"
    "- s.csv: 'effective_from' is not an ISO 8601 time, or does not exist in its zone "
    "(clock change); where a file writes times otherwise, say how, e.g. dates = "
    '"day_first" (1 row(s), first at row 1)'
)


def screened(folder, text, dates):
    """Screen one address that a suppression of this time names."""
    style = f'dates = "{dates}"\n' if dates else ""
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\n'
        f'[tables.suppressions]\npath = "s.csv"\n{style}'
    )
    rows = f'suppression_id,value,reason,effective_from\ns1,{ANN},objected,"{text}"\n'
    path = written(folder, toml, a_csv=f"email\n{ANN}\n", s_csv=rows)
    screening = hy.screen(path, as_of=datetime(2026, 11, 24, 9, tzinfo=UTC))
    return screening.decisions.collect()["blocked_by"].to_list()[0]


# The campaign speaks for 24 November 2026: a suppression of a later time is not active.
@pytest.mark.parametrize(
    ("dates", "text", "active"),
    [
        ("day_first", "03/12/2026", False),
        ("month_first", "03/12/2026", True),
        ("day_first", "24/11/2026 08:59", True),
        ("day_first", "24.11.2026 9:01:00 AM", False),
        ("day_first", "2026-11-24", True),
        ("month_first", "11-24-2026 12:30 AM", True),
        ("unix", "1795510799", True),
        ("unix", "1795510801.5", False),
        ("unix_ms", "1795510799000", True),
        ("excel", "46350", True),
        ("excel", "46350.5", False),
        ("compact", "20261124T085900", True),
        ("email", "Tue, 24 Nov 2026 10:59:00 +0200", True),
        (None, "\u00a02026-11-24T08:59:00Z", True),
    ],
)
def test_a_declared_style_is_read(tmp_path, dates, text, active):
    assert screened(tmp_path, text, dates) == (["s1"] if active else [])


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        (None, "03/04/2026"),
        (None, "24.11.2026"),
        (None, "1795510799"),
        (None, "46350"),
        (None, "Tue, 24 Nov 2026 10:59:00 +0200"),
        (None, "2026-11-24 09:00:00 UTC"),
        (None, "24 November 2026"),
        ("day_first", "11/24/2026"),
        ("month_first", "24/11/2026"),
        ("day_first", "24/11/26"),
        ("day_first", "24/11-2026"),
        ("day_first", "1795510799"),
        ("unix", "1795510799000"),
        ("unix_ms", "1795510799"),
        ("unix", "1,795,510,799"),
        ("unix", "0"),
        ("excel", "120000"),
        ("excel", "nan"),
        ("compact", "2026112T085900"),
        ("compact", "20261124T085960"),
        ("email", "yesterday"),
    ],
)
def test_what_the_style_does_not_know_is_refused(tmp_path, dates, text):
    """The sentence says how a style is declared."""
    with pytest.raises(hy.InputError) as raised:
        screened(tmp_path, text, dates)
    assert str(raised.value) == REFUSED
