"""Charts draw what metrics computed: read off their artists."""

import subprocess
import sys
from itertools import combinations

import matplotlib as mpl
import polars as pl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from hygiene import errors
from hygiene.charts.removals import plot_removals_by_reason, plot_waterfall, share
from hygiene.charts.style import DARK, LIGHT, contrast, new_axes, png, theme_of
from hygiene.vocabulary import REASONS, Reason, ReasonKind

BIG = 12_345_678


def waterfall(audience, **taken):
    left, rows = audience, [("audience", audience, audience)]
    for reason, contacts in taken.items():
        left -= contacts
        rows.append((reason, contacts, left))
    rows.append(("kept", left, left))
    return pl.DataFrame(rows, schema=["step", "contacts", "left"], orient="row")


def every_reason(contacts=100_000):
    return waterfall(BIG, **dict.fromkeys(map(str, Reason), contacts))


STEPS = waterfall(5_000, processor_only=2_633, unsubscribed=1_200, duplicate=1)
REMOVALS = pl.DataFrame(
    {
        "reason": ["unsubscribed", "hard_bounced", "processor_only", "duplicate"],
        "contacts": [1_200, 0, 2_633, 1],
        "also": [1_200, 3, 2_700, 1],
    }
)


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def labels(ax):
    return [text.get_text() for text in ax.texts]


def colours(ax):
    return [to_hex(bar.get_facecolor()) for bar in ax.patches]


def test_waterfall_bars_are_the_steps():
    ax = plot_waterfall(STEPS)
    assert names(ax) == STEPS["step"].to_list()
    assert [bar.get_width() for bar in ax.patches] == STEPS["contacts"].to_list()
    assert [bar.get_x() for bar in ax.patches] == [0, 2_367, 1_167, 1_166, 0]


def test_waterfall_goes_from_top_to_bottom_without_a_gap():
    ax = plot_waterfall(STEPS)
    bottom, top = ax.get_ylim()
    assert bottom > top
    floating = ax.patches[1:-1]
    starts = [bar.get_x() for bar in floating]
    ends = [bar.get_x() + bar.get_width() for bar in floating]
    assert ends == [5_000, *starts[:-1]]
    assert starts[-1] == ax.patches[-1].get_width()


def test_waterfall_labels_add_up():
    counts = [
        int(label.split(" ")[0].replace(",", ""))
        for label in labels(plot_waterfall(STEPS))
    ]
    audience, *taken, kept = counts
    assert audience == sum(taken) + kept
    assert labels(plot_waterfall(STEPS)) == [
        "5,000 · 100%",
        "2,633 · 52.7%",
        "1,200 · 24.0%",
        "1 · <0.1%",
        "1,166 · 23.3%",
    ]


def test_waterfall_says_its_message():
    assert (
        plot_waterfall(STEPS).get_title(loc="left")
        == "1,166 of 5,000 contacts may be messaged"
    )
    assert plot_waterfall(STEPS, title="No.").get_title(loc="left") == "No."


def test_waterfall_of_nobody():
    ax = plot_waterfall(waterfall(0))
    assert labels(ax) == ["0 · 0%", "0 · 0%"]
    assert ax.get_legend() is None


def test_single_contact_of_millions_can_be_seen():
    ax = plot_waterfall(waterfall(BIG, unsubscribed=1))
    assert ax.patches[1].get_linewidth() > 0
    assert to_hex(ax.patches[1].get_edgecolor()) == LIGHT.said_no


@pytest.mark.parametrize("reason", Reason)
def test_reason_has_the_colour_of_its_kind(reason):
    expected = {
        ReasonKind.PERMISSION: LIGHT.no_ground,
        ReasonKind.SUPPRESSION: LIGHT.said_no,
        ReasonKind.RESTRICTIVE_EVENT: LIGHT.said_no,
        ReasonKind.ADDRESS: LIGHT.unfit,
        ReasonKind.LIMIT: LIGHT.unfit,
        ReasonKind.ROW: LIGHT.unfit,
    }
    ax = plot_waterfall(waterfall(2, **{reason: 1}))
    assert colours(ax) == [LIGHT.whole, expected[REASONS[reason].kind], LIGHT.kept]


def test_legend_explains_the_colours_that_are_there():
    ax = plot_waterfall(waterfall(9, unsubscribed=2, processor_only=1))
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "no proven ground",
        "a suppression or refusal",
    ]
    assert [to_hex(patch.get_facecolor()) for patch in legend.get_patches()] == [
        LIGHT.no_ground,
        LIGHT.said_no,
    ]


def test_removals_have_the_longest_bar_on_top():
    ax = plot_removals_by_reason(REMOVALS)
    order = ["processor_only", "unsubscribed", "duplicate", "hard_bounced"]
    assert names(ax) == order
    pale, full = ax.containers
    assert [bar.get_width() for bar in full] == [2_633, 1_200, 1, 0]
    assert [bar.get_width() for bar in pale] == [2_700, 1_200, 1, 3]
    assert labels(ax) == ["2,633, in all 2,700", "1,200", "1", "0, in all 3"]
    assert ax.get_title(loc="left") == (
        "3,834 contacts are removed, most often as processor_only"
    )


