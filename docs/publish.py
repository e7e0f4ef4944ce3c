"""Draw the gallery and run the notebooks; write both into docs/ (`make pages`).

The notebooks become pages that need nothing but themselves: no script, no font, no
other host. Everything is made of the sample data, and is the same every time, but for
what keys make in the notebook of a quarter: those are new ones each time.
"""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from datetime import datetime
from io import BytesIO
from pathlib import Path

import nbformat
from gallery_page import PICTURES
from jinja2 import Environment, FileSystemLoader
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image
from pygments.formatters import HtmlFormatter

import hygiene as hy
from hygiene.charts.style import png

DOCS = Path(__file__).parent
GALLERY = DOCS / "gallery"
PAGES = DOCS / "notebooks"
NOTEBOOKS = DOCS.parent / "notebooks"
EARLIER = "2026-10-01T09:00:00+00:00"
COLOURS = 64
PICTURE = "image/png"
WIDGET = "application/vnd.jupyter.widget-view+json"


def small(picture: bytes) -> bytes:
    """Return a PNG of half the width with a palette: a tenth of the bytes."""
    image = Image.open(BytesIO(picture)).convert("RGB").reduce(2)
    image = image.quantize(COLOURS, kmeans=4, dither=Image.Dither.NONE)
    buffer = BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def draw_gallery() -> None:
    """Draw every picture of the gallery by the line that its page shows."""
    GALLERY.mkdir(exist_ok=True)
    then = datetime.fromisoformat(EARLIER)
    with (
        hy.screen(hy.sample_campaign()) as screening,
        hy.screen(hy.sample_campaign(), as_of=then) as earlier,
    ):
        names = {"screening": screening, "earlier": earlier}
        for picture in PICTURES:
            axes = eval(picture.code, {}, names)  # noqa: S307 - a line of our own page
            (GALLERY / f"{picture.name}.png").write_bytes(small(png(axes)))


def executed(path: Path) -> nbformat.NotebookNode:
    """Return a notebook that ran from top to bottom, its pictures made small."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, resources=folder).execute()
    notebook.metadata.pop("widgets", None)  # a page has no kernel to answer them
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET, None)
            if PICTURE in data:
                data[PICTURE] = b64encode(small(b64decode(data[PICTURE]))).decode()
    return notebook


def page_of(path: Path) -> str:
    """Return an executed notebook as a page that needs nothing but itself."""
    notebook = executed(path)
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    body, _ = exporter.from_notebook_node(notebook)
    heading = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
    template = Environment(
        loader=FileSystemLoader(DOCS), autoescape=True, trim_blocks=True
    ).get_template("notebook_page.html.j2")
    return template.render(
        title=heading,
        body=body.replace('.ipynb">', '.html">'),
        code_light=HtmlFormatter(style="default").get_style_defs(".highlight"),
        code_dark=HtmlFormatter(style="github-dark").get_style_defs(".highlight"),
    )


def main() -> int:
    """Write everything, or only what is named: `gallery`, or notebooks."""
    wanted = sys.argv[1:]
    if not wanted or "gallery" in wanted:
        draw_gallery()
    PAGES.mkdir(exist_ok=True)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not wanted or path.stem in wanted:
            page = PAGES / f"{path.stem}.html"
            page.write_text(page_of(path), "utf-8")
            print(f"docs/notebooks/{page.name} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
