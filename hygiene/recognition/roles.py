"""Roles: which table each file of a folder is for, or that this is for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from hygiene.recognition.content import Content
from hygiene.recognition.inspection import FileFacts
from hygiene.recognition.matches import Match, best, is_akin
from hygiene.recognition.systems import is_of_orders
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
        is_called_audience: Whether the file's own name says that it is the audience.
    """

    content: Content
    facts: FileFacts
    table: str | None
    match: Match = _NOTHING
    because: str = ""
    is_called_audience: bool = False

    @property
    def is_of_no_use(self) -> bool:
        """Whether it is a file of a system that says nothing here."""
        return not self.match.table


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
    found = _with_one_audience(found)
    return sorted(found, key=lambda role: (role.table is None, role.table or ""))


def _with_one_audience(found: list[Role]) -> list[Role]:
    """Return the roles, where a file that is called the audience is the only one."""
    if not any(role.is_called_audience for role in found):
        return found
    others = {
        id(role)
        for role in found
        if role.table == AUDIENCE.name and not role.is_called_audience
    }
    busy = {role.content.path for role in found if id(role) not in others}
    # A file that could be nothing else is not passed over in silence.
    return [
        replace(role, table=None, because="Another file is called the audience.")
        if id(role) in others
        else role
        for role in found
        if id(role) not in others or role.content.path not in busy
    ]


def _roles(content: Content, facts: FileFacts) -> Iterator[Role]:
    matches = [match for match in facts.matches if not _is_barred(match, content)]
    surest = best(matches) if matches else []
    is_system = bool(surest) and surest[0].rank > 1 and surest[0].format != CANONICAL
    own = [match for match in matches if match.table == AUDIENCE.name]
    if own and not is_system and _is_called_audience(content):
        yield Role(content, facts, AUDIENCE.name, own[0], is_called_audience=True)
        return
    if not surest or surest[0].rank == 0:
        yield Role(content, facts, None, because="The file does not say.")
        return
    # The canonical names are the product's own: nobody else's file has all of them.
    first = next((m for m in surest if m.format == CANONICAL), surest[0])
    is_alone = all(is_akin(first.format, match.format) for match in surest)
    if not is_alone and first.format != CANONICAL:
        yield Role(content, facts, None, because="It fits several formats.")
        return
    for match in surest:
        if is_akin(match.format, first.format):
            yield Role(content, facts, match.table or None, match)


def _is_barred(match: Match, content: Content) -> bool:
    """Return whether a file cannot be that: dealings never prove consent."""
    return match.table == CONSENTS.name and is_of_orders(content)


def _is_called_audience(content: Content) -> bool:
    stem = PurePath(content.label).stem.lower()
    return any(word in stem for word in _NAMED_AUDIENCE)
