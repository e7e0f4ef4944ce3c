"""Colours can be told apart with any colour vision, and every text can be read.

The simulation is that of Machado, Oliveira and Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency" (2009), with its published matrices for
full severity; distances are those of CIELAB (CIE 1976, D65).
"""

import re
from dataclasses import asdict
from datetime import date
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from matplotlib.colors import to_hex

from hygiene.charts.flow import plot_flow
from hygiene.charts.freshness import plot_freshness
from hygiene.charts.heat import plot_dealings_by_merchant, plot_reasons_by
from hygiene.charts.overlap import plot_reason_overlaps
from hygiene.charts.removals import plot_removals_by_reason, plot_waterfall
from hygiene.charts.style import DARK, LIGHT, contrast, new_panel, readable_on
from hygiene.charts.trends import plot_consent_ages, plot_opt_ins_and_opt_outs
from hygiene.resources import package_file
from hygiene.vocabulary import Reason

APART = 20  # a just noticeable difference is about 2.3
READABLE = 4.5
VISIONS = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]
WHITE = [0.95047, 1.0, 1.08883]
FILLS = ("whole", "kept", "no_ground", "said_no", "unfit")

both_themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour):
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    dark = channels / 12.92
    return np.where(channels <= 0.04045, dark, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour, vision):
    """Return a colour in CIELAB as somebody sees it."""
    seen = np.clip(np.array(VISIONS[vision]) @ linear(colour), 0, 1)
    x, y, z = [
        part ** (1 / 3) if part > 216 / 24_389 else (24_389 / 27 * part + 16) / 116
        for part in np.array(XYZ) @ seen / np.array(WHITE)
    ]
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, vision):
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def test_the_simulation_does_what_it_is_known_to_do():
    """Red and green meet without the green cones; white stays white; L runs to 100."""
    red, olive = "#c00000", "#606000"
    assert distance(red, olive, "usual") > 3 * distance(red, olive, "deuteranopia")
    for vision in VISIONS:
        assert lab("#ffffff", vision) == pytest.approx([100, 0, 0], abs=0.1)


@both_themes
@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_colours_stay_apart(theme, vision):
    colours = {name: asdict(theme)[name] for name in FILLS}
    near = {
        (one, other): round(found, 1)
        for one, other in combinations(colours, 2)
        if (found := distance(colours[one], colours[other], vision)) < APART
    }
    assert near == {}


@both_themes
def test_ink_can_be_read_on_the_paper(theme):
    assert contrast(theme.ink, theme.paper) >= READABLE


@both_themes
def test_bars_stand_out_from_the_paper(theme):
    """The orange on white is pale; its numbers and names stand beside it in ink."""
    colours = [asdict(theme)[name] for name in FILLS if name != "no_ground"]
    assert min(contrast(colour, theme.paper) for colour in colours) >= 3


def test_black_or_white_can_be_read_on_any_colour():
    greys = [f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256)]
    assert min(contrast(readable_on(grey), grey) for grey in greys) >= READABLE


HEAT = pl.DataFrame(
    [("GB", str(reason), 3**place) for place, reason in enumerate(list(Reason)[:9])],
    schema=["label", "reason", "contacts"],
    orient="row",
)
PICTURES = {
    "waterfall": (
        plot_waterfall,
        {"step": ["audience", "paused", "kept"], "contacts": [5, 2, 3],
         "left": [5, 3, 3]},
    ),
    "reasons": (
        plot_removals_by_reason,
        {"reason": ["paused", "minor"], "contacts": [5, 1], "also": [6, 1]},
    ),
    "overlap": (
        plot_reason_overlaps,
        {"reasons": [["minor", "paused"]], "contacts": [7]},
    ),
    "by": (lambda table, ax: plot_reasons_by(table, "country", ax=ax), HEAT.to_dict()),
    "merchants": (
        plot_dealings_by_merchant,
        {"merchant": ["a", "b"], "month": [date(2026, 1, 1)] * 2, "contacts": [9, 2]},
    ),
    "consent_ages": (
        plot_consent_ages,
        {"months": [1, 30], "kept": [4, 0], "removed": [0, 3], "limit": [24, 24]},
    ),
    "opt_ins_and_opt_outs": (
        plot_opt_ins_and_opt_outs,
        {"month": [date(2026, 1, 1)], "opt_ins": [5], "opt_outs": [2]},
    ),
    "freshness": (
        plot_freshness,
        {"list": ["crm.csv"], "files": [1], "said_by": ["as_at"], "age_days": [3.0],
         "limit_days": [2.0], "state": ["stale"]},
    ),
    "flow": (
        plot_flow,
        {"before": ["kept", "paused"], "after": ["kept", "kept"], "contacts": [5, 3]},
    ),
}  # fmt: skip


@both_themes
@pytest.mark.parametrize("name", PICTURES)
def test_every_text_of_a_picture_can_be_read(name, theme):
    """Numbers in the cells of a heat map are measured against their own cell."""
    plot, table = PICTURES[name]
    ax = plot(pl.DataFrame(table), ax=new_panel(2, theme))
    for text, ground in texts_and_grounds(ax, theme):
        assert contrast(text.get_color(), ground) >= READABLE, text.get_text()


def texts_and_grounds(ax, theme):
    ax.figure.draw_without_rendering()
    legend = ax.get_legend()
    beside = [
        *(ax.get_xticklabels() if ax.xaxis.get_visible() else []),
        *ax.get_yticklabels(),
        *(legend.get_texts() if legend else []),
        ax.xaxis.label,
        ax._left_title,
    ]
    for text in [one for one in beside if one.get_text()]:
        yield text, theme.paper
    for text in ax.texts:
        yield text, cell(ax, text) if ax.images else theme.paper


def cell(ax, text):
    """Return the colour of the cell that a number stands in."""
    (image,) = ax.images
    x, y = text.get_position()
    return to_hex(image.cmap(image.norm(image.get_array()[y, x])))


def variables(css, theme):
    """Return the colours of a style sheet; its dark theme changes the light one's."""
    blocks = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)
    chosen = blocks if theme is DARK else blocks[:1]
    return {
        name: value
        for block in chosen
        for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)
    }


@both_themes
@pytest.mark.parametrize("ground", ["paper", "shade"])
def test_every_text_of_the_report_can_be_read(theme, ground):
    css = package_file("templates", "report.css").read_text("utf-8")
    colours = variables(css, theme)
    assert (colours["paper"] == DARK.paper) == (theme is DARK)
    texts = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", css))
    assert texts >= {"ink", "quiet", "kept", "released", "refused", "open"}
    pale = {
        name: round(found, 1)
        for name in texts
        if (found := contrast(colours[name], colours[ground])) < READABLE
    }
    assert pale == {}
