"""Proposal: a campaign file made of what a folder's files say of themselves.

Whatever the files cannot say is left for a person, with a placeholder that a screening
refuses: nothing is guessed that could let a message out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hygiene.errors import InputError
from hygiene.recognition.content import Content, contents_of, data_files
from hygiene.recognition.inspection import file_facts
from hygiene.recognition.matches import in_words
from hygiene.recognition.roles import Role, roles_of
from hygiene.recognition.taking import mapped_columns, taken
from hygiene.sources.formats.registry import formats
from hygiene.sources.formats.spec import DECLARE, Format
from hygiene.tables import AUDIENCE, Kind, table_named
from hygiene.text import wrapped
from hygiene.vocabulary import Channel

_UTF_8 = {"utf-8", "utf-8-sig"}
_DECIDE = "# DECIDE:"
_HEAD = """\
# Written by `hygiene init` from the files themselves. What is marked DECIDE is for a
# person to say: until then `hygiene screen` refuses this file.

[campaign]
# DECIDE: a name for this campaign.
id = ""
# DECIDE: who writes, as consents and suppressions name it.
controller = ""
{channel}
# DECIDE: why, dotted, e.g. "marketing.newsletter".
purpose = ""
# DECIDE: the instant to decide for, e.g. 2026-11-24T09:00:00Z.
as_of = ""
# DECIDE: the zone of times without one, e.g. "Europe/London".
timezone = ""
# DECIDE: "uk", "strict", or a policy file of your own.
policy = ""
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed campaign file.

    Attributes:
        path: Where it was written.
        text: The file.
    """

    path: Path
    text: str

    @property
    def to_decide(self) -> list[str]:
        """What a person must decide, a sentence each."""
        lines = (line.strip() for line in self.text.splitlines())
        return [
            line.removeprefix(_DECIDE).strip()
            for line in lines
            if line.startswith(_DECIDE)
        ]

    def __str__(self) -> str:
        """Return what to do next."""
        said = [f"{self.path.name} is written. Decide, then screen:"]
        for line in self.to_decide:
            said += wrapped(f"- {line}")
        return "\n".join(said)


def init(
    folders: str | Path | Sequence[str | Path], out: str | Path = "campaign.toml"
) -> Proposal:
    """Write a campaign file for the files in folders; it never overwrites one.

    Args:
        folders: A folder or a file, or a list of these.
        out: Where the campaign file goes; its paths are relative to it.

    Raises:
        InputError: A file cannot be read, or something lies at `out`.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> row = "a@example.com,1767225600"
    >>> _ = (folder / "bounces.csv").write_text("email,created" + chr(10) + row)
    >>> proposal = init(folder, folder / "campaign.toml")
    >>> 'format = "sendgrid"' in proposal.text
    True
    """
    out = Path(out)
    if out.exists():
        raise InputError(f"'{out.name}' is there already; give another --out.")
    given = [folders] if isinstance(folders, str | Path) else list(folders)
    files = [
        file
        for path in map(Path, given)
        for file in (data_files(path) if path.is_dir() else [path])
    ]
    contents, unread = _read(files)
    text = propose(contents, formats(), out.absolute().parent) + unread
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        why = error.strerror or "the disk may be full"
        raise InputError(f"'{out.name}' cannot be written: {why}.") from None
    return Proposal(out, text)


def _read(files: Sequence[Path]) -> tuple[list[Content], str]:
    """Return the contents of files, and what to say of those that cannot be read."""
    contents: list[Content] = []
    said = ""
    for file in files:
        try:
            contents.extend(contents_of(file))
        except InputError as error:
            why = " ".join(str(error).split())
            said += f"\n{_DECIDE} what to do with a file that cannot be read. {why}\n"
    if not contents:
        raise InputError("There is no file with a table here.")
    return contents, said


def propose(
    contents: Sequence[Content], known: Mapping[str, Format], folder: Path
) -> str:
    """Return the text of a campaign file.

    Args:
        contents: The files.
        known: The formats by name.
        folder: What paths are relative to.
    """
    roles = roles_of([(one, file_facts(one, known)) for one in contents])
    audiences = [role for role in roles if role.table == AUDIENCE.name]
    lines = [_HEAD.format(channel=_channel(audiences)).rstrip()]
    if len(audiences) != 1:
        which = "which file is the audience, one entry [tables.audience]."
        lines.extend(["", f"{_DECIDE} {which}"])
    for role in roles:
        if role.is_of_no_use:
            path = _quoted(_path(role.content, folder))
            lines.extend(["", f"# Left out: {path} says nothing of whom to write to."])
        elif role.table is None:
            lines.extend(_unclear(role, folder))
        elif role in audiences and len(audiences) > 1:
            lines.extend(_candidate(role, known, folder))
        else:
            lines.extend(_entry(role, known, folder))
    return "\n".join(lines).rstrip() + "\n"


def _channel(audiences: Sequence[Role]) -> str:
    """Return the channel, where the audience has the contact points of one alone."""
    names = {name for role in audiences for name in mapped_columns(role, AUDIENCE.name)}
    if "email" in names and not names & {"postal_key"}:
        return f'channel = "{Channel.EMAIL}"'
    return f'{_DECIDE} the channel: email, sms, voice or post.\nchannel = ""'


def _unclear(role: Role, folder: Path) -> Iterator[str]:
    path = _quoted(_path(role.content, folder))
    yield ""
    yield f"{_DECIDE} what {path} is, if it belongs here. {role.because}"
    if not role.facts.matches:
        yield "# It is of no known format."
        return
    yield "# It could be:"
    for line in in_words(role.facts.matches):
        yield from (f"#   {part}" for part in wrapped(line))


def _candidate(role: Role, known: Mapping[str, Format], folder: Path) -> Iterator[str]:
    """Yield the entry of a file that may be the audience, as a comment."""
    yield ""
    yield f"# DECIDE: whether {_quoted(_path(role.content, folder))} is the audience."
    for line in _entry(role, known, folder):
        if line:
            yield f"# {line}"


def _entry(role: Role, known: Mapping[str, Format], folder: Path) -> Iterator[str]:
    table, content = str(role.table), role.content
    is_audience = table == AUDIENCE.name
    yield ""
    yield f"[tables.{table}]" if is_audience else f"[[tables.{table}]]"
    yield f"path = {_quoted(_path(content, folder))}"
    if role.match.format in known:
        yield from _of_system(role, known[role.match.format])
    else:
        yield from _of_canonical(role, table)
    if content.encoding and content.encoding not in _UTF_8:
        yield f"encoding = {_quoted(content.encoding)}"
    if not is_audience:
        yield from taken(role, known)


def _of_system(role: Role, given: Format) -> Iterator[str]:
    yield f"format = {_quoted(given.name)}"
    parts = [part for part in given.parts if part.name in role.match.parts]
    named = [part for part in parts if part.is_named(role.content.file_name)]
    file = _quoted(role.content.path.name)
    if len(parts) == 1 and not named:
        yield f"part = {_quoted(parts[0].name)}"
    elif not named and len({part.name for part in parts}) > 1:
        names = ", ".join(_quoted(part.name) for part in parts)
        yield f"{_DECIDE} which part {file} is, one of {names}."
        yield 'part = ""'
    if given.timezone == DECLARE and role.table != AUDIENCE.name:
        yield f'{_DECIDE} the zone in which {file} was made, e.g. "UTC".'
        yield 'timezone = ""'
    if given.is_hashed:
        digests = {c.digest for c in role.facts.columns if c.digest}
        if len(digests) == 1:
            yield f"digest = {_quoted(digests.pop())}"
        else:
            yield f"{_DECIDE} the algorithm of {file}: md5, sha1, sha256 or sha512."
            yield 'digest = ""'
        how = '"lowercase" or "mailbox"; ask who made it.'
        yield f"{_DECIDE} what was hashed in {file}: {how}"
        yield 'normalisation = ""'
    declared = dict.fromkeys(name for part in parts for name in part.declare)
    if declared:
        yield f"{_DECIDE} what {file} cannot say: {', '.join(declared)}."
        blanks = ", ".join(f'{name} = ""' for name in declared)
        yield f"constants = {{ {blanks} }}"


def _of_canonical(role: Role, table: str) -> Iterator[str]:
    moved = {
        name: column
        for name, column in mapped_columns(role, table).items()
        if name != column
    }
    if moved:
        pairs = ", ".join(f"{name} = {_quoted(moved[name])}" for name in moved)
        yield f"columns = {{ {pairs} }}"
    if table == AUDIENCE.name:
        return
    named = {column: name for name, column in mapped_columns(role, table).items()}
    times = {
        column.times
        for column in role.facts.columns
        if column.times
        and column.name in named
        and table_named(table).column(named[column.name]).kind is Kind.TIME
    }
    styles = [set(one.styles) for one in times]
    shared = set.intersection(*styles) if styles else {"iso"}
    if shared == {"iso"}:
        return
    if len(shared) == 1:
        yield f"dates = {_quoted(shared.pop())}"
    else:
        yield f'{_DECIDE} how its times are written, e.g. "day_first".'
        yield 'dates = ""'


def _path(content: Content, folder: Path) -> str:
    return Path(os.path.relpath(content.path.absolute(), folder)).as_posix()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
