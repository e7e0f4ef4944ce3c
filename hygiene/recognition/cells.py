"""Cells: whether what stands in a file looks like what a format has in its columns."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hygiene.recognition.columns import held_by
from hygiene.recognition.content import SAMPLE, Content
from hygiene.recognition.times import times_of
from hygiene.sources.formats import mapping
from hygiene.sources.formats.spec import ANY_OTHER, Format, Part, folded
from hygiene.text import filled

Cells = Mapping[str, pl.Series]
"""The filled values of a sample of the rows, by the folded name of their column."""

_POINTS = {"addresses", "phones", "domains"}


def cells_of(content: Content) -> dict[str, pl.Series]:
    """Return a sample of the filled values of each column, by its folded name."""
    sample = content.frame.head(SAMPLE).select(
        filled(pl.col(name).cast(pl.String, strict=False)) for name in content.shown
    )
    columns = sample.collect(engine="streaming").get_columns()
    return {folded(column.name): column.drop_nulls() for column in columns}


def has_codes(part: Part, cells: Cells) -> bool:
    """Return whether most codes in a file are those of a part, where it has any.

    >>> codes = {"reason": {"B": "blocked"}}
    >>> part = Part("p", "sends", columns={"reason": "Why"}, codes=codes)
    >>> has_codes(part, {"why": pl.Series(["b"])}), has_codes(part, {})
    (True, True)
    >>> has_codes(part, {"why": pl.Series(["paid", "open"])})
    False
    """
    return all(
        _share_known(canonical, values, part) > 1 / 2
        for canonical, values in _coded(part, cells).items()
    )


def is_headless(part: Part, given: Format, cells: Cells) -> bool:
    """Return whether every cell of a file without a header is in its place."""
    placed = _placed(given, cells)
    for canonical, name in part.columns.items():
        values = placed.get(folded(name), pl.Series([], dtype=pl.String))
        if name in part.needs and values.is_empty():
            return False
        if canonical in {"value", "address"} and not _holds_points(values):
            return False
        is_time = canonical in mapping.times_of(part.table)
        if is_time and len(values) and not times_of(values, "date").styles:
            return False
    coded = _coded(part, placed)
    return all(_share_known(name, coded[name], part) == 1 for name in coded)


def says_codes(part: Part, given: Format, cells: Cells) -> bool:
    """Return whether a file without a header holds codes that only a part has."""
    return bool(_coded(part, _placed(given, cells)))


def is_list(part: Part, given: Format, cells: Cells) -> bool:
    """Return whether the lines of a list look like those of a part."""
    (values,) = cells.values()
    fits = all(
        values.str.contains(f"^(?:{shape})$").all() for shape in part.shapes.values()
    )
    if given.is_hashed:
        return fits and held_by(values, "") == "digests"
    if part.phones:
        return fits and held_by(values, "phone") == "phones"
    return fits and _holds_points(values)


def _holds_points(values: pl.Series) -> bool:
    return held_by(values, "value") in _POINTS


def _placed(given: Format, cells: Cells) -> dict[str, pl.Series]:
    return dict(zip(map(folded, given.header), cells.values(), strict=False))


def _coded(part: Part, cells: Cells) -> dict[str, pl.Series]:
    """Return the filled cells that may hold nothing but codes, by canonical name."""
    named = {
        canonical: cells.get(folded(part.columns[canonical]), pl.Series([]))
        for canonical, known in part.codes.items()
        if canonical in part.columns and ANY_OTHER not in known
    }
    return {canonical: values for canonical, values in named.items() if len(values)}


def _share_known(canonical: str, values: pl.Series, part: Part) -> float:
    skipped = part.skip.get(part.columns[canonical], ())
    known = [code.lower() for code in (*part.codes[canonical], *skipped)]
    return int(values.str.to_lowercase().is_in(known).sum()) / len(values)
