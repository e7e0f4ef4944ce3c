"""The description of a list that comes as a full file and files of changes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hygiene.checks import Checker
from hygiene.errors import InputError, listed
from hygiene.sources.dates import STYLES
from hygiene.sources.files import Source
from hygiene.sources.opening import open_table
from hygiene.sources.reading import Reading
from hygiene.suppressing.sequence import ADD, FROM, NUMBER, REMOVE, TO
from hygiene.table_entries import read_constants, read_texts, read_zone
from hygiene.tables import SUPPRESSIONS
from hygiene.vocabulary import SUPPRESSION_REASONS, Channel, Reason, codes

_READING = ("path", "dates", "columns", "constants")
_KEYS = {
    "list": ("name", "channel", "timezone", "default_region", "removable"),
    "full": (*_READING, "number", "to"),
    "changes": (*_READING, "name", "action", "first", "to"),
}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_ISO = "iso"
_ENDS = ["inclusive", "exclusive"]
_REMOVABLE = [Reason.ON_REGISTER.value]


@dataclass(frozen=True, slots=True)
class Files:
    """Some files of a list and how their rows are read.

    Attributes:
        sources: The files.
        columns: Canonical name to the name in the file.
        constants: Canonical name to the value of every row.
        is_listed: Whether they were given one by one.
    """

    sources: tuple[Source, ...]
    columns: Mapping[str, str]
    constants: Mapping[str, Any]
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Actions:
    """The column that says what a row does, and its values.

    Attributes:
        column: The column of the files.
        add: Its values in rows that add an entry.
        remove: Its values in rows that end one.
    """

    column: str
    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What the description of a list says.

    Attributes:
        name: The list's name; ids of entries without one begin with it.
        channel: What its addresses are.
        timezone: The zone of times without one.
        default_region: The region of phone numbers without a country.
        removable: Reasons of the entries that a removal may end.
        full: The full list, if there is one.
        changes: The files of changes.
        after: Where the full list stands: its number, or the ordinal of its last day.
        pattern: How the names of the files say where they stand.
        exclusive: Whether `to` is the first day that a file does not cover.
        actions: The column that says what a row does; None where the names do.
    """

    name: str
    channel: str
    timezone: str
    default_region: str | None
    removable: tuple[str, ...]
    full: Files | None
    changes: Files
    after: int
    pattern: re.Pattern[str]
    exclusive: bool
    actions: Actions | None


def read_changes_file(path: Path) -> Description:
    """Return what the description at `path` says (docs/suppressions.md).

    Raises:
        InputError: It cannot be used; everything that is wrong with it is listed.
    """
    content = _parse(path)
    check = Checker(f"The description {path.name}")
    check.known(content, _KEYS, "the file")
    given, full, changes = (
        check.get(content, name, dict, "the file", {}) for name in _KEYS
    )
    for name, said in zip(_KEYS, (given, full, changes), strict=True):
        check.known(said, _KEYS[name], f"[{name}]")
    pattern = _pattern(check, changes)
    ends = check.choice(changes, "to", _ENDS, "[changes]", _ENDS[0])
    region = check.get(given, "default_region", str, "[list]")
    after = _after(check, content, pattern)
    actions = _actions(check, changes, pattern)
    described = Description(
        name=_list_name(check, given),
        channel=check.choice(given, "channel", codes(Channel), "[list]", "?"),
        timezone=read_zone(check, given, "[list]", required=True),
        default_region=region.strip().upper() if region else None,
        removable=_removable(check, given),
        full=_files(check, full, path.parent, "[full]") if "full" in content else None,
        changes=_files(check, changes, path.parent, "[changes]"),
        after=after,
        pattern=pattern,
        exclusive=ends == "exclusive",
        actions=actions,
    )
    check.finish()
    return described


def _list_name(check: Checker, given: Mapping[str, Any]) -> str:
    name = check.require(given, "name", "[list]")
    if name and not _NAME.fullmatch(name):
        check.add("[list]: 'name' must be of letters, digits, '.', '_' and '-'.")
    return name


def _removable(check: Checker, given: Mapping[str, Any]) -> tuple[str, ...]:
    said = check.texts(given, "removable", "[list]") or tuple(_REMOVABLE)
    known = [reason.value for reason in SUPPRESSION_REASONS]
    if not set(said) <= set(known):
        check.add(f"[list]: 'removable' must hold some of {listed(known)}.")
    return said


def _parse(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError(f"There is no description '{path.name}'.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path.name} is not a TOML file: {error}") from None


def _pattern(check: Checker, said: Mapping[str, Any]) -> re.Pattern[str]:
    text = check.require(said, "name", "[changes]")
    try:
        pattern = re.compile(text)
    except re.error:
        check.add("[changes]: 'name' is not a regular expression.")
        return re.compile("")
    groups = set(pattern.groupindex)
    if text and (NUMBER in groups) == ({FROM, TO} <= groups):
        check.add(
            "[changes]: 'name' needs a group (?P<number>...), or the two groups "
            "(?P<from>...) and (?P<to>...)."
        )
    return pattern


def _after(check: Checker, content: Mapping[str, Any], pattern: re.Pattern[str]) -> int:
    """Return where the sequence begins: behind the full list, or before the first."""
    is_dated = NUMBER not in pattern.groupindex
    in_full = "full" in content
    key = ("to" if is_dated else "number") if in_full else "first"
    place = "full" if in_full else "changes"
    said = content.get(place, {})
    if not isinstance(said, dict) or key not in said:
        check.add(
            f"[{place}]: '{key}' is missing; without it a file that is missing at the "
            "beginning would not be seen."
        )
        return 0
    value = said[key]
    if is_dated and type(value) is date:
        start = value.toordinal()
    elif not is_dated and type(value) is int:
        start = value
    else:
        check.add(f"[{place}]: '{key}' must be a {'date' if is_dated else 'number'}.")
        return 0
    return start if in_full else start - 1


def _actions(
    check: Checker, said: Mapping[str, Any], pattern: re.Pattern[str]
) -> Actions | None:
    given = check.get(said, "action", dict, "[changes]")
    if (given is None) == ("action" not in pattern.groupindex):
        check.add(
            "[changes]: say what a row does either in 'action' or by a group "
            "(?P<action>add|remove) in 'name'."
        )
    if given is None:
        return None
    place = "[changes] action"
    check.known(given, ("column", ADD, REMOVE), place)
    column = check.require(given, "column", place)
    add, remove = (check.texts(given, key, place) for key in (ADD, REMOVE))
    if not add or not remove or set(add) & set(remove):
        check.add(f"{place}: 'add' and 'remove' must hold texts, each of its own.")
    return Actions(column, add, remove)


def _files(check: Checker, said: Mapping[str, Any], folder: Path, place: str) -> Files:
    columns = read_texts(check, said, "columns", place)
    constants = read_constants(check, said, place)
    style = check.choice(said, "dates", list(STYLES), place, _ISO)
    reading = Reading(dates=None if style == _ISO else style, columns=columns)
    path = said.get("path")
    sources: list[Source] = []
    if not isinstance(path, str | list) or not path:
        check.add(
            f"{place}: 'path' is missing; it is a file, a glob or a list of files."
        )
    elif not check.problems:
        try:
            sources = open_table(path, SUPPRESSIONS.name, folder, reading)
        except InputError as error:
            check.add(f"{place}: {error}")
    return Files(tuple(sources), columns, constants, isinstance(path, list))
