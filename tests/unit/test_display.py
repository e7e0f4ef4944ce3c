"""Displays: what they show, how it is escaped, and that it can be read."""

import re
import sys
from pathlib import Path

import pytest

import hygiene as hy
from hygiene.display.cells import Bar, Code, Personal, State
from hygiene.display.page import Display, Sum, Table
from hygiene.masking import mask, without_addresses
from hygiene.resources import package_file

MARKUP = "<b onclick='x'>&"
ESCAPED = "&lt;b onclick=&#39;x&#39;&gt;&amp;"
CSS = package_file("templates", "display.css").read_text("utf-8")
THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
AA = 4.5


def whole(text):
    """Return a display that says a text in every place."""
    cells = (Code(text), text, State(text, "bad"), Bar(0.5, text), Personal(text))
    table = Table(text, [text] * 5, [cells], groups=[(text, [cells])])
    return Display(text, text, [Sum(text, 1, {text: 1}, text)], [text], [table], [text])


def test_every_text_is_escaped():
    page = whole(MARKUP).html()
    assert MARKUP not in page
    # Only the masked address is not shown whole.
    assert page.count(ESCAPED) == 7 + 1 + 5 + 1 + 2 * 4


def test_no_address_is_shown_anywhere():
    made = whole("ask ann@example.com or <ann@example.com>")
    for shown in (made.html(), made.text()):
        assert "ann" not in shown
        assert "withheld" in shown


def test_a_personal_cell_is_masked():
    table = Table("One", ["Address"], [[Personal("ann@example.com")]])
    for shown in (
        Display("x", tables=[table]).html(),
        Display("x", tables=[table]).text(),
    ):
        assert "a•••@e•••.com" in shown
        assert "ann" not in shown
        assert "Personal data" not in shown


@pytest.mark.parametrize("text", ["ann@example.com", "+447700900123", "ann", ""])
def test_only_a_mask_passes_for_one(text):
    assert mask(mask(text)) == mask(text)
    assert without_addresses(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text", ["a•••@example.com", "ann@e•••.com", "•••ann@example.com", "a•••@e•••x.com"]
)
def test_half_a_mask_is_withheld(text):
    assert text not in without_addresses(f"ask {text}")


def test_a_table_names_its_columns_and_lines_and_says_what_it_shows():
    table = Table("Two of them", ["Reason", "Contacts"], [(Code("paused"), 1200)])
    page = Display("x", tables=[table]).html()
    assert "<caption>Two of them</caption>" in page
    assert '<th scope="col">Reason</th>' in page
    assert '<th scope="col" class="hygiene-number">Contacts</th>' in page
    assert '<th scope="row" class="hygiene-code">paused</th>' in page
    assert '<td class="hygiene-number">1,200</td>' in page


def test_a_bar_is_as_long_as_its_share_and_stands_beside_the_number():
    table = Table("x", ["Share"], [[Bar(0.25, "25.0%", start=0.5)]])
    page = Display("x", tables=[table], next=["x()"]).html()
    assert ">25.0%</span>" in page
    assert 'aria-hidden="true"' in page
    assert 'style="margin-left:50.0%;width:25.0%"' in page


def test_a_table_without_a_line_is_left_out():
    assert "<table" not in Display("x", tables=[Table("y", ["z"])]).html()


def test_numbers_that_do_not_add_up_are_not_shown():
    with pytest.raises(AssertionError, match="do not add up to the audience"):
        Sum("audience", 5, {"kept": 2, "removed": 2})


def test_a_page_loads_nothing_and_runs_nothing():
    page = whole("x").html()
    assert re.findall(r"<script|<link|<img|https?:|url\(|@import| on\w+=", page) == []


def test_the_style_stands_once_in_an_output():
    """Files that are inspected together share it, and each has its own table."""
    page = hy.inspect(hy.sample_campaign().parent)._repr_html_()
    assert page.count("<style>") == 1
    assert page.index("<style>") < page.index("<table")
    assert page.count("<caption>") > 5


# The colours, as a browser works them out.


def declared(text):
    return dict(re.findall(r"(--[\w-]+):\s*([^;{}]+)[;}]", text))


def lab_theme(name):
    return declared((THEMES / name / "index.css").read_text("utf-8"))


PLACES = {
    "light": ({}, False),
    "dark": ({}, True),
    "lab light": (lab_theme("theme-light-extension"), False),
    "lab dark": (lab_theme("theme-dark-extension"), True),
    "lab high contrast": (lab_theme("theme-dark-high-contrast-extension"), True),
    "code light": (
        {"--vscode-editor-background": "#fff", "--vscode-editor-foreground": "#3b3b3b"},
        False,
    ),
    "code dark": (
        {
            "--vscode-editor-background": "#1f1f1f",
            "--vscode-editor-foreground": "#ccc",
        },
        True,
    ),
}


def arguments(value):
    """Return the two parts of `name(first, second)`; the second may be missing."""
    inner = value[value.index("(") + 1 : value.rindex(")")]
    first, _, second = inner.partition(",")
    return first.strip(), second.strip()


def colour(value, variables, *, dark):
    """Return red, green, blue and alpha of a colour of the style sheet."""
    value = value.strip()
    if value.startswith("var("):
        name, fallback = arguments(value)
        return colour(variables.get(name, fallback), variables, dark=dark)
    if value.startswith("light-dark("):
        return colour(arguments(value)[dark], variables, dark=dark)
    if value.startswith("rgba("):
        red, green, blue, alpha = map(float, value[5:-1].split(","))
        return red, green, blue, alpha
    digits = {"white": "ffffff", "black": "000000"}.get(value, value.removeprefix("#"))
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    return *(int(digits[at : at + 2], 16) for at in (0, 2, 4)), 1.0


def luminance(rgb):
    parts = [part / 255 for part in rgb]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink, paper):
    """Return the contrast of WCAG 2 between a colour and what it stands on."""
    *ground, alpha = paper
    assert alpha == 1
    mixed = [ink[3] * i + (1 - ink[3]) * g for i, g in zip(ink, ground, strict=False)]
    high, low = sorted([luminance(mixed), luminance(ground)], reverse=True)
    return (high + 0.05) / (low + 0.05)


INKS = set(re.findall(r"[ {;]color:\s*([^;}]+)", CSS)) - {"inherit"}


def test_contrast_is_worked_out_as_the_guidelines_do():
    black, white, grey = (0, 0, 0, 1), (255, 255, 255, 1), (118, 118, 118, 1)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)


def test_every_colour_of_a_text_is_one_of_the_four():
    names = ("ink", "good", "bad", "warn")
    assert {f"var(--hygiene-{name})" for name in names} == INKS
    papers = set(re.findall(r"[ {;]background:\s*([^;}]+)", CSS))
    fills = {f"var(--hygiene-{name})" for name in names[:3]}
    assert papers == {"var(--hygiene-paper)", "none", *fills}


@pytest.mark.parametrize("ink", sorted(INKS))
@pytest.mark.parametrize("place", PLACES)
def test_every_text_can_be_read(ink, place):
    theirs, dark = PLACES[place]
    variables = {**theirs, **declared(CSS)}
    paper = colour("var(--hygiene-paper)", variables, dark=dark)
    assert contrast(colour(ink, variables, dark=dark), paper) >= AA
