"""The tables of a campaign file: each `[tables.x]` becomes entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hygiene.campaign import is_zone, read_instant
from hygiene.checks import Checker
from hygiene.errors import InputError, RejectedRowsError, listed
from hygiene.sources.dates import STYLES
from hygiene.sources.entries import Entry
from hygiene.sources.formats.choosing import DIGESTS, NORMALISATIONS
from hygiene.sources.formats.registry import format_named
from hygiene.sources.formats.spec import DECLARE
from hygiene.sources.opening import open_table
from hygiene.sources.raw.delimited import DELIMITERS
from hygiene.sources.raw.encoding import ENCODINGS
from hygiene.sources.reading import CANONICAL, Reading
from hygiene.tables import AUDIENCE, EVIDENCE, Kind, table_named

_ENTRY_KEYS = (
    "path",
    "format",
    "part",
    "encoding",
    "delimiter",
    "sheet",
    "dates",
    "query",
    "digest",
    "normalisation",
    "purposes",
    "columns",
    "constants",
    "timezone",
    "as_at",
    "max_age",
    "on_bad_rows",
    "allow_public_domains",
)
_BAD_ROWS = ["error", "remove"]


def read_entries(
    tables: Mapping[str, Any], zone: str, folder: Path, check: Checker
) -> dict[str, list[Entry]]:
    """Return the entries of every table of a campaign file, noting what is wrong.

    Args:
        tables: The section `[tables]`.
        zone: The campaign's zone.
        folder: What relative paths are relative to.
        check: Takes the problems.

    Raises:
        RejectedRowsError: Rows of a file have more or fewer cells than its header.
    """
    entries: dict[str, list[Entry]] = {}
    check.known(tables, [AUDIENCE.name, *EVIDENCE], "[tables]")
    if AUDIENCE.name not in tables:
        check.add("[tables.audience] is missing.")
    for name, said in tables.items():
        if name not in {AUDIENCE.name, *EVIDENCE}:
            continue
        several = said if isinstance(said, list) else [said]
        if not several:
            check.add(f"[tables.{name}] names no file.")
        entries[name] = [
            entry
            for one in several
            if (entry := _entry(name, one, zone, folder, check)) is not None
        ]
    if len(entries.get(AUDIENCE.name, ())) > 1:
        check.add("[tables.audience] is one table; give its files as one entry.")
    return entries


def _entry(
    name: str, said: Any, zone: str, folder: Path, check: Checker
) -> Entry | None:
    place = f"[tables.{name}]"
    if not isinstance(said, Mapping):
        check.add(f"{place} must be a table with a 'path'.")
        return None
    check.known(said, _ENTRY_KEYS, place)
    if "path" not in said:
        check.add(f"{place}: 'path' is missing.")
        return None
    reading = _reading(check, said, place)
    constants = read_constants(check, said, place)
    entry = _unopened(name, said, reading.timezone or zone, check)
    try:
        _check_words(name, reading, constants)
        defaults = _of_format(name, reading, constants)
        if defaults.timezone and reading.timezone is None:
            constants = _own_times(name, constants, zone)
        sources = open_table(said["path"], name, folder, reading)
    except RejectedRowsError:
        raise
    except InputError as error:
        check.add(f"{place}: {error}")
        return None
    return replace(
        entry,
        sources=tuple(sources),
        timezone=reading.timezone or defaults.timezone or zone,
        columns=defaults.columns if reading.is_foreign else reading.columns,
        constants=constants,
    )


def _unopened(name: str, said: Mapping[str, Any], zone: str, check: Checker) -> Entry:
    """Return what an entry says beside what its files are and how they are read."""
    place = f"[tables.{name}]"
    return Entry(
        table=table_named(name).name,
        sources=(),
        timezone=zone,
        # The user's own words are in the user's zone, whatever the format's is.
        as_at=read_moment(check, said, "as_at", place, zone),
        max_age=check.duration(said, "max_age", place),
        drop_bad_rows=check.choice(said, "on_bad_rows", _BAD_ROWS, place, "error")
        == "remove",
        allow_public_domains=check.get(
            said, "allow_public_domains", bool, place, default=False
        ),
    )


def _reading(check: Checker, said: Mapping[str, Any], place: str) -> Reading:
    """Return how the entry's files are to be read, as it says."""
    return Reading(
        format=check.get(said, "format", str, place, CANONICAL),
        part=check.get(said, "part", str, place),
        encoding=_one_of(check, said, "encoding", ENCODINGS, place),
        delimiter=_one_of(check, said, "delimiter", DELIMITERS, place),
        sheet=check.get(said, "sheet", str, place),
        dates=_one_of(check, said, "dates", STYLES, place),
        query=check.get(said, "query", str, place),
        digest=_one_of(check, said, "digest", DIGESTS, place),
        normalisation=_one_of(check, said, "normalisation", NORMALISATIONS, place),
        purposes=read_texts(check, said, "purposes", place),
        timezone=read_zone(check, said, place) or None,
        columns=read_texts(check, said, "columns", place),
    )


