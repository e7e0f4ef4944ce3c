"""Conforming: a source becomes the canonical columns of its table, problems marked.

Nothing is raised for a bad row here: each row carries a mask of what is wrong with
it, so that every problem of a file is reported at once (`hygiene.sources.staging`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from hygiene.errors import InputError, listed, nearest, nearest_column
from hygiene.keys.domains import domain_keys, public_mailbox_domains
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from hygiene.sources.raw.rows import ROW, own_name
from hygiene.tables import EVIDENCE, Column, Kind, Table
from hygiene.text import filled, stripped
from hygiene.times import CALENDAR, INSTANT, can_be_time, read_interval
from hygiene.vocabulary import ANY, Match

PROBLEMS = "_problems"
RAW = "_raw_"
_YES, _NO = ["true", "1", "yes"], ["false", "0", "no"]
_TEXT_TYPES = (pl.String, pl.Categorical, pl.Enum, pl.Null)
_DEFAULTS = {"match": Match.ADDRESS.value, "channel": ANY, "purpose": ANY}
_DEFAULT_CONTROLLER = {"suppressions": ANY}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong with a row: its column, wording and predicate."""

    column: str
    problem: str
    holds: pl.Expr


def conform(source: Source, entry: Entry) -> pl.LazyFrame:
    """Return the canonical columns of `source`, one row a row, in order.

    Text is as given, null where blank. A code is as given. A time column `x` becomes
    `x_first` and `x_last` in UTC. `_row` counts data rows from 1 and `_problems` is a
    bit mask over `row_checks`. Codes that are rejected are kept in `_raw_` columns.

    Raises:
        InputError: A required column is missing or has a type that cannot be read;
            everything that is wrong with the source's columns is listed.
    """
    table = EVIDENCE[entry.table]
    picked = _picked(source, entry, table)
    types = picked.collect_schema()
    read = picked.with_columns(*_values(table, types, entry.timezone))
    checks = row_checks(entry)
    mask = pl.sum_horizontal(
        pl.when(check.holds.fill_null(value=False)).then(pl.lit(1 << bit, pl.UInt32))
        for bit, check in enumerate(checks)
    )
    return read.with_columns(mask.fill_null(0).alias(PROBLEMS)).pipe(
        _with_defaults, table
    )


def row_checks(entry: Entry) -> list[Check]:
    """Return everything that is checked of a row, in the order of the mask's bits."""
    return list(_checks(EVIDENCE[entry.table], entry))


def _picked(source: Source, entry: Entry, table: Table) -> pl.LazyFrame:
    """Return the contract's columns under their canonical names, nulls where absent."""
    given = source.frame.collect_schema()
    problems = [*_column_problems(given, entry, table)]
    if problems:
        raise InputError(
            f"{source.label} cannot be used as the {table.name} table:", problems
        )
    chosen = []
    for column in table.columns:
        name = entry.columns.get(column.name, column.name)
        if column.name in entry.constants:
            value = pl.lit(entry.constants[column.name])
        elif name in given:
            value = pl.col(name)
        else:
            value = pl.lit(None, pl.Null)
        chosen.append(value.alias(column.name))
    # The row number stands among them so that constants alone still make every row.
    return _numbered(source, given).select(ROW, *chosen)


def _numbered(source: Source, given: pl.Schema) -> pl.LazyFrame:
    """Number the rows from 1, unless they know which record of a file they are."""
    if source.is_numbered:
        return source.frame
    if ROW in given:  # a user's own would decide which rows are dropped
        raise own_name(source.label)
    return source.frame.with_row_index(ROW, offset=1)


def _column_problems(given: pl.Schema, entry: Entry, table: Table) -> Iterator[str]:
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
    mapped = {*entry.columns, *entry.constants, *given}
    if table.one_of and not mapped & set(table.one_of):
        yield f"one of the columns {listed(table.one_of)} is needed."


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


def _values(table: Table, types: pl.Schema, zone: str) -> Iterator[pl.Expr]:
    for column in table.columns:
        dtype = types[column.name]
        raw = pl.col(column.name)
        if isinstance(dtype, pl.Null):
            yield from _absent(column)
        elif column.kind is Kind.TIME:
            interval = read_interval(raw, dtype, zone).struct
            for end in ("first", "last"):
                instant = interval.field(end).clip(*CALENDAR)
                yield instant.alias(f"{column.name}_{end}")
            yield _given(raw, dtype).alias(f"{RAW}{column.name}")
        elif column.kind is Kind.YES_NO:
            yield _yes_no(raw, dtype).alias(column.name)
            yield _given(raw, dtype).alias(f"{RAW}{column.name}")
        elif column.codes and column.required:
            yield raw.cast(pl.String).alias(column.name)  # a blank is an unknown code
        else:
            text = raw.cast(pl.String)
            yield pl.when(stripped(text) != "").then(text).alias(column.name)


