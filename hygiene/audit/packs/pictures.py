"""The pictures of a pack, for light and for dark paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from hygiene.errors import MissingExtraError

if TYPE_CHECKING:
    from hygiene.charts.style import Theme

Pictures = dict[str, str]
"""`light` and `dark`, each a picture as the address of its own content."""


def waterfall(steps: pl.DataFrame, title: str) -> Pictures:
    """Return the waterfall of a campaign; nothing where Matplotlib is missing."""
    return _both(lambda theme: _waterfall(steps, title, theme))


def flow(flows: pl.DataFrame, sides: tuple[str, str], title: str | None) -> Pictures:
    """Return who moved between two quarters; nothing where Matplotlib is missing."""
    return _both(lambda theme: _flow(flows, sides, title, theme))


def _both(draw: Callable[[str], bytes]) -> Pictures:
    try:
        drawn = {theme: draw(theme) for theme in ("light", "dark")}
    except MissingExtraError:
        return {}
    return {
        theme: f"data:image/png;base64,{b64encode(content).decode()}"
        for theme, content in drawn.items()
    }


def _theme(name: str) -> Theme:
    from hygiene.charts.style import DARK, LIGHT

    return DARK if name == "dark" else LIGHT


def _waterfall(steps: pl.DataFrame, title: str, theme: str) -> bytes:
    from hygiene.charts.removals import plot_waterfall
    from hygiene.charts.style import new_axes, png

    axes = new_axes(steps.height, _theme(theme))
    return png(plot_waterfall(steps, ax=axes, title=title))


def _flow(
    flows: pl.DataFrame, sides: tuple[str, str], title: str | None, theme: str
) -> bytes:
    from hygiene.charts.flow import plot_flow
    from hygiene.charts.style import png

    axes = plot_flow(flows, sides=sides, title=title, paper=_theme(theme))
    return png(axes)
