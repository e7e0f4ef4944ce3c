"""The logical hash `lth1`: what a table says, whatever file or engine says it.

A cell is `~,` when null and else a netstring of its text; a row is the SHA-256 of its
cells in the byte order of their columns' names; a table is the SHA-256 of a header and
the sorted digests of its rows. Neither the order of rows or columns nor the writer or
the compression changes it; every value, name, kind and repetition does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import polars as pl

SCHEME = "lth1"
_SLICE = 250_000
_NULL = "~,"
_TEXT, _WHOLE, _YES_NO, _DAY, _INSTANT = "s", "i", "b", "d", "t"
_SQL_TEXT = {
    _TEXT: "{}",
    _WHOLE: "{}::VARCHAR",
    _YES_NO: "{}::VARCHAR",
    _DAY: "{}::VARCHAR",
    _INSTANT: "epoch_us({})::VARCHAR",
}


def logical_hash(frame: pl.DataFrame) -> str:
    """Return the logical hash of a table.

    Raises:
        ValueError: A column has a type that no evidence may have, such as a float.

    >>> logical_hash(pl.DataFrame({"a": ["x"]}))[:16]
    '92e0c1ea8d3d3bf1'
    """
    return combined(frame.schema, row_digests(frame))


def row_digests(frame: pl.DataFrame) -> list[str]:
    """Return the digest of every row, in hexadecimal, in the order of the rows.

    >>> len(row_digests(pl.DataFrame({"a": ["x", None]})))
    2
    """
    names = sorted(frame.columns)
    cells = [_cell(name, _kind(name, frame.schema[name])) for name in names]
    found: list[str] = []
    for part in frame.iter_slices(_SLICE):
        texts = part.select(pl.concat_str(cells).cast(pl.Binary)).to_series()
        found += [hashlib.sha256(text).hexdigest() for text in texts]
    return found


def combined(schema: pl.Schema, digests: Iterable[str]) -> str:
    """Return the logical hash of a table with these columns and digests of rows.

    A row that was redacted takes part by its digest alone.

    >>> combined(pl.Schema({"a": pl.String}), []) == logical_hash(
    ...     pl.DataFrame(schema={"a": pl.String})
    ... )
    True
    """
    ordered = sorted(digests)
    header = "|".join([SCHEME, *_columns(schema), f"n={len(ordered)}"])
    digest = hashlib.sha256(f"{header}\n".encode())
    for start in range(0, len(ordered), _SLICE):
        lines = "\n".join(ordered[start : start + _SLICE])
        digest.update(f"{lines}\n".encode())
    return digest.hexdigest()


def duckdb_query(schema: pl.Schema, file: str) -> str:
    """Return the statement with which DuckDB computes the hash of a Parquet file.

    >>> print(duckdb_query(pl.Schema({"a": pl.Int64}), "data/t.parquet"))
    SELECT sha256('lth1|a:i|n='||count(*)||chr(10)||coalesce(string_agg(d,chr(10)
      ORDER BY d)||chr(10),'')) AS lth1 FROM (SELECT sha256(
      coalesce(octet_length(encode("a"::VARCHAR))||':'||"a"::VARCHAR||',','~,')
      ) d FROM read_parquet('data/t.parquet'));
    """
    header = "|".join([SCHEME, *_columns(schema), "n="])
    cells = "\n      ||".join(
        f"coalesce(octet_length(encode({text}))||':'||{text}||',','{_NULL}')"
        for text in (
            _SQL_TEXT[_kind(name, schema[name])].format(f'"{name}"')
            for name in sorted(schema)
        )
    )
    return (
        f"SELECT sha256('{header}'||count(*)||chr(10)||"  # noqa: S608 - our own names
        "coalesce(string_agg(d,chr(10)\n  ORDER BY d)||chr(10),'')) AS lth1 "
        f"FROM (SELECT sha256(\n  {cells}\n  ) d FROM read_parquet('{file}'));"
    )


def _columns(schema: pl.Schema) -> list[str]:
    return [f"{name}:{_kind(name, schema[name])}" for name in sorted(schema)]


def _kind(name: str, dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.String | pl.Enum | pl.Categorical):
        return _TEXT
    if dtype.is_integer():
        return _WHOLE
    if isinstance(dtype, pl.Boolean):
        return _YES_NO
    if isinstance(dtype, pl.Date):
        return _DAY
    if dtype == pl.Datetime("us", "UTC"):
        return _INSTANT
    raise ValueError(f"column '{name}' is {dtype}, which no evidence may be")


def _cell(name: str, kind: str) -> pl.Expr:
    text = _text(pl.col(name), kind)
    length = text.str.len_bytes().cast(pl.String)
    cell = pl.concat_str(length, pl.lit(":"), text, pl.lit(","))
    return pl.when(pl.col(name).is_null()).then(pl.lit(_NULL)).otherwise(cell)


def _text(column: pl.Expr, kind: str) -> pl.Expr:
    if kind == _YES_NO:
        return pl.when(column).then(pl.lit("true")).otherwise(pl.lit("false"))
    if kind == _DAY:
        return column.dt.to_string("%Y-%m-%d")
    if kind == _INSTANT:
        return column.dt.epoch("us").cast(pl.String)
    return column.cast(pl.String)
