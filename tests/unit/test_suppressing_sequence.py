"""Files of changes in order: every gap, overlap and slip has its own sentence."""

import re

import pytest

from hygiene.errors import InputError
from hygiene.suppressing.sequence import Position, in_order, position_of

NUMBERED = re.compile(r"d-(?P<number>\d+)(-(?P<action>\w+))?\.csv")
DATED = re.compile(r"(?P<from>\d{4}-\d\d-\d\d)_(?P<to>\d{4}-\d\d-\d\d)")
HEAD = "The files of changes are not one unbroken sequence:"


def numbered(*names):
    return [position_of(name, NUMBERED, exclusive=False) for name in names]


def dated(*names, exclusive=False):
    return [position_of(name, DATED, exclusive=exclusive) for name in names]


def first_day(text):
    return dated(f"{text}_{text}")[0].first


def test_a_glob_is_put_in_order_by_number_not_by_name():
    given = numbered("d-10.csv", "d-8.csv", "d-9.csv")
    assert in_order(given, 7, is_listed=False) == [1, 2, 0]


def test_days_follow_each_other():
    given = dated("2026-11-01_2026-11-07", "2026-11-08_2026-11-08")
    after = first_day("2026-10-31")
    assert in_order(given, after, is_listed=True) == [0, 1]


def test_an_exclusive_end_is_the_next_first_day():
    given = dated("2026-11-01_2026-11-08", "2026-11-08_2026-11-09", exclusive=True)
    assert in_order(given, first_day("2026-10-31"), is_listed=True) == [0, 1]


def test_an_adding_and_a_removing_file_are_one_step():
    given = numbered("d-1-add.csv", "d-1-remove.csv", "d-2-add.csv")
    assert in_order(given, 0, is_listed=False) == [0, 1, 2]


@pytest.mark.parametrize(
    ("given", "after", "is_listed", "problems"),
    [
        (
            numbered("d-2.csv"),
            0,
            False,
            ["number 1 is missing before 'd-2.csv'; get that file first."],
        ),
        (
            numbered("d-1.csv", "d-5.csv"),
            0,
            False,
            ["number 2 to number 4 is missing before 'd-5.csv'; get that file first."],
        ),
        (
            numbered("d-1.csv", "d-01.csv"),
            0,
            False,
            ["'d-01.csv' covers what 'd-1.csv' holds already."],
        ),
        (
            numbered("d-1-add.csv", "d-1-add.csv"),
            0,
            False,
            ["'d-1-add.csv' covers what 'd-1-add.csv' holds already."],
        ),
        (
            numbered("d-41.csv"),
            41,
            False,
            ["'d-41.csv' covers number 41, which the full list holds already."],
        ),
        (
            numbered("d-2.csv", "d-1.csv"),
            0,
            True,
            ["'d-1.csv' is listed after 'd-2.csv', which it comes before."],
        ),
        (
            dated("2026-11-01_2026-11-07", "2026-11-07_2026-11-09"),
            first_day("2026-10-31"),
            False,
            [
                (
                    "'2026-11-07_2026-11-09' covers 2026-11-07, which "
                    "'2026-11-01_2026-11-07' holds already."
                )
            ],
        ),
        (
            dated("2026-11-01_2026-11-07", "2026-11-09_2026-11-09"),
            first_day("2026-10-31"),
            False,
            [
                (
                    "2026-11-08 is missing before '2026-11-09_2026-11-09'; "
                    "get that file first."
                )
            ],
        ),
    ],
)
def test_what_is_not_unbroken_is_said(given, after, is_listed, problems):
    with pytest.raises(InputError) as caught:
        in_order(given, after, is_listed=is_listed)
    assert str(caught.value) == "\n".join([HEAD, *(f"- {one}" for one in problems)])


@pytest.mark.parametrize(
    ("name", "pattern", "message"),
    [
        ("e-1.csv", NUMBERED, "'e-1.csv' does not have a name of the form in 'name'."),
        ("d-1-x.csv", NUMBERED, "'d-1-x.csv': its name must say 'add' or 'remove'."),
        (
            "2026-13-01_2026-11-01",
            DATED,
            "'2026-13-01_2026-11-01': its name holds no number or date there.",
        ),
        (
            "2026-11-02_2026-11-01",
            DATED,
            "'2026-11-02_2026-11-01' ends before it begins.",
        ),
    ],
)
def test_a_name_that_says_no_place_is_refused(name, pattern, message):
    with pytest.raises(InputError) as caught:
        position_of(name, pattern, exclusive=False)
    assert str(caught.value) == message


def test_without_a_beginning_nothing_before_the_first_is_known():
    assert in_order([Position("a", 9, 9)], None, is_listed=False) == [0]
