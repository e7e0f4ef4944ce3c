"""Roles: which table each file of a folder is for, or that this is for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from hygiene.recognition.content import Content
from hygiene.recognition.inspection import FileFacts
from hygiene.recognition.systems import Match, best, is_of_orders
from hygiene.sources.reading import CANONICAL
from hygiene.tables import AUDIENCE, CONSENTS

_NAMED_AUDIENCE = ("audience", "recipients", "mailing_list", "mailing-list")
_NOTHING = Match(CANONICAL, AUDIENCE.name, (), "possible", "nothing")


@dataclass(frozen=True, slots=True)
class Role:
    """What a file is for.

    Attributes:
        content: The file.
        facts: What is known of it.
        table: The table that it fills; None where a person must say.
        match: The format in which it fills it.
        because: Why a person must say.
    """

    content: Content
    facts: FileFacts
    table: str | None
    match: Match = _NOTHING
    because: str = ""


def roles_of(files: Sequence[tuple[Content, FileFacts]]) -> list[Role]:
    """Return the role of every file, the audience first; a file may fill two tables.

    A file of one archive stands for the archive: the format picks what it needs.
    """
    found: list[Role] = []
    seen: set[tuple[object, ...]] = set()
    for content, facts in files:
        for role in _roles(content, facts):
            key = (content.path, role.table, role.match.format)
            if content.path.name == content.label or key not in seen:
                found.append(role)
            seen.add(key)
    return sorted(found, key=lambda role: (role.table is None, role.table or ""))


def _roles(content: Content, facts: FileFacts) -> Iterator[Role]:
    matches = [match for match in facts.matches if not _is_barred(match, content)]
    if _is_called_audience(content):
        own = [match for match in matches if match.table == AUDIENCE.name]
        if own:
            yield Role(content, facts, AUDIENCE.name, own[0])
            return
    surest = best(matches) if matches else []
    if not surest or surest[0].rank == 0:
        why = "Its columns do not say."
        yield Role(content, facts, None, because=why)
        return
    names = {match.format for match in surest}
    if len(names) > 1 and not _is_sure(surest):
        yield Role(content, facts, None, because="It fits several formats.")
        return
    for match in surest:
        if match.format == surest[0].format:
            yield Role(content, facts, match.table, match)


def _is_barred(match: Match, content: Content) -> bool:
    """Return whether a file cannot be that: dealings never prove consent."""
    return match.table == CONSENTS.name and is_of_orders(content)


def _is_sure(matches: Sequence[Match]) -> bool:
    # The canonical names are the product's own: nobody else's file has all of them.
    return matches[0].format == CANONICAL


def _is_called_audience(content: Content) -> bool:
    stem = PurePath(content.label).stem.lower()
    return any(word in stem for word in _NAMED_AUDIENCE)
