"""Style: the colours of every chart, and axes that need no pyplot.

The hues are those of Okabe and Ito, told apart with any colour vision; each also stands
beside a label, so no picture depends on its colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

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
    whole="#6e7781",
    kept="#0072b2",
    no_ground="#e69f00",
    said_no="#d55e00",
    unfit="#cc79a7",
)

DARK = Theme(
    paper="#171b21",
    ink="#e6e9ed",
    line="#69717b",
    whole="#98a1ab",
    kept="#56b4e9",
    no_ground="#e69f00",
    said_no="#e2703a",
    unfit="#cc79a7",
)


class ShownAxes(Axes):
    """Axes that a notebook shows as a picture when a cell ends in them.

    pyplot shows whatever is open, whenever a cell ends, and keeps it open elsewhere.
    These are a value like any other: no picture appears twice, and none is left over.
    """

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = self.figure.figure.get_size_inches() * _DPI
        return png(self), {"width": round(width), "height": round(height)}


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


def new_panel(height: float, theme: Theme = LIGHT, *, left: float = _NAMES) -> Axes:
    """Return axes of `height` inches on a figure of their own, with room for a title.

    Args:
        height: Inches between the title and the labels below.
        theme: The colours.
        left: Inches for the labels on the left.
    """
    whole = _TITLE + height + 2 * _LEGEND
    figure = Figure(figsize=(WIDTH, whole), dpi=_DPI)
    figure.set_facecolor(theme.paper)
    figure.subplots_adjust(
        left=left / WIDTH,
        right=1 - _MARGIN / WIDTH,
        top=1 - _TITLE / whole,
        bottom=2 * _LEGEND / whole,
    )
    axes: Axes = figure.add_subplot(axes_class=ShownAxes)
    return axes


def dress_panel(ax: Axes, title: str) -> None:
    """Colour a panel's texts and lines, title it, and take its frame away."""
    theme = theme_of(ax)
    ax.set_facecolor(theme.paper)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelsize=LABEL_SIZE, labelcolor=theme.ink)
    ax.set_title(
        title, loc="left", size=TITLE_SIZE, weight="bold", color=theme.ink, pad=10
    )


def theme_of(ax: Axes) -> Theme:
    """Return the theme that can be read on the figure of `ax`.

    >>> theme_of(new_axes(3)) is LIGHT, theme_of(new_axes(3, DARK)) is DARK
    (True, True)
    """
    red, green, blue, alpha = to_rgba(ax.figure.get_facecolor())
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return DARK if alpha and brightness < _HALF_BRIGHT else LIGHT


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
    ax.set_title(
        title, loc="left", size=TITLE_SIZE, weight="bold", color=theme.ink, pad=10
    )


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
