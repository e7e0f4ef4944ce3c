"""Failures: what the toolkit refuses becomes a message and an exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import click

from hygiene.errors import (
    HygieneError,
    MissingExtraError,
    RejectedRowsError,
    StaleTableError,
)

_PACKAGES = {
    "gates": ("great_expectations", "duckdb", "sqlalchemy"),
    "charts": ("matplotlib",),
}


class Failure(click.ClickException):
    """A refusal with the exit code of the contract: 2 for input, 3 for a gate."""

    def __init__(self, error: HygieneError, more: str = "") -> None:
        """Take over the error's message and code."""
        super().__init__(f"{error}{more}")
        self.exit_code = error.exit_code  # type: ignore[misc]


@contextmanager
def refusals(folder: Path | None = None) -> Iterator[None]:
    """Turn the toolkit's errors into messages; anything else is a bug and a traceback.

    Args:
        folder: Where a rejects file, or the record of a stale table, is written.
    """
    try:
        yield
    except RejectedRowsError as error:
        raise Failure(error, _rejects(error, folder)) from None
    except StaleTableError as error:
        raise Failure(error, _refusal(error, folder)) from None
    except HygieneError as error:
        raise Failure(error) from None


def require_extras(what: str, extras: Iterable[str]) -> None:
    """Refuse before the work starts when what it needs is not installed.

    Args:
        what: The work, for the message.
        extras: The extras of the distribution that it needs.

    Raises:
        MissingExtraError: A package is missing.
    """
    for extra in extras:
        if any(find_spec(package) is None for package in _PACKAGES[extra]):
            raise MissingExtraError(what, extra)


def _rejects(error: RejectedRowsError, folder: Path | None) -> str:
    """Write the rejects file; return the sentence that says where it is."""
    if folder is None:
        return ""
    from hygiene.release import write_rejects

    try:
        path = write_rejects(error, folder)
    except HygieneError as failure:
        return f"\nThe rejects file could not be written: {failure}"
    return f"\nEvery one of them is listed in {path.parent.name}/{path.name}."


def _refusal(error: StaleTableError, folder: Path | None) -> str:
    """Write why nothing was screened; return what went wrong with that, if anything."""
    if folder is None:
        return ""
    from hygiene.release import write_refusal

    try:
        write_refusal(error, folder)
    except HygieneError as failure:
        return f"\nThe refusal could not be recorded: {failure}"
    return ""
