"""A closed screening says that it is closed, whatever is asked of it."""

import pytest

import hygiene as hy
from tests.unit.world import ANN, people, screen

CLOSED = "The screening is closed. Screen again, or keep it open."
ASKED = {
    "decisions": lambda made: made.decisions,
    "kept": lambda made: made.kept,
    "removed": lambda made: made.removed,
    "flagged": lambda made: made.flagged(),
    "summary": lambda made: made.summary(),
    "write": lambda made: made.write("nowhere"),
    "check": lambda made: made.check(),
    "waterfall": lambda made: made.waterfall(),
    "metrics": lambda made: made.metrics,
    "plot": lambda made: made.plot.reasons(),
    "explain": lambda made: made.explain(ANN),
    "explore": lambda made: made.explore(),
    "what_if": lambda made: made.what_if(policy="strict"),
    "near_misses": lambda made: made.near_misses(),
    "repr": repr,
    "html": lambda made: made._repr_html_(),
}


@pytest.fixture(scope="module")
def closed():
    with screen(people(ANN)) as made:
        pass
    return made


@pytest.mark.parametrize("name", ASKED)
def test_a_closed_screening_says_so(closed, name):
    with pytest.raises(hy.InputError) as refused:
        ASKED[name](closed)
    assert str(refused.value) == CLOSED


def test_its_campaign_is_still_known(closed):
    assert closed.campaign.id == "june"


def test_tables_and_an_explorer_that_outlive_it_say_so(tmp_path):
    with screen(people(ANN)) as made:
        metrics, explorer = made.metrics, made.explore()
        explorer.file.value = str(tmp_path / "first.csv")
        explorer.export_button.click()
        assert "1 contacts are in" in explorer.exported.value
    with pytest.raises(hy.InputError) as refused:
        metrics.reasons()
    assert str(refused.value) == CLOSED
    explorer.file.value = str(tmp_path / "second.csv")
    explorer.export_button.click()
    assert CLOSED in explorer.exported.value
    assert not (tmp_path / "second.csv").exists()
    explorer.contact.value = ANN
    assert CLOSED in explorer.explanation.value
    explorer.reason.value = "kept"
    assert CLOSED in explorer.count.value
    assert (explorer.rows.value, explorer.picture.value) == ("", "")


def test_a_failed_export_says_so_whatever_the_error(tmp_path):
    """Even what is no error of the toolkit leaves no old success behind."""
    with screen(people(ANN)) as made:
        explorer = made.explore()
        explorer.file.value = str(tmp_path / "first.csv")
        explorer.export_button.click()
        for part in made._decided.work.rglob("contacts.parquet"):
            part.unlink()
        explorer.file.value = str(tmp_path / "second.csv")
        with pytest.raises(FileNotFoundError):
            explorer.export_button.click()
        assert "are in" not in explorer.exported.value
