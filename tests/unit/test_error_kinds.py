"""Kinds of errors, their exit codes, and what is suggested."""

import pytest

import hygiene as hy
from hygiene.errors import (
    HygieneError,
    InputError,
    MissingBrowserError,
    RejectedRowsError,
    listed,
    nearest,
    nearest_column,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HygieneError, 2),
        (InputError, 2),
        (RejectedRowsError, 2),
        (hy.MissingExtraError, 2),
        (MissingBrowserError, 2),
        (hy.GateError, 3),
        (hy.StaleTableError, 3),
    ],
)
def test_exit_codes(error, code):
    """Every error of ours has one base and a code that a scheduler can trust."""
    assert issubclass(error, HygieneError)
    assert error.exit_code == code


def test_an_extra_that_is_not_installed():
    """The command that installs it is part of the message."""
    assert str(hy.MissingExtraError("Drawing a chart", "charts")) == (
        "Drawing a chart needs packages that are not installed.\n"
        'Install them with: pip install "audience-hygiene[charts]"'
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("contactid", " Did you mean 'contact_id'?"),
        (" CONTACT_ID ", " Did you mean 'contact_id'?"),
        ("Mail", " Did you mean 'email'?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_nearest(name, hint):
    """The known name that was surely meant, or nothing."""
    assert nearest(name, ["contact_id", "email"]) == hint


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        (["E-Mail Address", "country"], " Did you mean 'E-Mail Address'?"),
        (["E-Mail Address", "x"], ""),
        (["email_smith", "GB"], ""),
        (["email_smith", "email"], " Did you mean 'email'?"),
        (["E-Mail", "x"], " Did you mean 'E-Mail'?"),
        (["emial", "country"], ""),
        (["emails", "Country"], " Did you mean 'emails'?"),
        (["my.email@example.org", "country"], ""),
        (["email 07700900123", "country"], ""),
        ([], ""),
    ],
)
def test_nearest_column(given, hint):
    """Only a column that is surely one, and looks like a name, is suggested.

    A file without a header has a person's data there, and none of the table's columns.
    """
    assert nearest_column("email", given, ["email", "country"]) == hint


def test_listed():
    """Names are quoted, in their order."""
    assert listed(["b", "a"]) == "'b', 'a'"
    assert listed([]) == ""
