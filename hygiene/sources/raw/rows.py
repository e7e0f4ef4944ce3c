"""Rows: what a raw file holds, one numbered row of text after the other, as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from hygiene.errors import InputError, RejectedRowsError

ROW = "_row"
"""The number of a record in its file, from 1."""

ITEM = "_item"
"""Which of the rows of its record a row is, from 1."""

_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one raw file.

    Attributes:
        label: What messages call the file.
        names: The columns' names.
        values: Record number from 1, and a value for each name. A record may have
            several rows.
        pads: Whether a row with too few values ends in blanks; else it is damaged.
        header: The names as the file has them, where it has any.
    """

    label: str
    names: list[str]
    values: Iterator[tuple[int, list[Any]]]
    pads: bool = False
    header: tuple[str, ...] = ()

    def write(self, path: Path) -> pl.LazyFrame:
        """Write every row to a Parquet file and return its scan.

        Returns:
            `_row`, `_item` and the columns, all of them text, null where a value is
            empty.

        Raises:
            RejectedRowsError: Rows have more or fewer values than there are names.
            InputError: A name is one of the two that number the rows.
        """
        if {ROW, ITEM} & {*self.names}:
            raise own_name(self.label)
        numbers = [(ROW, pa.uint32()), (ITEM, pa.uint32())]
        schema = pa.schema([*numbers, *((name, pa.string()) for name in self.names)])
        damaged: list[tuple[int, str]] = []
        whole = self._whole(damaged)
        with pq.ParquetWriter(path, schema, compression="lz4") as writer:
            while batch := list(islice(whole, _BATCH)):
                columns = [
                    pa.array(column, field.type)
                    for column, field in zip(
                        zip(*batch, strict=True), schema, strict=True
                    )
                ]
                writer.write_batch(pa.record_batch(columns, schema=schema))
        if damaged:
            raise self._rejected(damaged)
        return pl.scan_parquet(path, glob=False)

    def _whole(self, damaged: list[tuple[int, str]]) -> Iterator[list[Any]]:
        """Yield the rows with their numbers; note those of another length."""
        wanted, last, item = len(self.names), 0, 0
        for record, row in self.values:
            item = item + 1 if record == last else 1
            last = record
            if len(row) < wanted and self.pads:
                row = [*row, *[None] * (wanted - len(row))]  # noqa: PLW2901
            if len(row) == wanted:
                yield [record, item, *map(_text, row)]
            else:
                damaged.append((record, f"has {len(row)} cell(s), not {wanted}"))

    def _rejected(self, damaged: list[tuple[int, str]]) -> RejectedRowsError:
        rejects = pl.DataFrame(
            {
                "file": [self.label] * len(damaged),
                "row": [record for record, _ in damaged],
                "column": [""] * len(damaged),
                "problem": [problem for _, problem in damaged],
            },
            schema_overrides={"row": pl.UInt32},
        )
        return RejectedRowsError(
            f"'{self.label}' has {len(damaged):,} row(s) with more or fewer cells than "
            "its header; nothing was read. Export it again.",
            [f"row {record:,} {problem}" for record, problem in damaged[:3]],
            rejects,
        )


def own_name(label: str) -> InputError:
    """Return the error for a file with a column that only the toolkit may make."""
    return InputError(
        f"'{label}' has a column '{ROW}' or '{ITEM}', which are the toolkit's own. "
        "Rename it."
    )


def _text(value: Any) -> str | None:
    """Return a value as text, null where it is empty."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
