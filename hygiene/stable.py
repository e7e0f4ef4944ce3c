"""Stable files: the same rows give the same bytes, whatever the threads and engine."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

_ROWS = 100_000


def write_stable_parquet(rows: pl.LazyFrame, path: Path) -> None:
    """Write `rows` in their order, in row groups of one size, a batch at a time.

    The engine's own writer shapes pages by its threads; this one sees whole batches.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "rows.parquet"
    >>> write_stable_parquet(pl.LazyFrame({"row": [0, 1]}), path)
    >>> pl.read_parquet(path).height
    2
    """
    plain = pl.CompatLevel.oldest()
    empty = pl.DataFrame(schema=rows.collect_schema())
    schema = empty.to_arrow(compat_level=plain).schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in rows.collect_batches(chunk_size=_ROWS, maintain_order=True):
            writer.write_table(batch.to_arrow(compat_level=plain), row_group_size=_ROWS)


def stable_parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file whose bytes depend on nothing but its cells.

    >>> stable_parquet(pl.DataFrame({"a": ["x"]}))[:4]
    b'PAR1'
    """
    file = io.BytesIO()
    table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    pq.write_table(table, file, compression="zstd", row_group_size=_ROWS)
    return file.getvalue()
