"""A damaged file is refused, or read as it now stands; nobody is kept beyond that."""

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.property.damage import damages, kept_of, may_be_kept, tables, written

PATIENCE = 60  # seconds after which a run counts as hung
GOOD = {
    form: {name: written(frame, form) for name, frame in tables().items()}
    for form in ("csv", "parquet")
}
EXPIRED = b",2026-11-01T00:00:00Z"
each_form = pytest.mark.parametrize("form", GOOD)


def check(form, table, damage):
    """Break a file and screen: a traceback or a contact too many fails."""
    contents = {**GOOD[form], table: damage(GOOD[form][table])}
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        kept = kept_of(Path(folder), contents, form)
    assert time.perf_counter() - began < PATIENCE
    if kept is not None:
        allowed = may_be_kept(contents, form)
        # Polars may still read a Parquet file that pyarrow does not.
        assert kept <= (allowed or set()) or (form == "parquet" and allowed is None)


@each_form
def test_the_good_files_keep_two(form, tmp_path):
    """Nothing below passes because everybody is always removed."""
    assert kept_of(tmp_path, GOOD[form], form) == {0, 6}
    assert may_be_kept(GOOD[form], form) == {0, 6}


@each_form
@settings(max_examples=15)
@given(table=st.sampled_from(sorted(tables())), damage=damages())
@example(table="consents", damage=lambda content: content.replace(EXPIRED, b"", 1))
@example(table="suppressions", damage=lambda content: content[:-25])
def test_damage_keeps_nobody_more(form, table, damage):
    check(form, table, damage)


@pytest.mark.slow
@each_form
@settings(max_examples=3_000)
@given(table=st.sampled_from(sorted(tables())), damage=damages())
def test_damage_keeps_nobody_more_at_length(form, table, damage):
    check(form, table, damage)
