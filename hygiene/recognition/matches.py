"""Matches: what a file could be and how sure that is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SEVERAL = "of several of its files"
"""Ends what was seen where it fits several parts, of which a file holds one."""

_RANKS = ("possible", "likely", "sure")


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a file could be.

    Attributes:
        format: The format's name, or `canonical`.
        table: The table that it fills; nothing for a file that says nothing here.
        parts: The format's parts that the file may hold.
        confidence: `sure` when its columns leave no doubt or its name says so too,
            `likely` when all needed columns are there, `possible` when little is told.
        because: What was seen.
    """

    format: str
    table: str
    parts: tuple[str, ...]
    confidence: str
    because: str

    @property
    def rank(self) -> int:
        """How sure it is: 2, 1 or 0.

        >>> Match("sendgrid", "suppressions", ("bounces",), "likely", "").rank
        1
        """
        return _RANKS.index(self.confidence)

    def __str__(self) -> str:
        """Return it in words.

        >>> str(Match("sendgrid", "suppressions", ("bounces",), "sure", "its name"))
        'sendgrid, bounces (suppressions): sure, its name'
        """
        return in_words([self])[0]

    def fills(self) -> str:
        """Return which of its parts fill which table, in words.

        >>> Match("x", "sends", ("a", "b", "c"), "likely", "").fills()
        'a, b and c (sends)'
        >>> Match("x", "", (), "sure", "").fills()
        'a file that says nothing of whom to write to'
        """
        if not self.table:
            return "a file that says nothing of whom to write to"
        word = " or " if self.because.endswith(SEVERAL) else " and "
        parts = word.join(filter(None, (", ".join(self.parts[:-1]), *self.parts[-1:])))
        return f"{parts} ({self.table})" if parts else f"({self.table})"


def best(matches: list[Match]) -> list[Match]:
    """Return the surest matches; of several formats none is surely the right one."""
    return [match for match in matches if match.rank == matches[0].rank]


def in_words(matches: Sequence[Match]) -> list[str]:
    """Return what a file could be, a line for each format with all its tables.

    A format that reads more of the same export stands with "and", any other with "or".

    >>> from dataclasses import replace
    >>> one = Match("x", "sends", ("a",), "sure", "its name")
    >>> in_words([one, replace(one, table="consents", parts=("b",))])
    ['x, a (sends), b (consents): sure, its name']
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for match in matches:
        key = (match.format, match.confidence, match.because)
        found.setdefault(key, []).append(match.fills())
    lines: list[str] = []
    for (name, confidence, because), fills in found.items():
        mark = " " if fills[0].startswith("(") else ", "
        line = f"{name}{mark}{', '.join(fills)}: {confidence}, {because}"
        word = "and" if is_akin(name, matches[0].format) else "or"
        lines.append(f"{word} {line}" if lines else line)
    return lines


def is_akin(one: str, other: str) -> bool:
    """Return whether two formats read the same export, as one is named after the other.

    >>> is_akin("klaviyo_suppressed", "klaviyo"), is_akin("mailgun", "mailchimp")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    return one == other or long.startswith(f"{short}_")
