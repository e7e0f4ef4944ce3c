"""Every packaged format fits the tables that it fills, and says what it must."""

import re

import pytest

from hygiene.sources.dates import STYLES
from hygiene.sources.formats.mapping import times_of
from hygiene.sources.formats.registry import formats
from hygiene.tables import AUDIENCE, EVIDENCE, table_named
from tests.unit.formats_reading import SAMPLES

FORMATS = list(formats().values())
PARTS = [(given, part) for given in FORMATS for part in given.parts]
every_format = pytest.mark.parametrize("given", FORMATS, ids=lambda given: given.name)
NAMES = [f"{given.name}-{part.name}" for given, part in PARTS]
every_part = pytest.mark.parametrize("part", [part for _, part in PARTS], ids=NAMES)
both = pytest.mark.parametrize(("given", "part"), PARTS, ids=NAMES)
# They are read from a sample of another format.
BORROWED = {"klaviyo_suppressed": "klaviyo"}


@every_format
def test_it_has_a_sample_traps_and_a_source(given):
    folder = SAMPLES / BORROWED.get(given.name, given.name)
    assert any(folder.iterdir())
    assert given.traps
    assert given.source
    assert given.kind in {"csv", "headless", "json", "lines"}
    assert bool(given.marks) == (given.kind == "json")
    assert bool(given.header) == (given.kind == "headless")
    names = [(part.table, part.name) for part in given.parts]
    assert len(set(names)) == len(names)


@every_part
def test_it_names_columns_and_codes_of_its_table(part):
    table = table_named(part.table)
    said = {*part.columns, *part.constants, *part.codes, *part.dates, *part.declare}
    assert said <= set(table.column_names)
    for name, value in part.constants.items():
        codes = table.column(name).codes
        assert not codes or value in codes
    for name, meanings in part.codes.items():
        codes = {*table.column(name).codes, ""}
        assert len(codes) == 1 or set(meanings.values()) <= codes
    assert set(part.dates.values()) <= set(STYLES)
    if table.name in EVIDENCE:
        assert set(part.dates) <= times_of(part.table)


@every_part
def test_it_fills_what_its_table_requires(part):
    """From the file, from a constant, or from the user; ids make themselves."""
    table = table_named(part.table)
    if table is AUDIENCE:
        return
    filled = {*part.columns, *part.constants, *part.declare, table.id_column}
    required = {column.name for column in table.columns if column.required}
    assert required <= filled
    assert not table.one_of or filled & set(table.one_of)


@both
def test_it_needs_the_columns_that_decide(given, part):
    """A file that lacks one is refused and not read with less in it."""
    if given.kind == "json" or part.table == AUDIENCE.name:
        return
    table = table_named(part.table)
    made = {"purpose", "said"} if part.spread else set()
    deciding = {
        path
        for name, path in part.columns.items()
        if table.column(name).required or name in part.codes
    }
    assert (deciding | set(part.skip)) - made <= set(part.needs)


@every_part
def test_a_consent_says_whose_and_what_for(part):
    if part.table == "consents":
        known = {*part.declare, *part.columns}
        assert {"controller", "purpose"} <= known
        assert "*" not in {part.constants.get(n) for n in ("controller", "purpose")}


@every_part
def test_a_suppression_is_wide(part):
    """No format narrows a no by itself, but for the type that a person chose."""
    if part.table == "suppressions":
        assert "controller" not in {*part.columns, *part.constants}
        assert "purpose" not in part.constants
        assert "purpose" not in part.columns or part.spread


@both
def test_its_times_have_a_zone(given, part):
    """Each format says whose zone a bare time is in, or its times carry one."""
    bare = {"iso", "month_first", None} & {
        part.dates.get(name)
        for name in part.columns
        if part.table in EVIDENCE and name in times_of(part.table)
    }
    if bare and given.kind == "csv":
        offsets = {"telnyx"}  # ISO 8601 with a zone, in the vendor's words
        assert given.timezone or given.name in offsets


def test_file_patterns_are_lower_case():
    for given, part in PARTS:
        assert all(pattern == pattern.lower() for pattern in part.files), given.name


def test_traps_are_sentences():
    for given in FORMATS:
        for trap in given.traps:
            assert re.search(r"[.:]$", trap.strip('"')), trap
