"""Style: the colours of every chart, and axes that need no pyplot.

Any two colours of a theme stay apart with any colour vision, and every text can be
read: tests/unit/test_accessibility.py measures both. A colour also stands beside a
label, so no picture depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.typing import ColorType

WIDTH = 9.0
"""Inches, at `_DPI` a cell of JupyterLab on a laptop."""

LABEL_SIZE = 9
TITLE_SIZE = 13

# Inches. Fixed, because working a layout out costs as much as drawing the picture.
_ROW = 0.22
_NAMES = 1.6
_PAD = 0.12
_TITLE = 0.48
_LEGEND = 0.36
_DPI = 96
_SHARPNESS = 2
_MARGIN = 0.9
_HALF_BRIGHT = 0.5
_LETTER = 0.118
_DIGIT = 0.085
_DARKEST = 0.04045
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a chart on one kind of paper.

    Attributes:
        paper: The ground that everything stands on.
        ink: Texts.
        line: Thin lines that only guide the eye.
        whole: What there was at the start.
        kept: Contacts that may be messaged.
        no_ground: Contacts without a proof.
        said_no: Contacts that a prohibition stops.
        unfit: Contacts removed for their address, a limit or their row.
    """

    paper: str
    ink: str
    line: str
    whole: str
    kept: str
    no_ground: str
    said_no: str
    unfit: str


LIGHT = Theme(
    paper="#ffffff",
    ink="#1f2328",
    line="#9aa1a9",
    whole="#4d565f",
    kept="#0068b0",
    no_ground="#e69f00",
    said_no="#b03a00",
    unfit="#b67aab",
)

DARK = Theme(
    paper="#171b21",
    ink="#e6e9ed",
    line="#69717b",
    whole="#b9c2cb",
    kept="#56b4e9",
    no_ground="#f0bb14",
    said_no="#dd6234",
    unfit="#ab5a9b",
)


class ShownAxes(Axes):
    """Axes that a notebook shows as a picture when a cell ends in them.

    pyplot shows whatever is open, whenever a cell ends, and keeps it open elsewhere.
    These are a value like any other: no picture appears twice, and none is left over.
    """

    def _repr_png_(self) -> tuple[bytes, dict[str, int | str]]:
        width, height = self.figure.figure.get_size_inches() * _DPI
        size = {"width": round(width), "height": round(height)}
        # For those who cannot see it: the message. The numbers stand in a table.
        return png(self), {**size, "alt": f"Chart: {self.get_title(loc='left')}."}


def new_axes(rows: int, theme: Theme = LIGHT) -> Axes:
    """Return axes on a figure of their own, high enough for `rows` labelled bars."""
    height = _TITLE + _ROW * rows + _LEGEND
    figure = Figure(figsize=(WIDTH, height), dpi=_DPI)
    figure.set_facecolor(theme.paper)
    figure.subplots_adjust(
        left=_NAMES / WIDTH,
        right=1 - _PAD / WIDTH,
        top=1 - _TITLE / height,
        bottom=_LEGEND / height,
    )
    axes: Axes = figure.add_subplot(axes_class=ShownAxes)
    return axes


def new_panel(
    height: float,
    theme: Theme = LIGHT,
    *,
    left: float = _NAMES,
    right: float = _MARGIN,
    below: float = 2 * _LEGEND,
) -> Axes:
    """Return axes of `height` inches on a figure of their own, with room for a title.

    Args:
        height: Inches between the title and the labels below.
        theme: The colours.
        left: Inches for the labels on the left.
        right: Inches for those on the right.
        below: Inches for those below.
    """
    whole = _TITLE + height + below
    figure = Figure(figsize=(WIDTH, whole), dpi=_DPI)
    figure.set_facecolor(theme.paper)
    figure.subplots_adjust(
        left=left / WIDTH,
        right=1 - right / WIDTH,
        top=1 - _TITLE / whole,
        bottom=below / whole,
    )
    axes: Axes = figure.add_subplot(axes_class=ShownAxes)
    return axes


def dress_panel(ax: Axes, title: str) -> None:
    """Colour a panel's texts and lines, title it, and take its frame away."""
    theme = theme_of(ax)
    ax.set_facecolor(theme.paper)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelsize=LABEL_SIZE, labelcolor=theme.ink)
    _entitle(ax, title)


def theme_of(ax: Axes) -> Theme:
    """Return the theme that can be read on the figure of `ax`.

    >>> theme_of(new_axes(3)) is LIGHT, theme_of(new_axes(3, DARK)) is DARK
    (True, True)
    """
    red, green, blue, alpha = to_rgba(ax.figure.get_facecolor())
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return DARK if alpha and brightness < _HALF_BRIGHT else LIGHT


def contrast(one: ColorType, other: ColorType) -> float:
    """Return the contrast ratio of two colours (WCAG 2), from 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    dark, light = sorted([_luminance(one), _luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def readable_on(paper: ColorType) -> str:
    """Return black or white, whichever can be read better on a colour.

    >>> readable_on("#e69f00"), readable_on("#171b21")
    ('#000000', '#ffffff')
    """
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, paper))


def _luminance(colour: ColorType) -> float:
    red, green, blue = (
        value / 12.92 if value <= _DARKEST else ((value + 0.055) / 1.055) ** 2.4
        for value in to_rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def dress_bars(ax: Axes, names: list[str], title: str) -> None:
    """Name the horizontal bars of `ax` from top to bottom, and take the rest away.

    The numbers stand beside the bars, so there is no scale to read them off.
    """
    theme = theme_of(ax)
    ax.set_facecolor(theme.paper)
    ax.set_yticks(range(len(names)), names, size=LABEL_SIZE, color=theme.ink)
    ax.set_ylim(max(len(names), 1) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_visible(False)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    _entitle(ax, title)


def _entitle(ax: Axes, title: str) -> None:
    """Write the title, smaller where it would not end within the figure."""
    room = ax.figure.get_figure(root=True).get_figwidth() * (1 - ax.get_position().x0)
    size = min(1, room / max(1, len(title) * _LETTER)) * TITLE_SIZE
    ax.set_title(
        title, loc="left", size=size, weight="bold", color=theme_of(ax).ink, pad=10
    )


def label_size(text: str, room: float) -> float:
    """Return the size at which a number ends within `room` inches.

    >>> label_size("12", 1), label_size("12,345,678", 0.5) < LABEL_SIZE
    (9.0, True)
    """
    return min(1, room / (len(text) * _DIGIT)) * float(LABEL_SIZE)


def width_of(ax: Axes) -> float:
    """Return the width of axes in inches."""
    return ax.figure.get_figure(root=True).get_figwidth() * ax.get_position().width


def shorten(label: str) -> str:
    """Return a label that fits beside a chart: its middle left out where it is long.

    >>> shorten("audience.csv"), shorten("unsubscribed_email_audience_export_5f0c.csv")
    ('audience.csv', 'unsubscribed_em…xport_5f0c.csv')
    """
    if len(label) <= _LONGEST:
        return label
    half = _LONGEST // 2
    return f"{label[:half]}…{label[1 - half :]}"


def png(ax: Axes) -> bytes:
    """Return the figure of `ax` as a PNG picture, sharp on a high-resolution screen.

    >>> png(new_axes(3))[1:4]
    b'PNG'
    """
    figure = ax.figure.figure
    buffer = BytesIO()
    FigureCanvasAgg(figure).print_figure(
        buffer,
        format="png",
        dpi=_SHARPNESS * _DPI,
        facecolor=figure.get_facecolor(),
        metadata={"Software": None},
    )
    return buffer.getvalue()
