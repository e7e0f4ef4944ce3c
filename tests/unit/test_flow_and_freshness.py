"""Who moved between which states, and how old the lists are: tables and pictures."""

from itertools import pairwise

import polars as pl
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

import hygiene as hy
from hygiene import metrics
from hygiene.charts.flow import UNMOVED, plot_flow
from hygiene.charts.freshness import plot_freshness
from hygiene.charts.style import DARK, LIGHT, new_panel, png
from hygiene.errors import InputError
from hygiene.vocabulary import Reason
from tests.unit.world import (
    ANN,
    BOB,
    HEAD,
    campaign,
    event,
    rows,
    suppression,
    written,
)

FLOWS = pl.DataFrame(
    [
        ("kept", "kept", 60),
        ("processor_only", "kept", 30),
        ("processor_only", "duplicate", 6),
        ("paused", "paused", 3),
        ("minor", "minor", 1),
    ],
    schema=["before", "after", "contacts"],
    orient="row",
)


def decided(*people):
    """Return decisions: a person and a reason, or None where the row is kept."""
    return pl.LazyFrame(
        [(who, "remove" if reason else "keep", reason) for who, reason in people],
        schema={
            "contact_id": pl.String,
            "decision": pl.String,
            "reason": pl.String,
        },
        orient="row",
    )


def test_people_are_matched_by_their_id():
    before = decided(("a", None), ("b", "paused"), ("c", "minor"))
    after = decided(("b", None), ("a", None), ("d", "erased"))
    assert metrics.flow(before, after).sort("before", "after").rows() == [
        ("kept", "kept", 1),
        ("minor", "not in the audience", 1),
        ("not in the audience", "erased", 1),
        ("paused", "kept", 1),
    ]


def test_a_person_with_several_rows_counts_once():
    """One kept row makes a person kept; else the first of the reasons counts."""
    before = decided(("a", "duplicate"), ("a", None), ("b", "paused"), ("b", "minor"))
    after = decided(("a", None), ("b", "minor"))
    assert metrics.flow(before, after).rows() == [
        ("kept", "kept", 1),
        ("minor", "minor", 1),
    ]


def test_rows_without_an_id_are_nobody_twice():
    """They are not taken for each other, nor for one person."""
    before = decided((None, None), (None, None), (None, "paused"), ("a", None))
    after = decided((None, None), (None, None), (None, None), ("a", "paused"))
    assert metrics.flow(before, after).sort("before", "after").rows() == [
        ("kept", "not in the audience", 2),
        ("kept", "paused", 1),
        ("not in the audience", "kept", 3),
        ("paused", "not in the audience", 1),
    ]


def test_one_audience_is_matched_by_its_rows():
    before = decided((None, None), (None, "paused")).with_row_index("row")
    after = decided((None, "minor"), (None, "paused")).with_row_index("row")
    assert metrics.flow(before, after, by="row").rows() == [
        ("kept", "minor", 1),
        ("paused", "paused", 1),
    ]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def bars(ax):
    return [one for one in ax.patches if isinstance(one, Rectangle)]


def bands(ax):
    return {one.get_gid(): one for one in ax.patches if isinstance(one, PathPatch)}


def test_both_stacks_hold_every_contact():
    ax = plot_flow(FLOWS)
    assert texts(ax) == [
        "before", "kept  60", "processor_only  36", f"{UNMOVED}  4",
        "after", "90  kept", "6  duplicate", f"4  {UNMOVED}",
    ]  # fmt: skip
    heights = [bar.get_height() for bar in bars(ax)]
    unit = heights[0] / 60
    assert [h / unit for h in heights] == pytest.approx([60, 36, 4, 90, 6, 4])
    title = ax.get_title(loc="left")
    assert title == "36 of 100 contacts moved: 60 were kept, now 90"


def test_a_band_is_as_high_as_its_flow_on_both_sides():
    ax = plot_flow(FLOWS)
    found = bands(ax)
    assert list(found) == [
        "kept → kept",
        "processor_only → kept",
        "processor_only → duplicate",
        f"{UNMOVED} → {UNMOVED}",
    ]
    unit = bars(ax)[0].get_height() / 60
    for band, contacts in zip(found.values(), [60, 30, 6, 4], strict=True):
        points = band.get_path().vertices[:, 1]
        assert (points[7] - points[0]) / unit == pytest.approx(contacts)
        assert (points[4] - points[3]) / unit == pytest.approx(contacts)


def test_what_moves_has_the_colour_of_where_it_ends():
    found = bands(plot_flow(FLOWS))
    colours = [to_hex(band.get_facecolor()) for band in found.values()]
    assert colours == [LIGHT.line, LIGHT.kept, LIGHT.unfit, LIGHT.line]


def test_one_reason_that_stays_has_its_own_name():
    ax = plot_flow(FLOWS.filter(before="paused"))
    assert texts(ax) == ["before", "paused  3", "after", "3  paused"]


def test_names_of_a_stack_stand_apart():
    """However small the bars are."""
    states = [reason.value for reason in Reason]
    many = pl.DataFrame(
        {"before": "kept", "after": [*states, "kept"], "contacts": [*([1] * 31), 10**7]}
    )
    ax = plot_flow(many)
    places = [text.get_position()[1] for text in ax.texts[3:]]
    assert min(b - a for a, b in pairwise(places)) > 0.2


