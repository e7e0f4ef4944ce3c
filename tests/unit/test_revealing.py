"""Revealing: only within the block, only what is displayed, and never in a file."""

import threading

import pytest

import hygiene as hy
from hygiene.display.cells import Personal
from hygiene.display.page import Display, Table
from hygiene.pages import render_page
from hygiene.revealing import NOTICE, is_revealed
from tests.unit.world import HEAD, event, rows, suppression, written

SECRETS = ("ann@", "anne@", "bob@")
TABLES = """
[tables.audience]
path = "audience.csv"

[tables.consents]
path = "consents.csv"

[tables.suppressions]
path = "suppressions.csv"
"""


@pytest.fixture(scope="module")
def screening(tmp_path_factory):
    """Ann is kept, though Anne unsubscribed; Bob is unknown."""
    path = written(
        tmp_path_factory.mktemp("revealing"),
        HEAD + TABLES,
        audience_csv="contact_id,email\n7,ann@example.com\n8,bob@example.com\n",
        consents_csv=rows(event()).write_csv(),
        suppressions_csv=rows(suppression(value="anne@example.com")).write_csv(),
    )
    with hy.screen(path) as made:
        yield made


def shows(text):
    return [secret for secret in SECRETS if secret in text]


def test_a_screening_shows_addresses_in_the_block_alone(screening):
    assert shows(screening._repr_html_()) == []
    with hy.reveal():
        assert shows(screening._repr_html_()) == ["ann@", "bob@"]
        assert shows(repr(screening)) == ["ann@", "bob@"]
    assert shows(screening._repr_html_() + repr(screening)) == []


def test_near_misses_show_both_addresses(screening):
    found = screening.near_misses()
    with hy.reveal():
        assert shows(found._repr_html_()) == ["ann@", "anne@"]
    assert shows(found._repr_html_()) == []


def test_what_is_shown_says_so(screening):
    assert NOTICE not in screening._repr_html_()
    with hy.reveal():
        assert NOTICE in screening._repr_html_()
        assert repr(screening).splitlines()[0] == f"! {NOTICE}"
        # Nobody is named here.
        assert NOTICE not in screening.what_if(without="unknown_origin")._repr_html_()


def test_an_error_ends_it():
    with pytest.raises(ZeroDivisionError), hy.reveal():
        raise ZeroDivisionError
    assert not is_revealed()


def test_blocks_within_blocks_end_one_by_one():
    again = hy.reveal()
    with again:
        with again, hy.reveal():
            assert is_revealed()
        assert is_revealed()
    assert not is_revealed()


def test_without_a_block_nothing_is_revealed(screening):
    asked = hy.reveal()
    assert repr(asked).startswith("Nothing is revealed")
    assert not is_revealed()
    assert shows(screening._repr_html_()) == []


def test_another_thread_reveals_nothing():
    seen = []
    with hy.reveal():
        thread = threading.Thread(target=lambda: seen.append(is_revealed()))
        thread.start()
        thread.join()
    assert seen == [False]


def test_an_address_is_not_shown_by_formatting_it():
    with hy.reveal():
        made = f"{Personal('ann@example.com')} {Personal('ann@example.com')!r}"
    assert made == "a•••@e•••.com Personal()"


def test_only_personal_cells_are_revealed():
    table = Table("ann@example.com", ["x"], [["ask ann@example.com"]])
    with hy.reveal():
        assert shows(Display("ann@example.com", tables=[table]).html()) == []


def test_findings_ask_for_addresses_themselves(screening, tmp_path):
    with hy.reveal():
        path = screening.near_misses().write(tmp_path / "near.csv")
    assert "unsubscribed" in path.read_text("utf-8")
    assert shows(path.read_text("utf-8")) == []


def test_a_page_is_a_file_and_reveals_nothing():
    with hy.reveal():
        page = render_page(
            "gate_suite.html.j2",
            [],
            name=Personal("ann@example.com"),
            pages={},
            this_page="",
            body="",
        )
    assert "a•••@e•••.com" in page
    assert shows(page) == []
