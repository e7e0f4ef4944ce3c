"""Choosing: which parts of a format a file holds, by its name, its columns, and words.

Whatever is unclear is refused: a file that is read as something else would suppress
nobody, or keep somebody.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import polars as pl

from hygiene.errors import InputError, listed, nearest
from hygiene.sources.formats.spec import Format, Part, folded
from hygiene.sources.raw.rows import ROW
from hygiene.sources.reading import Reading
from hygiene.tables import EVIDENCE

LINE = "line"
"""The one column of a file that is read line by line."""

DIGESTS = ("md5", "sha1", "sha256", "sha512")
"""How an address may have been hashed."""

NORMALISATIONS: dict[str, str] = {
    "lowercase": "stripped and in lower case",
    "mailbox": "also without an alias after '+', and at Gmail without dots",
}
"""What may have been hashed; digests of anything else match nobody."""


def held_parts(
    path: Path, given: Format, parts: list[Part], names: list[str]
) -> list[Part]:
    """Return the parts that a file with these columns holds.

    Raises:
        InputError: It lacks columns: it is another file, or says less than it should.
    """
    lacking = [n for part in parts if not part.may_lack for n in part.lacking(names)]
    held = [part for part in parts if not part.lacking(names)]
    if lacking or not held:
        missing = lacking or [n for part in parts for n in part.lacking(names)]
        raise InputError(
            f"'{path.name}' lacks {listed(dict.fromkeys(missing))}, which files of "
            f"{given.name} for the {parts[0].table} table have. "
            f"Run `hygiene formats {given.name}` to see what it must hold."
        )
    return held


def check_columns(path: Path, reading: Reading, names: list[str]) -> None:
    """Refuse a file that lacks a column of which the campaign says what it is.

    Raises:
        InputError: It does: what the column says would be lost.
    """
    known = {folded(name) for name in names}
    for canonical, name in reading.columns.items():
        if folded(name) not in known:
            raise InputError(
                f"'{path.name}': '{canonical}' is mapped to a column that the file "
                "lacks."
            )


def check_paths(path: Path, reading: Reading, frames: list[pl.LazyFrame]) -> None:
    """Refuse JSON of which no row has what the campaign says stands at a path.

    Raises:
        InputError: There are rows, and a mapped path leads to nothing in all of them.
    """
    wanted = list(dict.fromkeys(reading.columns.values()))
    counts = pl.concat(
        frame.select(pl.len().alias(ROW), pl.col(wanted).count()) for frame in frames
    )
    found = counts.sum().collect().row(0, named=True)
    for canonical, name in reading.columns.items():
        if found[ROW] and not found[name]:
            raise InputError(
                f"'{path.name}': '{canonical}' is mapped to a path that leads to "
                "nothing in every record."
            )


def notes_on(path: Path, given: Format, parts: list[Part]) -> tuple[str, ...]:
    """Return what must be said when parts of a format are read.

    >>> given = Format("x", "X", "csv", "none", (Part("p", "sends", verified=False),))
    >>> "never tested" in notes_on(Path("a.csv"), given, list(given.parts))[0]
    True
    """
    untested = [part.name for part in parts if not part.verified]
    if not untested:
        return ()
    note = (
        f"'{path.name}' is read as {given.name} ({', '.join(untested)}): this shape is "
        "declared, and was never tested on a real file. Check some rows by hand."
    )
    return (note,)


def named_parts(path: Path, given: Format, table: str, reading: Reading) -> list[Part]:
    """Return the parts that a file may hold, by its name or as the campaign says.

    Raises:
        InputError: It can be none, or a column is mapped that the table does not have.
    """
    parts = given.parts_for(table)
    if not parts:
        raise InputError(
            f"an export of {given.name} says nothing for the {table} table; it fills "
            f"{listed(dict.fromkeys(part.table for part in given.parts))}."
        )
    for name in reading.columns:
        if table in EVIDENCE and name not in EVIDENCE[table].column_names:
            hint = nearest(name, EVIDENCE[table].column_names)
            raise InputError(f"the {table} table has no column '{name}'.{hint}")
    if given.is_hashed:
        parts = tuple(_of_digests(part, reading) for part in parts)
    if reading.part is not None:
        chosen = [part for part in parts if part.name == reading.part]
        wrong = f"{given.name} has no part '{reading.part}' for the {table} table"
    else:
        chosen = [part for part in parts if part.is_named(path.name)]
        wrong = f"the name '{path.name}' does not say which {given.name} file it is"
    if not chosen or (reading.part is None and len({p.files for p in chosen}) > 1):
        names = listed(dict.fromkeys(part.name for part in parts))
        raise InputError(f"{wrong}. Say part = one of {names}.")
    _check_mapping(chosen, given, reading)
    return [part.with_columns(reading.columns) for part in chosen]


def _check_mapping(chosen: list[Part], given: Format, reading: Reading) -> None:
    """Refuse one column for a name that the parts read from different ones.

    Raises:
        InputError: The column of one part would be read in another.
    """
    for canonical in reading.columns:
        reads = [part for part in chosen if canonical in part.columns]
        if len({folded(part.columns[canonical]) for part in reads}) > 1:
            raise InputError(
                f"'{canonical}' is mapped to one column, but {given.name} has it in "
                "another one in each part. Say part = one of "
                f"{listed(part.name for part in reads)}, in an entry for each."
            )


def _of_digests(part: Part, reading: Reading) -> Part:
    """Return the part of a hashed list, whose rows say how they are matched.

    Raises:
        InputError: The campaign does not say what was hashed, and how.
    """
    if reading.digest not in DIGESTS or reading.normalisation not in NORMALISATIONS:
        raise InputError(
            "a hashed list can only be matched when it is known what was hashed: say "
            f"digest = one of {listed(DIGESTS)} and normalisation = one of "
            f"{listed(NORMALISATIONS)}. Ask who made the list."
        )
    letters = hashlib.new(reading.digest).digest_size * 2
    return replace(
        part,
        constants={**part.constants, "match": reading.digest},
        shapes={LINE: f"[0-9A-Fa-f]{{{letters}}}"},
    )
