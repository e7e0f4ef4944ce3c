"""A contact's timeline: what is drawn is what is on record, and nobody is named."""

from datetime import UTC, datetime

import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.dates import date2num

from hygiene import metrics
from hygiene.charts.style import DARK, LIGHT, new_panel, png
from hygiene.charts.timeline import plot_timeline
from tests.unit.world import campaign

UTC_TIME = pl.Datetime("us", "UTC")


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def records(*rows):
    """Return records: table, id, first and last instant, end, what, effect."""
    names = ["table", "id", "at", "until", "ends", "what", "effect"]
    times = dict.fromkeys(["at", "until", "ends"], UTC_TIME)
    return pl.DataFrame(
        [(*row[:2], *(t and day(t) for t in row[2:5]), *row[5:]) for row in rows],
        {name: times.get(name, pl.String) for name in names},
        orient="row",
    )


STORY = records(
    ("consents", "e1", "2026-05-01T10:00", "2026-05-01T10:00", None, "given", "proves"),
    ("consents", "e2", "2026-05-20", "2026-05-20", None, "withdrawn", "stands"),
    ("relationships", "r1", "2025-11-02T00:00", "2025-11-02T23:00", None,
     "ann@example.com", "no proof"),
    ("suppressions", "s1", "2026-03-01", "2026-03-01", "2026-04-01", "paused",
     "no effect"),
    ("suppressions", "s2", "2026-05-10", "2026-05-10", None, "unsubscribed", "stands"),
)  # fmt: skip


def drawn(found=STORY, **where):
    return plot_timeline(metrics.timeline(found, campaign()), **where)


def marks(ax):
    """Return place and days of each row of marks, by effect."""
    return {
        (line.get_label(), line.get_ydata()[0]): [round(x, 3) for x in line.get_xdata()]
        for line in ax.lines
        if line.get_linestyle() == "None"
    }


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_frame_has_a_row_a_record_and_the_decision():
    frame = metrics.timeline(STORY, campaign())
    assert frame.select("lane", "what", "effect", "record").rows() == [
        ("consents", "given", "proves", "e1"),
        ("consents", "withdrawn", "stands", "e2"),
        ("dealings", "(looks like an address)", "no proof", "r1"),
        ("suppressions", "paused", "no effect", "s1"),
        ("suppressions", "unsubscribed", "stands", "s2"),
        ("decision", "decision", None, None),
    ]
    assert str(frame["at"][2]) == "2025-11-02 11:30:00+00:00"
    assert frame["at"][-1] == campaign().as_of


def test_a_mark_a_record_in_its_lane():
    ax = drawn(title="A story")
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "consents (2)", "dealings (1)", "suppressions (2)", "sends (0)",
    ]  # fmt: skip
    at = {text: round(date2num(day(text)), 3) for text in
          ("2026-05-01T10:00", "2026-05-20", "2025-11-02T11:30", "2026-03-01",
           "2026-05-10", "2026-04-01", "2026-06-01T09:00")}  # fmt: skip
    assert marks(ax) == {
        ("stands", 0): [at["2026-05-20"]],
        ("proves", 0): [at["2026-05-01T10:00"]],
        ("no proof", 1): [at["2025-11-02T11:30"]],
        ("stands", 2): [at["2026-05-10"]],
        ("no effect", 2): [at["2026-03-01"]],
    }
    (decision,) = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert round(decision.get_xdata()[0], 3) == at["2026-06-01T09:00"]
    periods = {
        round(line.get_xdata()[0], 3): line.get_xdata()[1]
        for line in ax.lines
        if line.get_zorder() == 1 and line is not decision
    }
    assert round(periods[at["2026-03-01"]], 3) == at["2026-04-01"]
    assert periods[at["2026-05-10"]] == ax.get_xlim()[1]
    assert ax.get_title(loc="left") == "A story"
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["stands against", "proves", "no proof", "no effect"]


def test_what_matters_is_labelled_first():
    many = [("consents", f"e{n:02}", *[f"2026-05-{n:02}"] * 2, None, "given",
             "proves" if n == 3 else "no proof") for n in range(1, 29)]  # fmt: skip
    ax = drawn(records(*many))
    labels = texts(ax)
    assert labels[0] == "given 3 May 2026"
    assert 3 < len(labels) < 20
    assert sum(len(xs) for xs in marks(ax).values()) == 28
    assert labels[-1].strip() == "decision 1 Jun 2026, 10:00"


def test_labels_do_not_overlap():
    many = [("sends", f"m{n:02}", f"2026-{m:02}-{n:02}", f"2026-{m:02}-{n:02}", None,
             "sent", "no effect") for m in (1, 3, 5) for n in range(1, 20)]  # fmt: skip
    ax = drawn(records(*many))
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in ax.texts[:-1]]
    for place, one in enumerate(boxes):
        assert one.x0 >= 0
        assert one.x1 <= ax.figure.bbox.x1
        for other in boxes[place + 1 :]:
            side_by_side = one.x1 < other.x0 or other.x1 < one.x0
            assert side_by_side or abs(one.y0 - other.y0) > one.height * 0.8


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_theme_and_no_records_at_all(theme):
    ax = drawn(records(), ax=new_panel(3.2, theme))
    assert texts(ax) == [" decision 1 Jun 2026, 10:00 "]
    assert to_hex(ax.texts[0].get_color()) == theme.ink
    assert ax.get_legend() is None
    assert png(ax)[1:4] == b"PNG"


def test_the_ends_of_the_calendar_are_drawn():
    ends = records(
        ("suppressions", "s", *["0001-01-01"] * 2, None, "paused", "stands"),
        ("sends", "m", *["9999-12-31"] * 2, None, "sent", "no effect"),
    )
    assert png(drawn(ends))[1:4] == b"PNG"