def _absent(column: Column) -> Iterator[pl.Expr]:
    """Yield the nulls that stand for a column that the source does not have."""
    if column.kind is Kind.TIME:
        for end in ("first", "last"):
            yield pl.lit(None, INSTANT).alias(f"{column.name}_{end}")
    else:
        dtype = pl.Boolean() if column.kind is Kind.YES_NO else pl.String()
        yield pl.lit(None, dtype).alias(column.name)
    if column.kind in {Kind.TIME, Kind.YES_NO}:
        yield pl.lit(value=False).alias(f"{RAW}{column.name}")


def _given(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return whether a row holds a value at all."""
    return filled(raw).is_not_null() if dtype == pl.String else raw.is_not_null()


def _yes_no(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Boolean):
        return raw
    text = stripped(raw.cast(pl.String)).str.to_lowercase()
    return (
        pl.when(text.is_in(_YES))
        .then(statement=True)
        .when(text.is_in(_NO))
        .then(statement=False)
    )


def _checks(table: Table, entry: Entry) -> Iterator[Check]:
    for column in table.columns:
        value = pl.col(column.name)
        if column.kind is Kind.TIME:
            yield from _time_checks(column)
        elif column.kind is Kind.YES_NO:
            wrong = pl.col(f"{RAW}{column.name}") & value.is_null()
            yield Check(column.name, "is neither true nor false", wrong)
        else:
            if column.required:
                yield Check(column.name, "is missing", value.is_null())
            if column.codes:
                unknown = ~value.is_in(column.codes)
                known = f"is not one of {listed(column.codes)}"
                yield Check(column.name, known, unknown)
    if table.one_of:
        neither = pl.all_horizontal(pl.col(name).is_null() for name in table.one_of)
        yield Check("address", "and contact_id are both missing", neither)
    if table.name == "suppressions" and not entry.allow_public_domains:
        yield Check("value", _PUBLIC, _is_public_domain())


_UNREAD = (
    "is not an ISO 8601 time, or does not exist in its zone (clock change); where a "
    'file writes times otherwise, say how, e.g. dates = "day_first"'
)

_PUBLIC = (
    "is a public mailbox domain; suppressing it would remove strangers "
    "(say allow_public_domains = true if that is meant)"
)


def _time_checks(column: Column) -> Iterator[Check]:
    given = pl.col(f"{RAW}{column.name}")
    unread = given & pl.col(f"{column.name}_first").is_null()
    yield Check(column.name, _UNREAD, unread)
    if column.required:
        yield Check(column.name, "is missing", ~given)


def _is_public_domain() -> pl.Expr:
    domain = pl.when(pl.col("match") == Match.DOMAIN).then("value")
    return domain_keys(domain).is_in(public_mailbox_domains().implode())


def _with_defaults(read: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    """Fill what an absent or null optional value stands for (contract section 2)."""
    names = set(table.column_names)
    fills = [
        pl.col(name).fill_null(value)
        for name, value in _DEFAULTS.items()
        if name in names and not table.column(name).required
    ]
    if table.name in _DEFAULT_CONTROLLER:
        fills.append(pl.col("controller").fill_null(_DEFAULT_CONTROLLER[table.name]))
    if "collected_by" in names:
        fills.append(pl.col("collected_by").fill_null(pl.col("controller")))
    if "opt_out_offered" in names:
        fills.append(pl.col("opt_out_offered").fill_null(value=False))
    if "recorded_at" in names:
        started = "effective_from" if "effective_from" in names else "occurred_at"
        fills += [
            pl.col(f"recorded_at_{end}").fill_null(pl.col(f"{started}_{end}"))
            for end in ("first", "last")
        ]
    times = [column.name for column in table.columns if column.kind is Kind.TIME]
    return read.with_columns(fills).drop(times)


def is_prohibition(table: str) -> pl.Expr:
    """Return which rows of a table may never be dropped: a no, or an unclear action.

    >>> frame = pl.DataFrame({"action": ["given", "refused", "?", None]})
    >>> frame.select(is_prohibition("consents")).to_series().to_list()
    [False, True, True, True]
    """
    if table == "suppressions":
        return pl.lit(value=True)
    if table == "consents":
        return ~pl.col("action").is_in(["requested", "given", "confirmed"]).fill_null(
            value=False
        )
    return pl.lit(value=False)
