"""The stores of every release verify, and are decided the same, for ever after."""

import pytest

from hygiene import audit
from tests.audit.golden import GOLDEN
from tests.audit.stores import KEY
from tests.unit.world import ANN

each_release = pytest.mark.parametrize(
    "folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name
)


@each_release
def test_the_store_of_a_release_verifies(folder):
    result = audit.verify(
        folder / "store",
        level="replay",
        expect_head=(folder / "head.txt").read_text().strip(),
        expect_count=2,
    )
    assert result.exit_code == 0, str(result)
    assert len(result.proved) == 5


@each_release
def test_its_people_are_found_and_its_quarters_compared(folder):
    found = audit.person(folder / "store", ANN, key=KEY)
    decided = [one["row"] for one in found.rows if one["table"] == "decisions"]
    assert [one["decision"] for one in decided] == ["keep", "remove"] * 2
    counts = audit.compare(folder / "store", "2026Q2", "2026Q3").counts
    assert counts == audit.open_snapshot(folder / "store", "2026Q3").comparison()
    assert counts["consents_expired"] == 1
