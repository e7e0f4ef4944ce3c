"""An audience file that changed after its screening: nothing is told of other rows."""

import pytest

import hygiene as hy
from hygiene.errors import InputError
from tests.unit.world import ANN, BOB, HEAD, written

AUDIENCE = f"contact_id,email,source\n7,{ANN},web\n8,{BOB},shop\n"
LONGER = f"{AUDIENCE}9,c@example.com,web\n"
SWAPPED = f"contact_id,email,source\n8,{BOB},shop\n7,{ANN},web\n"
ASKED = {
    "explain": lambda made: made.explain(ANN),
    "by": lambda made: made.metrics.by("source"),
    "what_if": lambda made: made.what_if(policy="strict"),
    "html": lambda made: made._repr_html_(),
    "repr": repr,
    "summary": lambda made: made.summary(),
    "near_misses": lambda made: made.near_misses(),
    "kept": lambda made: made.kept,
}


@pytest.fixture(scope="module", params=[SWAPPED, LONGER], ids=["swapped", "longer"])
def changed(request, tmp_path_factory):
    """Return the screening of an audience that has other rows by now."""
    folder = tmp_path_factory.mktemp("changed")
    table = '[tables.audience]\npath = "audience.csv"\n'
    path = written(folder, HEAD + table, audience_csv=AUDIENCE)
    with hy.screen(path) as made:
        (folder / "audience.csv").write_text(request.param, encoding="utf-8")
        yield made


@pytest.mark.parametrize("asked", ASKED)
def test_rows_that_changed_are_refused(changed, asked):
    said = r"^'audience\.csv' changed after it was screened\. Screen it again\.$"
    with pytest.raises(InputError, match=said):
        ASKED[asked](changed)


def test_what_was_decided_can_still_be_asked(changed):
    assert changed.decisions.collect().height == 2
    assert changed.what_if(without="hard_bounced").rows.collect().height == 2
