"""Inspection: what each file is, as a table, text or JSON; no value of a person."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from hygiene.errors import InputError
from hygiene.masking import without_addresses
from hygiene.recognition.columns import ColumnFacts, facts_of
from hygiene.recognition.content import Content, contents_of
from hygiene.recognition.matches import Match, best, in_words
from hygiene.recognition.page import display_of
from hygiene.recognition.systems import matches_of
from hygiene.sources.formats.registry import formats
from hygiene.sources.formats.spec import Format
from hygiene.text import counted, wrapped

_WIDTH = 34


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of one file.

    Attributes:
        file: What it is called; a file in an archive stands after the archive's name.
        kind: `csv`, `lines`, `json`, `ndjson`, `parquet`, `arrow` or `workbook`.
        rows: How many rows it has, or were looked at.
        encoding: The encoding of a text.
        delimiter: What stands between cells.
        newline: How lines end.
        header: Whether its first row holds names; None where it has no such thing.
        matches: What it could be, the surest first.
        columns: What is known of each column.
        notes: What a reader must know.
    """

    file: str
    kind: str
    rows: int
    encoding: str | None
    delimiter: str | None
    newline: str | None
    header: bool | None
    matches: tuple[Match, ...]
    columns: tuple[ColumnFacts, ...]
    notes: tuple[str, ...]

    def is_what(self) -> str:
        """Return what the file is, in words; several when that is not sure."""
        if not self.matches:
            return "of no known format"
        return "; ".join(in_words(best(list(self.matches))))

    def shape(self) -> str:
        """Return how it is written, in words."""
        header = {None: "", True: "with a header", False: "without a header"}
        said = [
            self.kind,
            self.encoding or "",
            f"{self.delimiter}-separated" if self.delimiter else "",
            f"{self.newline} line ends" if self.newline else "",
            header[self.header] if self.encoding else "",
            counted(self.rows, "row"),
            counted(len(self.columns), "column"),
        ]
        return ", ".join(filter(None, said))

    def warnings(self) -> Iterator[str]:
        """Yield what has to be looked at."""
        yield from self.notes
        for column in self.columns:
            for warning in column.warnings:
                yield f"{column.name}: {warning}"


class Inspection:
    """What files are; shows itself as a table in a notebook, and as text elsewhere.

    Attributes:
        files: What is known of each file.
    """

    def __init__(self, files: Iterable[FileFacts]) -> None:
        """Take the facts over; use `hygiene.inspect` instead."""
        self.files = tuple(files)

    def frame(self) -> pl.DataFrame:
        """Return one row a column of every file: what it holds and what was found."""
        rows = [
            {
                "file": one.file,
                "column": column.name,
                "holds": column.holds,
                "canonical": list(column.canonical),
                "filled": column.filled,
                "found": "; ".join(column.details),
                "look_at": " ".join(column.warnings),
            }
            for one in self.files
            for column in one.columns
        ]
        schema: dict[str, pl.DataType | type[pl.DataType]] = {
            "file": pl.String,
            "column": pl.String,
            "holds": pl.String,
            "canonical": pl.List(pl.String),
            "filled": pl.UInt32,
            "found": pl.String,
            "look_at": pl.String,
        }
        return pl.DataFrame(rows, schema=schema)

    def matches(self) -> pl.DataFrame:
        """Return one row a thing that a file could be, the surest of a file first."""
        rows = [
            {"file": one.file, **asdict(match), "parts": list(match.parts)}
            for one in self.files
            for match in one.matches
        ]
        schema: dict[str, pl.DataType | type[pl.DataType]] = {
            "file": pl.String,
            "format": pl.String,
            "table": pl.String,
            "parts": pl.List(pl.String),
            "confidence": pl.String,
            "because": pl.String,
        }
        return pl.DataFrame(rows, schema=schema)

    def to_dict(self) -> dict[str, Any]:
        """Return everything that was found, ready for JSON."""
        return {"files": [asdict(one) for one in self.files]}

    def __str__(self) -> str:
        """Return a few lines for each file."""
        return "\n\n".join("\n".join(_lines(one)) for one in self.files)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "".join(
            display_of(
                one.file,
                f"{one.is_what()}. {one.shape()}.",
                list(one.warnings()),
                one.columns,
            ).html(is_first=place == 0)
            for place, one in enumerate(self.files)
        )


def inspect(paths: str | Path | Sequence[str | Path]) -> Inspection:
    """Say what files are, without showing a value of a person.

    Args:
        paths: A file, a folder, an archive, a glob, or a list of these.

    Returns:
        The inspection: `frame()`, `matches()`, text, and a table in a notebook.

    Raises:
        InputError: A file is not there, or cannot be read at all.

    Examples:
        >>> from hygiene.resources import sample_campaign
        >>> found = inspect(sample_campaign().parent / "suppressions_domains.csv")
        >>> found.files[0].shape()
        'csv, utf-8, comma-separated, LF line ends, with a header, 4 rows, 6 columns'
        >>> found.files[0].is_what()
        'canonical (suppressions): sure, every required column'
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        raise InputError("Name a file to inspect.")
    known = formats()
    contents = [
        content
        for path in given
        for one in _globbed(path)
        for content in contents_of(one)
    ]
    labels = Counter(content.label for content in contents)
    return Inspection(
        replace(facts, file=f"{without_addresses(folder)}/{facts.file}")
        if labels[content.label] > 1 and (folder := content.path.absolute().parent.name)
        else facts
        for content in contents
        for facts in [file_facts(content, known)]
    )


def file_facts(content: Content, known: Mapping[str, Format]) -> FileFacts:
    """Return what is known of one file.

    Args:
        content: The file.
        known: The formats that it may have, by name.

    Raises:
        InputError: It turns out to be damaged.
    """
    try:
        rows = content.frame.select(pl.len()).collect(engine="streaming").item()
        columns = tuple(
            facts_of(content.frame, name, shown, known)
            for name, shown in content.shown.items()
        )
    except (PolarsError, OSError):
        raise InputError(f"'{content.label}' is damaged. Get it again.") from None
    return FileFacts(
        file=without_addresses(content.label),
        kind=content.kind,
        rows=rows if content.shown else 0,
        encoding=content.encoding,
        delimiter=content.delimiter,
        newline=content.newline,
        header=content.header,
        matches=tuple(matches_of(content, known)),
        columns=columns,
        notes=content.notes,
    )


def _globbed(path: str | Path) -> list[Path]:
    if Path(path).exists() or not glob.has_magic(str(path)):
        return [Path(path)]
    return [Path(found) for found in sorted(glob.glob(str(path)))] or [Path(path)]  # noqa: PTH207 - may be absolute


def _lines(one: FileFacts) -> Iterator[str]:
    yield one.file
    said = in_words(best(list(one.matches))) if one.matches else [one.is_what()]
    for line in said:
        yield from wrapped(line, "  ")
    yield from wrapped(one.shape(), "  ")
    filled = [column for column in one.columns if column.filled]
    longest = max((len(column.name) for column in filled), default=0)
    width = min(longest, _WIDTH)
    for column in filled:
        guess = f" (could be {', '.join(column.canonical)})" if column.canonical else ""
        found = "; ".join([f"{column.filled:,} filled", *column.details])
        text = f"{column.name:<{width}}  {column.holds}{guess}: {found}"
        yield from wrapped(text, "  ", " " * (width + 2))
    if empty := [column.name for column in one.columns if not column.filled]:
        yield from wrapped(f"empty: {', '.join(empty)}", "  ")
    for warning in one.warnings():
        yield from wrapped(f"! {warning}", "  ")
