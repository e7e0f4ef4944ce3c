"""`snapshot.json`: what a snapshot holds and what it rests on, the same every time."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from hygiene.audit.bag import sha256
from hygiene.audit.contents import ORDER
from hygiene.audit.gathering import Gathered
from hygiene.audit.ids import Period
from hygiene.audit.loading import RULES, SCHEMA
from hygiene.audit.lth1 import logical_hash
from hygiene.audit.pids import NORMALISER, SCHEME, PseudonymKey
from hygiene.audit.rules import instant, rules_of
from hygiene.audit.states import Quarter
from hygiene.audit.tables import Tables, bridge, pseudonymised
from hygiene.stable import stable_parquet
from hygiene.summary import versions

_FEW_ROWS = 1000
_WRITER = {"library": "pyarrow", "compression": "zstd", "row_group_size": 100_000}
LIMITS = (
    "Evidence that matches nobody in an audience is counted and hashed, not stored.",
    "The absence of a consent is not proved.",
    "A signature says who made the snapshot, not when; heads given to others say when.",
    "That the tables given to the toolkit were the true ones is not proved.",
)


@dataclass(slots=True)
class Payload:
    """The files of a snapshot as they are put together, one campaign after another.

    Attributes:
        key: Makes the pseudonyms.
        files: Name to content.
        campaigns: What `snapshot.json` says of each campaign.
        outputs: What it says of each table.
        rules: Prefix to the rules of a campaign.
        quarter: The campaigns and tables, for comparison.
        previous_key: The key of the quarter before, when this one's is new.
        bridges: The pseudonyms of both keys, a campaign each.
    """

    key: PseudonymKey
    files: dict[str, bytes] = field(default_factory=dict)
    campaigns: list[dict[str, Any]] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    rules: dict[str, Any] = field(default_factory=dict)
    quarter: Quarter = field(default_factory=lambda: Quarter({}, {}, {}))
    previous_key: PseudonymKey | None = None
    bridges: list[pl.DataFrame] = field(default_factory=list)

    def add(self, found: Gathered) -> str:
        """Add the tables of a campaign; return the prefix of its files."""
        prefix = f"c{len(self.campaigns) + 1}"
        screening = found.screening
        decided = screening._decided  # noqa: SLF001 - a snapshot is made of its tables
        tables = pseudonymised(decided, self.key)
        has_wordings = decided.inputs.supplied("wordings")
        if self.previous_key:
            self.bridges.append(bridge(decided, self.previous_key, self.key))
        for table, frame in tables.stored.items():
            self.add_table(f"{prefix}_{table}.parquet", prefix, table, frame)
        gate = f"{prefix}_gate.json"
        self.files[gate] = canonical(found.gate)
        self.rules[prefix] = rules_of(screening.campaign)
        self.quarter = Quarter(
            {**self.quarter.campaigns, prefix: screening.campaign},
            {**self.quarter.tables, prefix: tables.stored},
            {**self.quarter.has_wordings, prefix: has_wordings},
        )
        self.campaigns.append(
            {
                "prefix": prefix,
                "id": screening.campaign.id,
                "as_of": instant(screening.campaign.as_of),
                "known_at": instant(screening.campaign.known),
                "source": found.source,
                "campaign_file_sha256": found.file_digest,
                "released_decisions_sha256": found.release_digest,
                "inputs": [*self._inputs(found)],
                "tables": _stored_of_all(tables),
                "has_wordings": has_wordings,
                "counts": counts(tables.stored["decisions"]),
                "gate": {"file": gate, "headline": found.gate.get("headline")},
            }
        )
        return prefix

    def add_table(
        self, name: str, prefix: str | None, table: str, frame: pl.DataFrame
    ) -> None:
        """Add a table in its order, with both of its hashes."""
        content = stable_parquet(frame)
        self.files[name] = content
        self.outputs.append(
            {
                "file": name,
                "campaign": prefix,
                "table": table,
                "sha256": sha256(content),
                "bytes": len(content),
                "rows": frame.height,
                "lth1": logical_hash(frame),
                "sort": ORDER.get(table, frame.columns),
                "columns": [
                    {"name": column, "type": str(dtype)}
                    for column, dtype in frame.schema.items()
                ],
                "writer": _WRITER,
            }
        )

    def _inputs(self, found: Gathered) -> Iterable[dict[str, Any]]:
        """Yield each file that was read, with its digest; a small one's is keyed."""
        for said in found.screening.summary()["inputs"]:
            digest, rows = said.get("sha256"), said.get("rows", 0)
            if digest and rows < _FEW_ROWS:
                digest = {
                    "alg": "hmac-sha256",
                    "kid": self.key.kid,
                    "value": self.key.digest(digest.encode()),
                }
            elif digest:
                digest = {"alg": "sha256", "value": digest}
            yield {
                "role": said["table"],
                "label": self.key.veiled(said["file"]) if "file" in said else None,
                "digest": digest,
                "rows_read": rows,
                "rows_dropped": said.get("rows_dropped", 0),
                "unreadable_addresses": said.get("unreadable_addresses", 0),
                "notes": len(said.get("notes", ())),
            }

    def record(self, sections: Mapping[str, Any], period: Period) -> dict[str, Any]:
        """Return the content of `snapshot.json`.

        Args:
            sections: What else it says, by section.
            period: The quarter.
        """
        rules = canonical(self.rules)
        self.files[RULES] = rules
        return {
            "schema": SCHEMA,
            "period": period.to_dict(),
            "as_of": max(campaign["as_of"] for campaign in self.campaigns),
            "campaigns": self.campaigns,
            "rules": {"file": RULES, "sha256": sha256(rules)},
            "software": software(),
            "outputs": self.outputs,
            "limits": list(LIMITS),
            **sections,
        }


def software() -> dict[str, str]:
    """Return the versions on which the bytes and the decisions depend.

    >>> "pyarrow" in software()
    True
    """
    import pyarrow as pa

    return {**versions(), "pyarrow": pa.__version__, "platform": platform.system()}


def pseudonymisation(key: PseudonymKey, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return how pseudonyms were made, and what proves a key to be the one."""
    return {
        "scheme": SCHEME,
        "normaliser": NORMALISER,
        "kid": key.kid,
        "selftest": key.self_test,
        **said,
    }


def counts(decisions: pl.DataFrame) -> dict[str, Any]:
    """Return the counts of a table of decisions."""
    kept = decisions.filter(pl.col("decision") == "keep")
    return {
        "audience": decisions.height,
        "kept": kept.height,
        "removed": decisions.height - kept.height,
        "by_reason": _by(decisions, "reason"),
        "by_basis": _by(decisions, "basis"),
        "by_policy": _by(decisions, "policy"),
    }


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return JSON in one spelling: sorted keys, ASCII, no odd numbers.

    >>> canonical({"b": 1, "a": 2}).split()
    [b'{', b'"a":', b'2,', b'"b":', b'1', b'}']
    """
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=True, indent=1, allow_nan=False
    )
    return f"{text}\n".encode()


def _by(decisions: pl.DataFrame, column: str) -> dict[str, int]:
    found = decisions.drop_nulls(column).group_by(column).len().sort(column)
    return dict(zip(found[column], found["len"], strict=True))


def _stored_of_all(tables: Tables) -> dict[str, Any]:
    """Return of each evidence table all of its rows, the stored ones, and the hash."""
    return {
        table: {
            "rows": tables.full_rows[table],
            "stored": tables.stored[table].height,
            "stored_rows": "full" if table == "wordings" else "matched",
            "full_lth1": digest,
        }
        for table, digest in tables.full.items()
    }
