"""Copying: the rows that a database answers become a Parquet file, batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hygiene.errors import InputError, listed
from hygiene.sources.landing import new_copy

_UUID = "arrow.uuid"
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_FLAT: tuple[Callable[[pa.DataType], bool], ...] = (
    pa.types.is_null,
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_date,
    pa.types.is_timestamp,
    pa.types.is_time,
)


def copy_rows(rows: pa.RecordBatchReader, label: str) -> Path:
    """Write the rows of a query to a Parquet file in the landing folder.

    Types are kept. A UUID and a number of any precision become text, as the database
    writes them.

    Raises:
        InputError: A column has no name of its own, a type that has no place in a
            table, or a time outside the years 1 to 9999, such as infinity.
    """
    check_names(rows.schema.names, label)
    _check_types(rows.schema, label)
    path = new_copy()
    schema = pa.schema([(f.name, _kept(f.type)) for f in rows.schema])
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        for batch in rows:
            columns = [_column(value) for value in batch.columns]
            for name, column in zip(schema.names, columns, strict=True):
                _check_times(column, name, label)
            writer.write_batch(pa.record_batch(columns, schema=schema))
    return path


def check_names(names: list[str], label: str) -> None:
    """Refuse a query whose columns cannot be told apart.

    Raises:
        InputError: It has no column, or two of one name.

    >>> check_names(["email", "country"], "sqlite:///crm.db")
    """
    if not names:
        raise InputError(f"The query of '{label}' answers no rows; give a 'select'.")
    if len(set(names)) < len(names) or "" in names:
        raise InputError(
            f"The query of '{label}' answers two columns of one name, or one without "
            "a name. Give every column a name of its own with 'as'."
        )


def _check_types(schema: pa.Schema, label: str) -> None:
    odd = [f.name for f in schema if not _is_flat(_kept(f.type))]
    if odd:
        raise InputError(
            f"The query of '{label}' answers columns of a type that no table has: "
            f"{listed(odd)}. Make them text in the query, with cast(... as text)."
        )


def _kept(kind: pa.DataType) -> pa.DataType:
    """Return the type of a column in the copy."""
    if isinstance(kind, pa.BaseExtensionType):
        is_opaque = not pa.types.is_string(kind.storage_type)
        if kind.extension_name == _UUID:
            return pa.string()
        return kind if is_opaque else kind.storage_type
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_flat(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in _FLAT)


def _column(column: pa.Array) -> pa.Array:
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        storage = column.storage
        return _uuids(storage) if kind.extension_name == _UUID else storage
    return column.dictionary_decode() if pa.types.is_dictionary(kind) else column


def _uuids(storage: pa.Array) -> pa.Array:
    digits = pl.Series("u", storage.cast(pa.binary()), pl.Binary).bin.encode("hex")
    ends = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)]
    parts = [pl.col("u").str.slice(start, length) for start, length in ends]
    text = digits.to_frame().select(pl.concat_str(parts, separator="-"))
    return text.to_series().to_arrow().cast(pa.string())


def _check_times(column: pa.Array, name: str, label: str) -> None:
    """Refuse times that no calendar has: read on, an infinity could become the past."""
    kind = column.type
    if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return
    ends = pc.min_max(column)
    least, most = (ends[end].cast(_plain(kind)) for end in ("min", "max"))
    if not least.is_valid:
        return
    first, last = (_plain_bound(end, kind) for end in (_FIRST, _LAST))
    if least.as_py() < first or most.as_py() > last:
        raise InputError(
            f"The query of '{label}' answers a time in '{name}' that is outside the "
            "years 1 to 9999, such as infinity. Write null or a real time in its place."
        )


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.int32() if pa.types.is_date32(kind) else pa.int64()


def _plain_bound(end: datetime, kind: pa.DataType) -> int:
    """Return the number by which a type holds an instant."""
    seconds = int((end - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    if pa.types.is_date32(kind):
        return seconds // 86_400
    unit = "ms" if pa.types.is_date64(kind) else kind.unit
    return seconds * {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[unit]