def test_a_flow_of_nobody():
    ax = plot_flow(FLOWS.clear(), ax=new_panel(1, DARK))
    assert texts(ax) == ["before", "after"]
    assert {text.get_color() for text in ax.texts} == {DARK.ink}
    assert png(ax)[1:4] == b"PNG"


CAMPAIGN = f"""{HEAD}
[tables.audience]
path = "audience.csv"

[tables.consents]
path = "consents.csv"

[[tables.suppressions]]
path = "limited.csv"
as_at = 2026-06-01T03:00:00Z
max_age = "2d"

[[tables.suppressions]]
path = "unlimited.csv"

[[tables.suppressions]]
path = "odd.csv"
"""
SAID_NO = {"limited": "2026-05-30", "unlimited": "2026-05-31", "odd": "2062-01-01"}


@pytest.fixture(scope="module")
def screening(tmp_path_factory):
    """Ann consented; Bob said no. The newest record of one list is yet to come."""
    files = {
        f"{name}_csv": rows(
            suppression(suppression_id=name, value=BOB, effective_from=at)
        ).write_csv()
        for name, at in SAID_NO.items()
    }
    people = f"email,contact_id\n{ANN},a\n{BOB},b\n"
    consents = rows(event()).write_csv()
    folder = tmp_path_factory.mktemp("lists")
    campaign_file = written(
        folder, CAMPAIGN, audience_csv=people, consents_csv=consents, **files
    )
    with hy.screen(campaign_file) as made:
        yield made


def test_each_list_has_its_age_and_its_limit(screening):
    found = screening.metrics.freshness()
    told = found.select("list", "files", "said_by", "age_days", "limit_days", "state")
    assert told.rows() == [
        ("limited.csv", 1, "as_at", 0.25, 2.0, "fresh"),
        ("unlimited.csv", 1, "newest record", pytest.approx(0.416, abs=0.001), None,
         "no limit"),
        ("odd.csv", 1, None, None, None, "no limit"),
    ]  # fmt: skip


def test_a_bar_is_the_share_of_the_limit(screening):
    ax = screening.plot.freshness()
    assert [bar.get_width() for bar in bars(ax)] == [0.125]
    assert texts(ax) == [
        "0.2 days old; limit 2.0",
        "0.4 days old (newest record); no limit",
        "of unknown age; no limit",
        "limit",
    ]
    title = ax.get_title(loc="left")
    assert title == "1 of 3 suppression lists have a limit of age, and keep it"


def test_a_stale_list_is_said_to_be_one(screening):
    stale = screening.metrics.freshness().with_columns(
        age_days=20.0, state=pl.lit("stale"), list=pl.lit("x" * 60), files=3
    )
    ax = plot_freshness(stale.head(1))
    assert [bar.get_width() for bar in bars(ax)] == [1.25]
    assert [to_hex(bar.get_facecolor()) for bar in bars(ax)] == [LIGHT.said_no]
    assert texts(ax)[0] == "STALE: 20.0 days old; limit 2.0"
    assert ax.get_yticklabels()[0].get_text() == f"{'x' * 15}…{'x' * 14} and 2 more"
    assert ax.get_title(loc="left") == "1 of 1 suppression lists are too old"


def test_no_list_at_all(screening):
    ax = plot_freshness(screening.metrics.freshness().clear())
    assert texts(ax) == []
    assert ax.get_title(loc="left") == "No suppression list is read"


PICTURES = {
    "waterfall": [],
    "reasons": [],
    "overlap": [],
    "by": ["contact_id"],
    "merchants": [],
    "consent_ages": [],
    "opt_ins_and_opt_outs": [],
    "freshness": [],
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_drawn_of_a_small_audience(screening, name):
    ax = getattr(screening.plot, name)(*PICTURES[name])
    assert png(ax)[1:4] == b"PNG"


def test_the_flow_from_an_earlier_screening(screening):
    before = screening.decisions.with_columns(
        decision=pl.lit("remove"), reason=pl.lit("paused")
    )
    flows = screening.metrics.flow(before)
    assert sorted(flows.rows()) == [
        ("paused", "kept", 1),
        ("paused", "unsubscribed", 1),
    ]
    title = screening.plot.flow(before).get_title(loc="left")
    assert title == "2 of 2 contacts moved: 0 were kept, now 1"


def test_a_what_if_draws_its_flows(screening):
    asked = screening.what_if(without="unsubscribed")
    assert asked.flows.rows() == [
        ("kept", "kept", 1),
        ("unsubscribed", "unknown_origin", 1),
    ]
    ax = asked.plot()
    assert list(bands(ax)) == ["kept → kept", "unsubscribed → unknown_origin"]
    title = ax.get_title(loc="left")
    assert title == "1 contacts would be kept instead of 1 (+0)"


def test_a_column_that_is_not_there(screening):
    with pytest.raises(InputError, match="The audience has no column 'emale'"):
        screening.plot.by("emale")


def test_the_limit_of_the_policy_stands_in_the_table():
    strict = campaign(policy="strict")
    frame = pl.DataFrame({"email": [ANN], "contact_id": ["a"]})
    with hy.screen(
        audience=frame, consents=pl.DataFrame([event()]), campaign=strict
    ) as made:
        assert made.metrics.consent_ages()["limit"].to_list() == [24]
        assert texts(made.plot.consent_ages()) == ["limit: 24 months"]
