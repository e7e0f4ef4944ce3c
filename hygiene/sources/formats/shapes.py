"""Shapes: values that prove a file to be something else than it was said to be."""

from __future__ import annotations

import polars as pl

from hygiene.errors import RejectedRowsError
from hygiene.sources.formats.spec import Part, folded
from hygiene.sources.raw.rows import ROW
from hygiene.text import filled


def check_shapes(frame: pl.LazyFrame, part: Part, label: str) -> None:
    """Refuse a file whose filled values do not have the shapes of a part.

    Args:
        frame: The file's own columns, all text, with `_row`.
        part: The part.
        label: What messages call the file.

    Raises:
        RejectedRowsError: Values have another shape; every row of them is listed.

    >>> part = Part("p", "sends", shapes={"line": "[0-9]+"})
    >>> check_shapes(pl.LazyFrame({"_row": [1], "line": ["12"]}), part, "list.txt")
    """
    given = {folded(name): name for name in frame.collect_schema().names()}
    for path, shape in part.shapes.items():
        name = given.get(folded(path))
        if name is None:
            continue
        misfit = ~filled(pl.col(name)).str.contains(f"^(?:{shape})$")
        wrong = frame.filter(misfit).select(ROW).unique().sort(ROW).collect()
        if not wrong.is_empty():
            rejects = wrong.select(
                file=pl.lit(label),
                row=pl.col(ROW).cast(pl.UInt32),
                column=pl.lit(name),
                problem=pl.lit("does not look as this format has it"),
            )
            raise RejectedRowsError(
                f"'{label}' has {wrong.height:,} row(s) whose '{path}' does not look "
                "as this format has it; nothing was read. Is it another kind of file?",
                [f"first at row {wrong[ROW][0]:,}"],
                rejects,
            )
