"""The overview of a screening: numbers that add up, and masked examples."""

import re

import pytest

import hygiene as hy
from hygiene.overview import MOST_REASONS
from tests.unit.world import ANN, BOB, campaign, event, people, rows, suppression


@pytest.fixture(scope="module")
def sample():
    """Screen the sample campaign: more reasons than have lines of their own."""
    with hy.screen(hy.sample_campaign()) as made:
        yield made


def cells(page):
    """Return the tables of a page: the texts of each of their lines."""
    return [
        [
            re.sub(r"<[^>]+>", " ", line).split()
            for line in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)[1:]
        ]
        for table in re.findall(r"<table.*?</table>", page, re.DOTALL)
    ]


def made(*, audience=None):
    """Return a screening: Ann unsubscribed, Bob consented, two are unknown."""
    emails = [ANN, "cara@example.net", BOB, "dora@example.org", None]
    return hy.screen(
        campaign=campaign(),
        audience=people(*emails) if audience is None else audience,
        consents=rows(event(address=BOB)),
        suppressions=rows(suppression()),
    )


def test_a_terminal_shows_the_whole_in_a_few_lines():
    with made() as screening:
        assert repr(screening).splitlines() == [
            "Screening of 'june'",
            "marketing.news by email from northpay, as of 2026-06-01 09:00 UTC",
            "5 audience = 1 kept + 4 removed",
            "Removed, by primary reason",
            (
                "  unknown_origin   2  40.0%  No record says where this contact came "
                "from.         c•••@e•••.net"
            ),
            "  address_missing  1  20.0%  There is no address for this channel.",
            (
                "  unsubscribed     1  20.0%  The person unsubscribed and has not "
                "consented anew.  a•••@e•••.com"
            ),
            "Kept, by ground",
            "  consent  1  20.0%  b•••@e•••.com",
        ]


def test_a_notebook_shows_numbers_that_add_up(sample):
    page, counts = sample._repr_html_(), sample.summary()["counts"]
    figures = [int(n.replace(",", "")) for n in re.findall(r"<b>([\d,]+)</b>", page)]
    assert figures == [counts["audience"], counts["kept"], counts["removed"]]
    removed, kept = (
        [int(line[1].replace(",", "")) for line in table] for table in cells(page)
    )
    assert sum(removed) == counts["removed"]
    assert sum(kept) == counts["kept"]


def test_rare_reasons_share_a_line(sample):
    (removed, _), by_reason = cells(sample._repr_html_()), sample.summary()["counts"]
    rest = sorted(by_reason["by_reason"].values(), reverse=True)[MOST_REASONS:]
    assert len(removed) == MOST_REASONS + 1
    assert removed[-1][:5] == ["(others)", f"{sum(rest)}", "8.4%", "19", "rarer"]


def test_every_example_is_masked_and_what_to_do_is_said(sample):
    page = sample._repr_html_()
    assert re.findall(r"\w@", page) == []
    assert page.count("•••@") == MOST_REASONS + 3
    assert "screening.explore()" in page


def test_it_is_shown_after_the_screening_was_closed():
    with made() as screening:
        first = screening._repr_html_()
    assert screening._repr_html_() == first


def test_nobody_at_all_can_be_shown():
    audience = people(ANN).clear()
    with made(audience=audience) as screening:
        assert "0 audience = 0 kept + 0 removed" in repr(screening)
        assert "<table" not in screening._repr_html_()


def test_what_if_shows_both_sides_and_who_would_change():
    with made() as screening:
        page = screening.what_if(without="unknown_origin")._repr_html_()
    figures = [int(n) for n in re.findall(r"<b>(\d+)</b>", page)]
    assert figures == [5, 1, 4, 5, 3, 2]
    assert cells(page) == [[["unknown_origin", "kept", "2", "100%"]]]
    assert "Nothing was released" in page