def test_removals_of_nobody():
    ax = plot_removals_by_reason(REMOVALS.clear())
    assert ax.get_title(loc="left") == "No contact is removed"
    assert len(ax.patches) == 0


def drawn(ax):
    """Draw, and return the boxes of the figure and of every text that is seen."""
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    legend = ax.get_legend()
    texts = [
        *ax.texts,
        *ax.get_yticklabels(),
        ax._left_title,
        *(legend.get_texts() if legend else []),
    ]
    boxes = {text.get_text(): text.get_window_extent() for text in texts}
    return ax.figure.bbox, boxes


def crowded():
    numbers = {"contacts": 300_000, "also": BIG}
    removals = pl.DataFrame([{"reason": str(reason), **numbers} for reason in Reason])
    return {
        "31 reasons": plot_waterfall(every_reason()),
        "none": plot_waterfall(waterfall(BIG)),
        "one": plot_waterfall(waterfall(BIG, relationship_expired=1)),
        "removals": plot_removals_by_reason(removals),
    }


@pytest.mark.parametrize("name", crowded())
def test_no_text_is_cut_off_or_covers_another(name):
    page, boxes = drawn(crowded()[name])
    for text, box in boxes.items():
        assert page.x0 <= box.x0 < box.x1 <= page.x1, text
        assert page.y0 <= box.y0 < box.y1 <= page.y1, text
    for (one, box), (other, its_box) in combinations(boxes.items(), 2):
        # The boxes of neighbouring rows may touch: they reserve room for accents.
        apart = 0.75 * min(box.height, its_box.height)
        rows_apart = abs(box.y0 - its_box.y0) >= apart
        beside = box.x1 <= its_box.x0 or its_box.x1 <= box.x0
        assert rows_apart or beside, (one, other)


def test_given_axes_are_drawn_on():
    figure = Figure()
    given = figure.subplots()
    assert plot_waterfall(STEPS, ax=given) is given
    assert plot_removals_by_reason(REMOVALS, ax=figure.subplots()) in figure.axes


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_texts_can_be_read_on_the_paper(theme):
    ax = plot_waterfall(STEPS, ax=new_axes(STEPS.height, theme))
    texts = [*ax.texts, *ax.get_yticklabels(), ax._left_title]
    assert {text.get_color() for text in texts} == {theme.ink}
    for colour in (theme.ink, theme.kept, theme.said_no):
        assert contrast(colour, theme.paper) >= 3


def test_transparent_figure_counts_as_light():
    figure = Figure(facecolor="none")
    assert theme_of(figure.subplots()) is LIGHT


def test_style_of_the_user_neither_matters_nor_changes():
    with mpl.rc_context({"text.color": "white", "axes.facecolor": "black"}):
        before = dict(mpl.rcParams)
        ax = plot_waterfall(STEPS)
        assert dict(mpl.rcParams) == before
    assert {text.get_color() for text in ax.texts} == {LIGHT.ink}
    assert to_hex(ax.get_facecolor()) == LIGHT.paper


def test_notebook_shows_axes_as_a_picture():
    ax = plot_waterfall(STEPS)
    picture, size = ax._repr_png_()
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert (width, height) == (2 * size["width"], 2 * size["height"])
    assert size["alt"] == "Chart: 1,166 of 5,000 contacts may be messaged."


def test_picture_is_the_same_every_time():
    assert png(plot_waterfall(STEPS)) == png(plot_waterfall(STEPS))


def python(code):
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_pyplot_is_never_loaded():
    result = python(
        "import sys, polars as pl\n"
        "from hygiene.charts.removals import plot_waterfall\n"
        "rows = {'step': ['audience', 'kept'], 'contacts': [1, 1], 'left': [1, 1]}\n"
        "plot_waterfall(pl.DataFrame(rows))._repr_png_()\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    assert result.returncode == 0, result.stderr


def test_missing_matplotlib_is_said_with_the_way_out():
    result = python(
        "import sys\n"
        "sys.modules['matplotlib'] = None\n"
        "import hygiene\n"
        "try:\n"
        "    import hygiene.charts.removals\n"
        "except hygiene.MissingExtraError as error:\n"
        "    print(error)\n"
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == str(errors.MissingExtraError("Charts", "charts"))


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [
        (0, 5_000, "0%"),
        (1, 5_000, "<0.1%"),
        (5, 5_000, "0.1%"),
        (2_633, 5_000, "52.7%"),
        (4_995, 5_000, "99.9%"),
        (4_999, 5_000, ">99.9%"),
        (5_000, 5_000, "100%"),
        (0, 0, "0%"),
    ],
)
def test_share_is_rounded_neither_to_none_nor_to_all(count, total, expected):
    assert share(count, total) == expected
