"""Delta: one version of a Delta table, without the rows that its vectors delete."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from hygiene.errors import InputError
from hygiene.sources.landing import new_copy
from hygiene.sources.places import s3
from hygiene.sources.places.addresses import (
    Address,
    local_path,
    number_of,
    read_address,
)
from hygiene.sources.places.fetched import Fetched, no_query, packages

S3 = "delta+s3"
"""The scheme of a Delta table that lies in S3."""


def fetch(given: str, folder: Path, query: str | None) -> list[Fetched]:
    """Return a copy of a Delta table, of its newest version unless one is named.

    Raises:
        InputError: The table or the version is not there or cannot be read.
        MissingExtraError: The reader is not installed.
    """
    no_query(query, "A Delta table")
    address = read_address(given, ["version"])
    version = number_of(address, "version")
    where, label = _where(address, folder)
    shown = label if version is None else f"{label}?version={version}"
    with packages("A Delta table", "lakes"):
        from deltalake.exceptions import DeltaError
    path = new_copy()
    try:
        frame = pl.scan_delta(
            where,
            version=version,
            storage_options=s3.settings() if address.scheme == S3 else None,
            credential_provider=None,
        )
        frame.sink_parquet(path, compression="lz4")
    except (DeltaError, PolarsError, PanicException, OSError, ValueError):
        raise InputError(
            f"'{shown}' cannot be read: there is no such Delta table or version, it "
            "may not be read, or it is damaged or uses a feature that is not known."
        ) from None
    return [Fetched(shown, path)]


def _where(address: Address, folder: Path) -> tuple[str, str]:
    """Return where a table lies, and its label."""
    if address.scheme == S3:
        bucket, key = s3.split(f"s3://{address.rest}")
        return f"s3://{bucket}/{key}", f"{S3}://{bucket}/{key}"
    path = local_path(address, folder)
    if not (path / "_delta_log").is_dir():
        raise InputError(
            f"There is no Delta table '{path.name}'. Three slashes stand before a path "
            "beside the campaign file, four before an absolute one."
        )
    return str(path.resolve()), f"delta:///{path.name}"
