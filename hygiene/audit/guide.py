"""`VERIFY.md`: how anyone checks a snapshot with coreutils and OpenSSH alone."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hygiene.audit.bag import PAYLOAD, SIGNATURE, TAG_MANIFEST
from hygiene.audit.lth1 import duckdb_query
from hygiene.audit.sshsig import NAMESPACE
from hygiene.resources import package_file

NAME = "VERIFY.md"


def guide(
    snapshot_id: str,
    identity: str,
    previous: tuple[str | None, str],
    schemas: Mapping[str, pl.Schema],
) -> bytes:
    """Return the guide of a snapshot.

    Args:
        snapshot_id: The snapshot.
        identity: Who signs it.
        previous: The snapshot before it and the SHA-256 of its tag manifest.
        schemas: File to the columns of its table.
    """
    name, digest = previous
    chain = (
        f'test "$(sha256sum < ../{name}/{TAG_MANIFEST} | cut -c1-64)" = "{digest}"'
        if name
        else "# (it is the first)"
    )
    queries = [
        f"-- {file}\n{duckdb_query(schema, f'{PAYLOAD}/{file}')}"
        for file, schema in schemas.items()
    ]
    values = {
        "snapshot_id": snapshot_id,
        "identity": identity,
        "namespace": NAMESPACE,
        "signature": SIGNATURE,
        "tags": TAG_MANIFEST,
        "previous": digest,
        "chain": chain,
        "queries": "\n".join(queries),
    }
    text = package_file("templates", "verify.md").read_text("utf-8")
    for place, value in values.items():
        text = text.replace("{{ " + place + " }}", value)
    return text.encode()