def _one_of(
    check: Checker, said: Mapping[str, Any], key: str, known: Iterable[str], place: str
) -> str | None:
    if key not in said:
        return None
    return check.choice(said, key, list(known), place, "") or None


def _check_words(table: str, reading: Reading, constants: Mapping[str, Any]) -> None:
    """Refuse words that the format does not listen to: whoever says them counts on it.

    Raises:
        InputError: Some of them do nothing, or contradict each other.
    """
    given = format_named(reading.format) if reading.is_foreign else None
    parts = given.parts_for(table, reading.part) if given else ()
    is_hashed = given is not None and given.is_hashed
    heard = {
        "part": given is not None,
        "digest": is_hashed,
        "normalisation": is_hashed,
        "purposes": any(part.spread for part in parts),
    }
    unheard = [key for key, is_heard in heard.items() if not is_heard]
    idle = [key for key in unheard if getattr(reading, key)]
    if idle:
        raise InputError(
            f'{listed(idle)} does nothing with format = "{reading.format}". '
            "Take it out, or name the format that is meant."
        )
    if is_hashed and "match" in constants:
        raise InputError("'match' is said by 'digest'; take the constant out.")
    both = [name for name in reading.columns if name in constants]
    if both and reading.is_foreign:
        raise InputError(f"{listed(both)} is both mapped and a constant.")


def _own_times(table: str, constants: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """Return the constants with times in the user's zone, whatever the format's is.

    Raises:
        InputError: A time is a day alone, which only one zone can speak of.
    """
    times = {c.name for c in table_named(table).columns if c.kind is Kind.TIME}
    own = dict(constants)
    for name in times & own.keys():
        try:
            own[name] = read_instant(own[name], zone)
        except ValueError:
            raise InputError(
                f"the constant '{name}' must be a time with its zone, such as "
                "2026-11-24T09:00:00Z: the format has a zone of its own."
            ) from None
    return own


@dataclass(frozen=True, slots=True)
class _Defaults:
    """What a format says of an entry: its zone, and the columns of an audience."""

    timezone: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def _of_format(table: str, reading: Reading, constants: Mapping[str, Any]) -> _Defaults:
    """Return what the format of an entry adds to it.

    Raises:
        InputError: There is no such format, or it needs a word of the user's.
    """
    if not reading.is_foreign:
        return _Defaults()
    given = format_named(reading.format)
    parts = given.parts_for(table, reading.part)
    said = {name for name, value in constants.items() if value != ""}
    known = {*said, *reading.columns}
    lacking = dict.fromkeys(
        name for part in parts for name in part.declare if name not in known
    )
    if lacking:
        raise InputError(
            f"files of {given.name} cannot say {listed(lacking)}. Say it in "
            f'constants = {{ {next(iter(lacking))} = "..." }}.'
        )
    has_times = table != AUDIENCE.name
    if given.timezone == DECLARE and reading.timezone is None and has_times:
        raise InputError(
            f"the times in files of {given.name} carry no zone. Say in which zone they "
            'were written, e.g. timezone = "UTC".'
        )
    zone = None if given.timezone == DECLARE else given.timezone or None
    columns = {}
    if table == AUDIENCE.name:
        columns = {**parts[0].columns, **reading.columns} if parts else {}
    return _Defaults(zone, columns)


def read_texts(
    check: Checker, said: Mapping[str, Any], key: str, place: str
) -> dict[str, str]:
    """Return the texts by name under a key; what is no text is noted."""
    texts: dict[str, str] = check.get(said, key, dict, place, {})
    if all(isinstance(name, str) for name in texts.values()):
        return texts
    check.add(f"{place}: '{key}' maps each name to one text.")
    return {}


def read_constants(
    check: Checker, said: Mapping[str, Any], place: str
) -> dict[str, Any]:
    """Return the constants by name; what is no single value is noted."""
    constants: dict[str, Any] = check.get(said, "constants", dict, place, {})
    for name, value in constants.items():
        if not isinstance(value, str | bool | int | date):
            check.add(f"{place}: the constant '{name}' must be a single value.")
    return constants


def read_moment(
    check: Checker, content: Mapping[str, Any], key: str, place: str, zone: str
) -> datetime | None:
    """Return the instant under a key, read in `zone` where it carries none."""
    if key not in content or not is_zone(zone):
        return None
    try:
        return read_instant(content[key], zone)
    except ValueError as error:
        check.add(f"{place}: '{key}': {error}")
        return None


def read_zone(
    check: Checker, content: Mapping[str, Any], place: str, *, required: bool = False
) -> str:
    """Return the IANA zone under `timezone`, or nothing."""
    name = (
        check.require(content, "timezone", place)
        if required
        else check.get(content, "timezone", str, place, "")
    )
    if name and not is_zone(name):
        check.add(f"{place}: 'timezone' is not an IANA zone such as 'Europe/London'.")
    return str(name)
