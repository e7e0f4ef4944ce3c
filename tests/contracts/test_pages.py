"""The gallery and the notebooks' pages: all there, in step, and in need of nothing."""

import ast
import re
from html.parser import HTMLParser

import nbformat
import pytest

from hygiene.measured import Metrics
from hygiene.plots import Plots
from tests.contracts.files import ROOT, product_files

DOCS = ROOT / "docs"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = sorted((DOCS / "notebooks").glob("*.html"))
GALLERY = (DOCS / "gallery.md").read_text("utf-8")
PICTURE = re.compile(r"!\[([^\]]+)\]\((gallery/[\w-]+\.png)\)")
LARGEST_PICTURE = 60_000
LARGEST_PAGE = 700_000
ADDRESS = re.compile(r"[\w.+-]+@[\w-]")
LOADING = ("src", "srcset", "action", "background", "poster", "data")

every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


class Page(HTMLParser):
    """The elements of a page, its code cells, and the rows of its tables."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.cells, self.tables, self.texts = [], [], [], []
        self._depth = self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag == "style":
            self._hidden += 1
        elif tag == "div":
            is_code = "input_area" in attributes.get("class", "").split()
            if is_code:
                self.cells.append("")
            self._depth += 1 if is_code or self._depth else 0
        elif tag == "table":
            self.tables.append([])
        elif tag in {"th", "td"}:
            self.tables[-1].append(tag)

    def handle_endtag(self, tag):
        if tag == "style":
            self._hidden -= 1
        elif tag == "div" and self._depth:
            self._depth -= 1

    def handle_data(self, data):
        if self._depth:
            self.cells[-1] += data
        if not self._hidden:
            self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def public(of):
    return {name for name in vars(of) if not name.startswith("_")}


def test_every_picture_has_a_table_of_the_same_name():
    assert public(Plots) == public(Metrics)


def test_every_picture_is_in_the_gallery():
    missing = [
        name for name in public(Plots) if f"\nscreening.plot.{name}(" not in GALLERY
    ]
    assert missing == []
    assert [name for name in public(Plots) if f".metrics.{name}(" not in GALLERY] == []


def test_whatever_else_can_be_drawn_is_in_the_gallery():
    """A class with a method `plot`, such as the answer of `what_if`."""
    classes = {
        node.name
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(item, ast.FunctionDef)
            and item.name == "plot"
            and not item.decorator_list
            for item in node.body
        )
    }
    lines = {
        "Comparison": "`audit.compare(",
        "Explanation": "`screening.explain(",
        "WhatIf": "\nscreening.what_if(",
    }
    assert classes == set(lines)
    for line in lines.values():
        assert re.search(rf"{re.escape(line)}.*\)\.plot\(\)", GALLERY)


def test_every_picture_of_the_gallery_is_there_and_small():
    shown = PICTURE.findall(GALLERY)
    assert all(words for words, _ in shown)
    files = {f"gallery/{path.name}" for path in (DOCS / "gallery").iterdir()}
    assert {name for _, name in shown} == files
    large = [name for name in files if (DOCS / name).stat().st_size > LARGEST_PICTURE]
    assert large == []


def test_every_notebook_has_its_page():
    assert [path.stem for path in PAGES] == [path.stem for path in NOTEBOOKS], (
        "run `make pages`"
    )


@every_page
def test_page_shows_the_code_of_its_notebook(path):
    notebook = nbformat.read(ROOT / "notebooks" / f"{path.stem}.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    shown = Page(path.read_text("utf-8")).cells
    assert [cell.strip() for cell in shown] == code, (
        f"run `make pages ARGS={path.stem}`"
    )


@every_page
def test_page_needs_nothing_but_itself(path):
    html = path.read_text("utf-8")
    page = Page(html)
    assert len(html.encode()) < LARGEST_PAGE
    assert page.all("script") == page.all("link") == page.all("iframe") == []
    for _, attributes in page.elements:
        for name in LOADING:
            assert attributes.get(name, "data:").startswith("data:")
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in html
    assert "@import" not in html


@every_page
def test_pictures_of_a_page_have_words(path):
    pictures = Page(path.read_text("utf-8")).all("img")
    assert pictures
    assert all(picture["alt"].startswith("Chart: ") for picture in pictures)


@every_page
def test_tables_of_a_page_have_headers(path):
    tables = Page(path.read_text("utf-8")).tables
    assert tables
    assert [cells for cells in tables if cells[0] != "th"] == []


@every_page
def test_page_names_nobody(path):
    texts = Page(path.read_text("utf-8")).texts
    assert [text for text in texts if ADDRESS.search(text)] == []
