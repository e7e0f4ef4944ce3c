"""An export in which nobody stands is an empty table, in every format."""

from datetime import date

import pytest

from hygiene.sources.formats.registry import formats
from hygiene.tables import EVIDENCE
from tests.unit.formats_reading import staged

DECLARED = {
    "controller": "northpay",
    "purpose": "marketing.newsletter",
    "role": "processor",
    "reason": "objected",
    "effective_from": date(2026, 1, 31),
    "occurred_at": date(2026, 1, 31),
}
PARTS = [
    (given, part)
    for given in formats().values()
    for part in given.parts
    if part.table in EVIDENCE
]


@pytest.mark.parametrize(
    ("given", "part"), PARTS, ids=[f"{given.name}-{part.name}" for given, part in PARTS]
)
def test_nobody(given, part, tmp_path):
    """A heading alone, a blank line, or an answer with an empty list."""
    text = {"csv": ",".join(f'"{name}"' for name in part.needs) + "\n", "json": "[]"}
    (tmp_path / "empty.dat").write_text(text.get(given.kind, "\n"), "utf-8")
    said = {
        "format": given.name,
        "part": part.name,
        "timezone": "UTC",
        "constants": {name: DECLARED[name] for name in part.declare},
    }
    if given.is_hashed:
        said |= {"digest": "md5", "normalisation": "lowercase"}
    found = staged("empty.dat", part.table, said, tmp_path)
    assert found.height == 0
