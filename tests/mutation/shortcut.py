"""A shorter way to the gate's word, for the tests that every run makes.

The SQL is the same and judges the same lists. It is asked without Great Expectations,
and of each world the source tables are read once, by the gate, before anything is
broken. The slow tests go the whole way.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hygiene.gates import validation
from hygiene.gates.files import quoted
from hygiene.gates.views import Views


def counted(suites, database):
    """Return how many cases each expectation finds, as `validate` does."""
    query = "select count(*) from {} where row >= 0"
    asked = [one.type for suite in suites for one in suite.expectations]
    return {
        rule: (database.execute(query.format(rule)).fetchone()[0], None)
        for rule in asked
    }


@contextmanager
def shortcut(folder: Path) -> Iterator[None]:
    """Take the short way; what is read once stays in `folder`."""
    read = Views._evidence

    def read_once(views, table, entries, work):
        name = f"{table.name}.parquet"
        if (folder / name).exists():
            shutil.copy(folder / name, work / name)
            views._view(table.name, f"from read_parquet({quoted(str(work / name))})")
        else:
            read(views, table, entries, work)
            shutil.copy(work / name, folder / name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Views, "_evidence", read_once)
        patch.setattr(validation, "validate", counted)
        yield
