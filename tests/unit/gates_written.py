"""The files of a small screening, and ways to spoil one of them for a while."""

from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import polars as pl
import pytest

import hygiene as hy
from hygiene import gating
from hygiene.gates.questions import Questions, questions
from hygiene.gates.registry import SUITES
from hygiene.gates.result import GateResult
from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import sandbox
from hygiene.gates.views import _REMOVED_FROM
from hygiene.release import write_lists
from tests.e2e.world import CAMPAIGN, consents, put, suppressions
from tests.unit.gates_reader import WRITERS

WRITTEN = {
    *SUITES["removed"],
    *SUITES["reconciliation"],
    "expect_no_contact_point_twice",
}
"""What is asked of the files themselves, whoever is on the list."""


@dataclass(frozen=True)
class Files:
    """A screening and the files that it wrote, none of them spoilt for long."""

    screening: hy.Screening
    written: gating.Written

    def gate(self, ask=run_gate):
        by_reason = self.screening.summary()["counts"]["by_reason"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gating, "run_gate", ask)
            return gating.gate_screening(
                self.screening._decided, by_reason, self.written, None
            )

    @contextmanager
    def spoilt(self, part, change):
        """Change one of the files for a while."""
        path = getattr(self.written, part)
        before, form = path.read_bytes(), path.suffix[1:]
        read = {"csv": lambda path: pl.read_csv(path, infer_schema=False)}
        WRITERS[form](change(read.get(form, pl.read_parquet)(path)), path)
        try:
            yield self
        finally:
            path.write_bytes(before)


@dataclass(frozen=True)
class Opened:
    """A sandbox over such files; its views read them anew whenever they are asked."""

    files: Files
    database: duckdb.DuckDBPyConnection
    asked: Questions

    def broken(self):
        """Ask again what does not depend on who is on the list."""
        found = {}
        for one in self.asked.expectations:
            if one.type in WRITTEN:
                rows = self.database.sql(one.sql).fetchall()
                found[one.type] = sum(0 <= row[0] < _REMOVED_FROM for row in rows)
                assert any(row[0] < 0 for row in rows), one.type
        return {rule: count for rule, count in found.items() if count}


@contextmanager
def opened(files):
    def keep(subject, campaign, work):
        noted.extend([subject, questions(subject, campaign), work])
        return GateResult(())

    noted = []
    files.gate(keep)
    with sandbox(*noted) as database:
        yield Opened(files, database, noted[1])


def more_suppressions():
    more = {"suppression_id": ["s5", "s6"], "reason": ["complained", "paused"]}
    same = {"match": "contact_id", "value": "013", "effective_from": "2026-06-01"}
    rows = pl.DataFrame(more).with_columns(**{k: pl.lit(v) for k, v in same.items()})
    return pl.concat([suppressions(), rows.select(suppressions().columns)])


def written(folder, form, people):
    tables = {"consents": consents(), "suppressions": more_suppressions()}
    given = put(people, folder, "audience", form)
    screening = hy.screen(campaign=CAMPAIGN, audience=given, **tables)
    return Files(screening, write_lists(screening._decided, folder, form))
