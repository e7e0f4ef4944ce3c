"""Run the hand-written SQL over a generated world, on as many threads as Polars."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb


def main(folder: str) -> None:
    """Decide the world in `folder` with DuckDB; writes `rival.parquet` into it."""
    sql = (Path(__file__).parent / "rival.sql").read_text(encoding="utf-8")
    os.chdir(folder)
    duckdb.connect().execute(sql)


if __name__ == "__main__":
    main(sys.argv[1])
