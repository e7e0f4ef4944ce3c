"""Checks of what a snapshot's files say: hashes, counts, and the decisions again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from hygiene.audit import bag
from hygiene.audit.bag_checks import Checked
from hygiene.audit.disk import read_file
from hygiene.audit.failures import FindingsError, SchemaError
from hygiene.audit.loading import Snapshot, parsed_table, read_snapshot
from hygiene.audit.lth1 import combined, logical_hash, row_digests
from hygiene.audit.record import counts
from hygiene.audit.redactions import Redacted, Redactions
from hygiene.audit.replaying import replayed
from hygiene.audit.verification import Finding, Kind, Verification
from hygiene.errors import InputError


def check_payload(
    checked: Checked, redactions: Redactions, result: Verification, *, replay: bool
) -> int:
    """Check every file below `data`; return how many tables were.

    Args:
        checked: The folder, its tag files verified.
        redactions: What was redacted later.
        result: Where findings are noted.
        replay: Whether the decisions are made again.
    """
    name = checked.info.snapshot_id
    gone: dict[str, list[Redacted]] = {}
    whole = True
    for file, signed in checked.manifest.items():
        content = read_file(checked.path / bag.PAYLOAD / file)
        gone[file] = redactions.of(name, file, signed)
        finding = _file_finding(name, file, content, signed, gone[file])
        whole = whole and (finding is None or finding.kind == Kind.REDACTED)
        if finding and os.path.lexists(checked.path / bag.PAYLOAD / file):
            result.findings.append(finding)
    if not whole:
        return 0
    tables = 0
    try:
        snapshot = read_snapshot(checked.path)
        tables = len(snapshot.record["outputs"])
        problems = [*_record_problems(snapshot, checked)]
        for output in snapshot.record["outputs"]:
            problems += _table_problems(snapshot, output, gone[output["file"]])
        if replay and not problems:
            problems += _replay_problems(snapshot)
    except SchemaError as error:
        result.found(Kind.UNKNOWN, name, str(error))
        return 0
    except FindingsError as error:
        problems = [str(error)]
    except (KeyError, TypeError, ValueError, InputError):
        problems = ["'snapshot.json' or the rules are not as snapshots have them."]
    result.found(Kind.CHANGED, name, *problems)
    return 0 if problems else tables


def _file_finding(
    name: str, file: str, content: bytes | None, signed: str, line: list[Redacted]
) -> Finding | None:
    """Return what is wrong with a file, if anything; an absent one is noted before."""
    if content is None:
        return Finding(Kind.CHANGED, name, f"'data/{file}' is no file.")
    digest = bag.sha256(content)
    if line and digest == line[-1].new:
        rows = sum(len(one.tombstones) for one in line)
        return Finding(Kind.REDACTED, name, f"'data/{file}' lacks {rows:,} row(s).")
    if line and digest in {signed, *(one.new for one in line)}:
        said = f"'data/{file}' is recorded as redacted and still whole; redact again."
        return Finding(Kind.CHANGED, name, said)
    if digest != signed:
        said = f"'data/{file}' is not as it was signed."
        return Finding(Kind.CHANGED, name, said)
    return None


def _record_problems(snapshot: Snapshot, checked: Checked) -> Iterator[str]:
    record, info = snapshot.record, checked.info
    previous = record["previous"]
    if snapshot.snapshot_id != info.snapshot_id:
        yield "'snapshot.json' speaks of another snapshot."
    if (previous["snapshot_id"], previous["tagmanifest_sha256"]) != (
        info.previous,
        info.previous_digest,
    ):
        yield "'snapshot.json' and 'bag-info.txt' name two snapshots before it."
    tables = {file for file in checked.manifest if file.endswith(".parquet")}
    listed = [output["file"] for output in record["outputs"]]
    if tables != set(listed) or len(listed) != len(tables):
        yield "'snapshot.json' does not list the tables that are there."
    signed = {output["file"]: output["sha256"] for output in record["outputs"]}
    rules = record["rules"]
    signed[rules["file"]] = rules["sha256"]
    for file, digest in sorted(signed.items()):
        if checked.manifest.get(file) != digest:
            yield f"'snapshot.json' and the manifest have two hashes of '{file}'."
    if info.files != len(checked.manifest):
        yield "'bag-info.txt' counts other files than the manifest."


def _table_problems(
    snapshot: Snapshot, output: Mapping[str, Any], line: list[Redacted]
) -> Iterator[str]:
    file, table = output["file"], output["table"]
    content = read_file(snapshot.path / bag.PAYLOAD / file) or b""
    frame = parsed_table(content, file, table)
    tombstones = [digest for one in line for digest in one.tombstones]
    if combined(frame.schema, [*row_digests(frame), *tombstones]) != output["lth1"]:
        yield f"'data/{file}' does not have the logical hash that was signed."
    if frame.height + len(tombstones) != output["rows"]:
        yield f"'data/{file}' does not have the rows that were counted."
    if table == "decisions" and not tombstones:
        said = next(
            one for one in snapshot.campaigns if one["prefix"] == output["campaign"]
        )
        if counts(frame) != said["counts"]:
            yield f"'data/{file}' does not have the counts that were signed."


def _replay_problems(snapshot: Snapshot) -> Iterator[str]:
    campaigns = snapshot.rules()
    for said in snapshot.campaigns:
        prefix = said["prefix"]
        again, stored = replay_campaign(
            snapshot, prefix, campaigns[prefix], has_wordings=said["has_wordings"]
        )
        if logical_hash(again) != logical_hash(stored):
            yield f"deciding campaign '{said['id']}' again leads to other decisions."


def replay_campaign(
    snapshot: Snapshot, prefix: str, campaign: Any, *, has_wordings: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the decisions as they are made again, and as they are stored."""
    tables = snapshot.tables(prefix)
    again = replayed(campaign, tables, has_wordings=has_wordings)
    return again, tables["decisions"]
