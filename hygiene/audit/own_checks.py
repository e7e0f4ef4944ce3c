"""What is checked of a snapshot before it is signed, and before it is in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit.bag_checks import check_names, check_tags
from hygiene.audit.content_checks import check_payload
from hygiene.audit.contents import SCHEMAS
from hygiene.audit.failures import FindingsError
from hygiene.audit.invariants import violations
from hygiene.audit.loading import parsed_table
from hygiene.audit.record import Payload
from hygiene.audit.redactions import Redactions
from hygiene.audit.signers import Signer
from hygiene.audit.verification import Verification


def invariants(payload: Payload) -> list[dict[str, Any]]:
    """Return what SQL finds in the tables as they will be written.

    Raises:
        FindingsError: Something does not hold: this would be a bug in the toolkit.
    """
    found = []
    for prefix, campaign in payload.quarter.campaigns.items():
        tables = {
            table: parsed_table(
                payload.files[f"{prefix}_{table}.parquet"], table, table
            )
            for table in SCHEMAS
        }
        for table, frame in tables.items():
            if not frame.equals(payload.quarter.tables[prefix][table]):
                raise FindingsError(f"The {table} table is not read as it was written.")
        found += [{"campaign": prefix, **said} for said in violations(campaign, tables)]
    broken = [one["id"] for one in found if one["violations"]]
    if broken:
        raise FindingsError(
            f"The tables break: {', '.join(broken)}. Nothing is written."
        )
    return found


def require_no_address(payload: Payload) -> None:
    """Refuse tables in which a cell could be an address: the last net of several.

    Raises:
        FindingsError: One has such a cell; it is named by its column.
    """
    for prefix, tables in payload.quarter.tables.items():
        for table, frame in tables.items():
            texts = frame.select(
                pl.col(pl.String).str.contains("@", literal=True).any()
            )
            telling = [name for name in texts.columns if texts[name].item()]
            if telling:
                raise FindingsError(
                    f"Column '{telling[0]}' of {prefix}_{table} holds what looks like "
                    "an address. Nothing is written."
                )
    for name, content in payload.files.items():
        if name.endswith(".json") and b"@" in content:
            raise FindingsError(
                f"'{name}' holds what looks like an address. Nothing is written."
            )


def check_own(folder: Path, quarter: str, signer: Signer) -> None:
    """Verify what was written with the verifier that everybody has.

    Raises:
        FindingsError: It does not verify.
    """
    result = Verification()
    found = check_tags(folder, quarter, [signer], result)
    if found:
        check_names(found, quarter, result)
        check_payload(found, Redactions(), result, replay=False)
    if result.findings:
        said = [one.sentence for one in result.findings]
        raise FindingsError("\n".join(["What was written does not verify.", *said]))
