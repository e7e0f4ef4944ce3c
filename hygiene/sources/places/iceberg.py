"""Iceberg: one snapshot of an Iceberg table, without the rows that it deletes."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from polars.exceptions import PanicException, PerformanceWarning

from hygiene.errors import InputError
from hygiene.sources.landing import new_copy
from hygiene.sources.places import s3
from hygiene.sources.places.addresses import (
    DOCS,
    Address,
    local_path,
    number_of,
    read_address,
)
from hygiene.sources.places.fetched import Fetched, no_query, packages

if TYPE_CHECKING:
    from pyiceberg.table import Table

S3 = "iceberg+s3"
"""The scheme of an Iceberg table whose metadata file lies in S3."""

_CATALOG = re.compile(r"(?P<catalog>\w[\w-]*)/(?P<table>[\w-]+(?:\.[\w-]+)+)")
_METADATA = ".metadata.json"
_NAMES = {
    "s3.access-key-id": "aws_access_key_id",
    "s3.secret-access-key": "aws_secret_access_key",
    "s3.session-token": "aws_session_token",
    "s3.region": "aws_region",
    "s3.endpoint": "aws_endpoint_url",
}


def fetch(given: str, folder: Path, query: str | None) -> list[Fetched]:
    """Return a copy of an Iceberg table, of its newest snapshot unless one is named.

    Raises:
        InputError: The table or the snapshot is not there or cannot be read.
        MissingExtraError: The reader is not installed.
    """
    no_query(query, "An Iceberg table")
    address = read_address(given, ["snapshot"])
    snapshot = number_of(address, "snapshot")
    where, label = _where(address, folder)
    shown = label if snapshot is None else f"{label}?snapshot={snapshot}"
    with packages("An Iceberg table", "lakes"):
        from pyiceberg.catalog import load_catalog
        from pyiceberg.table import StaticTable
        from pyiceberg.utils.config import Config
    path = new_copy()
    try:
        if named := _CATALOG.fullmatch(address.rest):
            # Read anew: the environment may have changed since the reader was imported.
            said: Any = Config().get_catalog_config(named["catalog"]) or {}
            with load_catalog(named["catalog"], **said) as catalog:
                table: Table = catalog.load_table(named["table"])
        else:
            table = StaticTable.from_metadata(where, _settings())
        frame = pl.scan_iceberg(table, snapshot_id=snapshot)
        with warnings.catch_warnings():
            # That another planner would be quicker is nothing a user can act on here.
            warnings.simplefilter("ignore", PerformanceWarning)
            frame.sink_parquet(path, compression="lz4")
    except (Exception, PanicException):  # noqa: BLE001 - of any kind of catalogue
        raise InputError(
            f"'{shown}' cannot be read: there is no such Iceberg table or snapshot, it "
            "may not be read, or it is damaged or uses a feature that is not known."
        ) from None
    return [Fetched(shown, path)]


def _where(address: Address, folder: Path) -> tuple[str, str]:
    """Return where a table's metadata lies, and the table's label.

    Raises:
        InputError: The address names neither a metadata file nor a catalogue's table.
    """
    if address.scheme == S3:
        bucket, key = s3.split(f"s3://{address.rest}")
        if key.endswith(_METADATA):
            return f"s3://{bucket}/{key}", f"{S3}://{bucket}/{key}"
    elif _CATALOG.fullmatch(address.rest):
        return "", f"iceberg://{address.rest}"
    elif address.rest.startswith("/"):
        path = local_path(address, folder)
        if path.is_file() and path.name.endswith(_METADATA):
            return str(path.resolve()), f"iceberg:///{path.name}"
        raise InputError(
            f"There is no Iceberg metadata file '{path.name}' (its name ends in "
            f"'{_METADATA}')."
        )
    raise InputError(
        f"An '{address.scheme}://' address names a metadata file that ends in "
        f"'{_METADATA}', or a table of a "
        f"catalogue: iceberg://catalog/namespace.table ({DOCS} has examples)."
    )


def _settings() -> dict[str, str]:
    """Return what the environment says of S3, in the words of the Iceberg reader."""
    given = s3.settings()
    return {name: given[key] for name, key in _NAMES.items() if key in given}
