"""Revealing: only within the block, only what is displayed, and never in a file."""

import asyncio
import contextvars
import threading
from contextlib import ExitStack

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
        assert NOTICE not in screening.what_if(without="unsubscribed")._repr_html_()


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


def test_a_task_that_was_started_in_it_reveals_nothing():
    """Neither after the block nor while it waits in it, but the block itself does."""
    seen = []

    async def task():
        seen.append(is_revealed())
        await asyncio.sleep(0)
        seen.append(is_revealed())

    async def called():
        await asyncio.sleep(0)
        return is_revealed()

    async def main():
        with hy.reveal():
            started = asyncio.create_task(task())
            assert await called()
        await started
        assert not is_revealed()

    asyncio.run(main())
    assert seen == [False, False]


def test_a_thread_with_the_context_of_the_block_reveals_nothing():
    async def main():
        with hy.reveal():
            return await asyncio.to_thread(is_revealed)

    assert asyncio.run(main()) is False


def test_a_generator_with_a_block_reveals_nothing_to_its_caller():
    def generator():
        with hy.reveal():
            yield is_revealed()
            yield is_revealed()
        yield is_revealed()

    made = generator()
    seen = [(shown, is_revealed()) for shown in made]
    assert seen == [(True, False), (True, False), (False, False)]


def test_a_generator_that_ends_out_of_turn_changes_no_other_block():
    def generator():
        with hy.reveal():
            yield

    made = generator()
    next(made)
    with hy.reveal():
        made.close()
        assert is_revealed()
    assert not is_revealed()


def test_a_copied_context_reveals_nothing_after_the_block():
    with hy.reveal():
        copied = contextvars.copy_context()
        assert copied.run(is_revealed)
    assert copied.run(is_revealed) is False


def test_a_block_may_end_in_another_context():
    asked = hy.reveal()
    copied = contextvars.copy_context()
    copied.run(asked.__enter__)
    asked.__exit__(None, None, None)
    assert copied.run(is_revealed) is False
    assert not is_revealed()


def test_what_was_opened_and_is_not_a_block_reveals_nothing():
    with ExitStack() as stack:
        stack.enter_context(hy.reveal())
        assert not is_revealed()
