"""The notebooks in a real JupyterLab, in a real browser, as an analyst sees them."""

import itertools

import pytest

import hygiene as hy

pytestmark = pytest.mark.browser

REMOVED = "NP-057445"
THEMES = ("light", "dark")
WIDTHS = (1280, 1920)
NOTEBOOKS = [
    *itertools.product(("01_first_screening", "03_why_this_contact"), THEMES),
    ("02_what_was_removed", "light"),
    ("04_the_gate", "dark"),
    *itertools.product(("05_monday_morning", "06_quarterly_audit"), THEMES),
]


@pytest.mark.parametrize(("name", "theme"), NOTEBOOKS)
def test_a_notebook_runs_from_top_to_bottom(opened, pictures, name, theme):
    notebook = opened(name, theme)
    notebook.run_all()
    for width in WIDTHS:
        notebook.shot(pictures / f"{name}-{theme}-{width}.png", width)
    assert notebook.errors == []
    assert notebook.complaints == []
    assert notebook.page.evaluate("document.body.dataset.jpThemeLight") == (
        "true" if theme == "light" else "false"
    )


@pytest.mark.parametrize("theme", THEMES)
def test_the_explorer_counts_explains_and_exports(opened, jupyter, pictures, theme):
    """A reason is chosen, a contact is looked up, and the selection is written."""
    with hy.screen(hy.sample_campaign()) as screening:
        counts = dict(screening.summary()["counts"]["by_reason"])
    chosen = counts["unsubscribed"]
    notebook = opened("01_first_screening", theme)
    notebook.run_all()
    count = notebook.part("count")
    assert count.inner_text() == ("5,000 of 5,000 contacts: 705 kept, 4,295 removed.")
    reasons = notebook.part("reason").locator("select")
    reasons.select_option(label=f"unsubscribed ({chosen:,})")
    said = f"{chosen:,} of 5,000 contacts: 0 kept, {chosen:,} removed."
    notebook.page.get_by_text(said).wait_for()
    assert notebook.part("rows").locator("tbody tr").count() == 10
    notebook.part("contact").locator("input").fill(REMOVED)
    notebook.part("explain").click()
    explanation = notebook.part("explanation")
    explanation.get_by_text("unsubscribed").first.wait_for()
    assert "@" not in explanation.inner_text()
    notebook.part("file").locator("input").fill("chosen.csv")
    notebook.part("file").locator("input").press("Tab")
    notebook.part("export").click()
    notebook.page.get_by_text("without addresses").wait_for()
    written = jupyter.folder / "notebooks" / "chosen.csv"
    assert written.read_text("utf-8").count("\n") == chosen + 1
    written.unlink()
    box = notebook.page.locator(".hygiene-explorer").last
    for width in WIDTHS:
        notebook.shot(pictures / f"explorer-{theme}-{width}.png", width, box)
    assert notebook.complaints == []
