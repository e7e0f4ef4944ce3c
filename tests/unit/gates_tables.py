"""Tables that came in, each row good but for what a case changes, and a list."""

from dataclasses import replace

import polars as pl

from hygiene.gates.runner import run_gate
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from tests.unit.test_gates_rules import (
    ANN,
    DEALING,
    EVENT,
    IDS,
    SENT,
    SUPPRESSION,
    Scene,
)

LONDON = "Europe/London"
ZOE = "zoe@example.com"
ID = {**IDS, "wordings": "wording"}
ROWS = {
    "consents": {**EVENT, "address": ZOE},
    "relationships": {**DEALING, "address": ZOE},
    "suppressions": {**SUPPRESSION, "value": ZOE},
    "sends": {**SENT, "address": ZOE},
    "wordings": {"invalidated_at": None},
}


def entry(table, *rows, files=None, **settings):
    """Return an entry: one frame of these changed rows, or one for each of `files`."""
    frames = [
        pl.DataFrame(
            [{**ROWS[table], **row} for row in part],
            schema_overrides={name: pl.String for row in part for name in row},
            infer_schema_length=None,
        )
        for part in files or [rows]
    ]
    sources = tuple(Source(table, frame.lazy()) for frame in frames)
    return Entry(table, sources, LONDON, **settings)


def named(table, *names, **cells):
    """Return rows of a table that are good but for `cells`; their ids are given."""
    return [{ID[table]: f"{name}", **cells} for name in names]


def none(table):
    """Return an entry without a row."""
    (source,) = entry(table, *named(table, "1")).sources
    return Entry(table, (Source(table, source.frame.clear()),), LONDON)


# Ann is kept by her dealings, so that the other tables may hold what they like.
GROUND = entry("relationships", {"relationship_id": "ground", "address": ANN})
ALIVE = entry("consents", *named("consents", "alive"))
OPT_OUTS = entry("suppressions", *named("suppressions", "good"))
SCENE = Scene([ANN, ZOE], [ANN], {})


def subject(work, *entries, scene=SCENE):
    """Return what the gate reads: these entries, and good ones of the usual tables."""
    tables = {}
    for one in (GROUND, *entries):
        tables.setdefault(one.table, []).append(one)
    given = {"consents": [ALIVE], "suppressions": [OPT_OUTS], **tables}
    return replace(scene.subject(work), evidence=given)


def gate(work, *entries, scene=SCENE):
    return run_gate(subject(work, *entries, scene=scene), scene.campaign, work)


def warned(result):
    return {c.expectation: c.found for c in result.checks if c.outcome == "warning"}
