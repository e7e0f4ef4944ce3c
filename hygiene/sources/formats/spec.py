"""The shape of a format: what a system's files hold and which tables they fill."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

DECLARE = "declare"
"""The zone of a format whose times are in a zone that only the user can know."""

ANY_OTHER = "*"
"""Stands, in `codes` and `skip`, for every value that is not blank nor listed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of record in a system's files, and the table that it fills.

    Attributes:
        name: What it is called, e.g. `bounces`.
        table: The table that its rows belong to.
        files: Patterns of the file names that hold it; none means any file.
        needs: Columns, or JSON paths, without which a file is not this part.
        columns: Canonical name to the column, or JSON path, that holds it.
        constants: Canonical name to the value of every row.
        codes: Canonical name to what each value of its column stands for.
        skip: Column, or JSON path, to the values with which a row says nothing for the
            table. Here and in `codes`, values are compared stripped and without case.
        dates: Canonical name to the style of its times (`hygiene.sources.dates`).
        phones: Canonical name to the region in which its numbers are dialled.
        shapes: Column, or JSON path, to the pattern of all of its filled values; a
            value of another shape means that the file is something else.
        leading: Canonical name to what a system writes before its values.
        each: The JSON path of the list whose elements are rows.
        pads: Whether a record without such a list is one row of blanks, which is
            rejected, and not one that says nothing.
        spread: Every column but these is a subscription type; `TRUE` opts out of it.
        declare: Canonical names whose value only the user can know.
        may_lack: Whether a file that has the other parts may lack this one's columns.
        verified: Whether the shape was seen in real files or in the vendor's own
            words; else it is declared, untested.
    """

    name: str
    table: str
    files: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    phones: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, str] = field(default_factory=dict)
    leading: Mapping[str, str] = field(default_factory=dict)
    each: str = ""
    pads: bool = False
    spread: tuple[str, ...] = ()
    declare: tuple[str, ...] = ()
    may_lack: bool = False
    verified: bool = True

    def is_named(self, name: str) -> bool:
        """Return whether a file name is one of this part's.

        >>> Part("bounces", "suppressions", files=("*bounce*",)).is_named("Bounces.csv")
        True
        """
        return not self.files or any(
            fnmatch.fnmatchcase(name.lower(), pattern) for pattern in self.files
        )

    @property
    def paths(self) -> list[str]:
        """The columns, or JSON paths, that it reads."""
        said = [*self.columns.values(), *self.skip, *self.shapes, *self.needs]
        return list(dict.fromkeys(said))

    def lacking(self, columns: Iterable[str]) -> list[str]:
        """Return the needed columns that are not among these.

        >>> Part("bounces", "suppressions", needs=("email",)).lacking(["E-Mail"])
        ['email']
        """
        given = {folded(name) for name in columns}
        return [name for name in self.needs if folded(name) not in given]

    def with_columns(self, columns: Mapping[str, str]) -> Part:
        """Return the part as a campaign has it read: its names win over the format's.

        What a format knows of the values of its own column is not said of another.

        >>> part = Part("p", "sends", needs=("to",), columns={"address": "to"})
        >>> part.with_columns({"address": "Recipient"}).needs
        ('Recipient',)
        """
        other = {
            self.columns[canonical]: name
            for canonical, name in columns.items()
            if canonical in self.columns
        }
        moved = {
            canonical
            for canonical, name in columns.items()
            if folded(self.columns.get(canonical, name)) != folded(name)
        }
        spread = tuple(other.get(name, name) for name in self.spread)
        return replace(
            self,
            columns={**self.columns, **columns},
            needs=tuple(other.get(name, name) for name in self.needs),
            skip={other.get(name, name): known for name, known in self.skip.items()},
            shapes={other.get(name, name): fit for name, fit in self.shapes.items()},
            codes={n: known for n, known in self.codes.items() if n not in moved},
            leading={n: sign for n, sign in self.leading.items() if n not in moved},
            spread=(*spread, *columns.values()) if spread else (),
        )


@dataclass(frozen=True, slots=True)
class Format:
    """What the files of one system look like.

    Attributes:
        name: How a campaign file calls it.
        title: The system and its export, for people.
        kind: `csv`, `headless` (CSV without a header), `json` or `lines`.
        header: The names of the columns of a file without a header.
        timezone: The zone of times without one: an IANA zone, `declare` where only
            the user can know it, or nothing where every time carries its own.
        source: Where the shape is known from.
        traps: What is easily misread, one sentence each.
        marks: Keys of which every JSON record has at least one; another record is
            not this system's.
        unwrap: The key under which a JSON record may carry the real one as text.
        is_hashed: Whether its values are digests, of what only the user can know.
        others: Patterns of the file names in an export that say nothing here.
        parts: What its files hold.
    """

    name: str
    title: str
    kind: str
    source: str
    parts: tuple[Part, ...]
    header: tuple[str, ...] = ()
    timezone: str = ""
    traps: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    unwrap: str = ""
    is_hashed: bool = False
    others: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether the shapes of all its parts are verified."""
        return all(part.verified for part in self.parts)

    def parts_for(self, table: str, name: str | None = None) -> tuple[Part, ...]:
        """Return the parts that fill a table, or the one of them with a name."""
        return tuple(
            part
            for part in self.parts
            if part.table == table and name in {None, part.name}
        )

    def knows_file(self, name: str) -> bool:
        """Return whether a file name is one of this system's, whatever it fills."""
        return any(part.is_named(name) for part in self.parts) or any(
            fnmatch.fnmatchcase(name.lower(), pattern) for pattern in self.others
        )


def folded(name: str) -> str:
    """Return a column name as names are compared: without case and white space.

    >>> folded(" Email  Address")
    'emailaddress'
    """
    return "".join(name.split()).casefold()


def read_format(path: Path) -> Format:
    """Return the format that a packaged TOML file describes.

    Raises:
        TypeError: It has a key that is none of a format's.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = tuple(Part(**_frozen(part)) for part in content.pop("parts"))
    return Format(name=path.stem, parts=parts, **_frozen(content))


def _frozen(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in content.items()
    }
