"""Columns: whether a source has those that its table needs, as they are named."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hygiene.errors import listed, nearest, nearest_column
from hygiene.sources.entries import Entry
from hygiene.sources.formats.spec import folded
from hygiene.tables import Column, Kind, Table
from hygiene.times import can_be_time

_TEXT_TYPES = (pl.String, pl.Categorical, pl.Enum, pl.Null)


def column_problems(given: pl.Schema, entry: Entry, table: Table) -> Iterator[str]:
    """Yield what is wrong with the columns of an evidence table."""
    yield from mapping_problems(given, entry, table)
    for column in table.columns:
        name = entry.columns.get(column.name, column.name)
        if column.name in entry.constants:
            continue
        if name in given and not _readable(column, given[name]):
            yield f"column '{name}' is {given[name]}, not {column.kind}."
        elif column.required and name == column.name and name not in given:
            hint = nearest_column(name, given, table.column_names)
            yield f"column '{name}' is missing.{hint}"
    yield from _nearly_named(given, entry, table)
    mapped = {*entry.columns, *entry.constants, *given}
    if table.one_of and not mapped & set(table.one_of):
        yield f"one of the columns {listed(table.one_of)} is needed."


def _nearly_named(given: pl.Schema, entry: Entry, table: Table) -> Iterator[str]:
    """Yield the columns that would be ignored for nothing but their spelling.

    An `Expires_At` that is not read would let an expired consent count.
    """
    said = {*entry.columns, *entry.constants}
    absent = {
        folded(column.name): column.name
        for column in table.columns
        if not column.required and column.name not in said and column.name not in given
    }
    for name in given:
        meant = absent.get(folded(name))
        if meant is not None and name not in entry.columns.values():
            yield f"'{meant}' is spelt otherwise; rename its column, or map it."


def mapping_problems(given: pl.Schema, entry: Entry, table: Table) -> Iterator[str]:
    """Yield what is wrong with the mapped columns and constants of an entry."""
    known = table.column_names
    for name in [*entry.columns, *entry.constants]:
        if name not in known:
            hint = nearest(name, known)
            yield f"the {table.name} table has no column '{name}'.{hint}"
    for canonical, name in entry.columns.items():
        if name not in given:
            yield f"'{canonical}' is mapped to a column that the file lacks."
        if canonical in entry.constants:
            yield f"'{canonical}' is both mapped and a constant."


def is_text(dtype: pl.DataType) -> bool:
    """Return whether a column of this type is read as text without loss.

    >>> is_text(pl.Int64()), is_text(pl.Float64())
    (True, False)
    """
    return isinstance(dtype, _TEXT_TYPES) or dtype.is_integer()


def _readable(column: Column, dtype: pl.DataType) -> bool:
    if column.kind is Kind.TIME:
        return can_be_time(dtype)
    if is_text(dtype):
        return True
    return column.kind is Kind.YES_NO and isinstance(dtype, pl.Boolean)
