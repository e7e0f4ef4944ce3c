"""Taking: when a file was taken, told by its newest time, where there is no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hygiene.recognition.names import canonical_names
from hygiene.recognition.roles import Role
from hygiene.sources.formats.mapping import times_of
from hygiene.sources.formats.spec import DECLARE, Format, folded
from hygiene.tables import table_named


def mapped_columns(role: Role, table: str) -> dict[str, str]:
    """Return the canonical names of a table to the columns that surely hold them."""
    return canonical_names(role.content.names, table_named(table).column_names)


def taken(role: Role, known: Mapping[str, Format]) -> Iterator[str]:
    """Say when the file was taken: its newest time, where there is no doubt of it."""
    # What is packed with a file may be newer.
    if role.content.path.name != role.content.label:
        return
    given = known.get(role.match.format)
    # A bare `as_at` is in the zone of the entry, and not in that of the format.
    is_elsewhere = given is not None and given.timezone not in {"", DECLARE}
    times = times_of(str(role.table)) - {
        "expires_at",
        "effective_until",
        "invalidated_at",
    }
    read = _read_as(role, known)
    newest = [
        column.times.newest
        for column in role.facts.columns
        if column.times
        and column.times.style is not None
        and (column.times.zoned or not is_elsewhere)
        and read.get(folded(column.name)) in times
    ]
    if newest:
        yield f"as_at = {_moment(max(newest))}"


def _read_as(role: Role, known: Mapping[str, Format]) -> dict[str, str]:
    """Return the columns that are read, folded, to what they are read as."""
    if role.match.format not in known:
        mapped = mapped_columns(role, str(role.table))
        return {folded(column): name for name, column in mapped.items()}
    return {
        folded(column): name
        for part in known[role.match.format].parts
        if part.name in role.match.parts
        for name, column in part.columns.items()
    }


def _moment(text: str) -> str:
    """Return ISO 8601 text as a TOML time; a date alone is its first moment."""
    day, time = text[:10], text[10:].strip("T ").replace(" ", "").replace(",", ".")
    if not time:
        return f"{day}T00:00:00"
    clock = time.replace("UTC", "Z")
    digits = clock.rstrip("Z")
    return (
        f"{day}T{clock}"
        if digits.count(":") > 1 or len(digits) > len("00:00")
        else (f"{day}T{digits}:00{clock[len(digits) :]}")
    )
