"""Every error of the toolkit and its wording: what, where, and how to put it right.

No message holds a personal value: a cell of a file is never quoted, for a mis-mapped
column could hold addresses; what is suggested instead is a known code.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_SURE = 0.85
_NAME = re.compile(r"[A-Za-z][A-Za-z _-]{0,40}")


class HygieneError(Exception):
    """The base of every error that the toolkit raises on purpose."""

    exit_code = 2


class InputError(HygieneError):
    """A call, a campaign file or a table cannot be used; nothing was screened.

    Attributes:
        problems: Every single thing that is wrong, one sentence each.
    """

    def __init__(self, what: str, problems: Iterable[str] = ()) -> None:
        """Join the headline and the problems, one a line."""
        self.problems = tuple(problems)
        super().__init__("\n".join([what, *(f"- {line}" for line in self.problems)]))


class RejectedRowsError(InputError):
    """Rows of a table break its contract; nothing was screened.

    Attributes:
        rejects: One row a problem: `file`, `row`, `column`, `problem`.
    """

    def __init__(
        self, what: str, problems: Iterable[str], rejects: pl.DataFrame
    ) -> None:
        """Keep the rejects, so that a caller can write them to a file."""
        self.rejects = rejects
        super().__init__(what, problems)


class GateError(HygieneError):
    """A gate said no, or a table is stale; nothing is released."""

    exit_code = 3


class StaleTableError(GateError):
    """A table is older than the campaign allows."""


class MissingExtraError(HygieneError):
    """A part of the toolkit that is installed on demand is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        """Name the part and the command that installs it."""
        super().__init__(
            f"{what} needs packages that are not installed.\n"
            f'Install them with: pip install "audience-hygiene[{extra}]"'
        )


class MissingBrowserError(HygieneError):
    """A page is to be printed, and there is no browser that could do it."""

    def __init__(self) -> None:
        """Say what to install, and what works without it."""
        super().__init__(
            "A PDF is printed by Chromium or Google Chrome, and neither was found on "
            "the path.\nInstall one of them (`apt install chromium`), or open "
            "report.html in a browser and print it there."
        )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the known name closest to `name`, or nothing.

    >>> nearest("contactid", ["contact_id", "email"])
    " Did you mean 'contact_id'?"
    >>> nearest("zzz", ["contact_id", "email"])
    ''
    """
    folded = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.strip().lower(), folded, n=1, cutoff=0.6)
    return f" Did you mean '{folded[close[0]]}'?" if close else ""


def nearest_column(name: str, given: Iterable[str], known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the given column that is surely called `name`.

    A file without a header has data where its names should be. So a column is only
    suggested when its name is the wanted one but for its spelling; or when it contains
    that or hardly differs, and another column is one of the table's.

    Args:
        name: The column that is missing.
        given: The columns of the file.
        known: The columns of the table.

    >>> nearest_column("email", ["E-Mail Address", "Country"], ["email", "country"])
    " Did you mean 'E-Mail Address'?"
    >>> nearest_column("email", ["email_smith", "x"], ["email", "country"])
    ''
    """
    wanted, columns = _bare(name), list(given)
    others = {_bare(one) for one in known} - {wanted}
    has_header = any(_bare(column) in others for column in columns)
    for column in columns:
        bare = _bare(column)
        ratio = difflib.SequenceMatcher(None, wanted, bare).ratio()
        alike = has_header and (wanted in bare or ratio > _SURE)
        if (alike or bare == wanted) and _NAME.fullmatch(column):
            return f" Did you mean '{column}'?"
    return ""


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def listed(names: Iterable[str]) -> str:
    """Return `names` quoted and separated by commas.

    >>> listed(["a", "b"])
    "'a', 'b'"
    """
    return ", ".join(f"'{name}'" for name in names)
