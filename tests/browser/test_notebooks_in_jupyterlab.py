"""The notebooks in a real JupyterLab, in a real browser, as an analyst sees them."""

import pytest

import hygiene as hy

pytestmark = pytest.mark.browser

NOTEBOOKS = ("01_first_screening",)
REMOVED = "NP-057445"
LOOKS = [("light", 1280), ("dark", 1920)]


@pytest.mark.parametrize(("theme", "width"), LOOKS, ids=str)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_top_to_bottom(opened, pictures, name, theme, width):
    notebook = opened(name, theme, width)
    notebook.run_all()
    notebook.shot(pictures / f"{name}-{theme}-{width}.png")
    assert notebook.errors == []
    assert notebook.complaints == []
    assert notebook.page.evaluate("document.body.dataset.jpThemeLight") == (
        "true" if theme == "light" else "false"
    )


@pytest.mark.parametrize(("theme", "width"), LOOKS, ids=str)
def test_the_explorer_counts_explains_and_exports(
    opened, jupyter, pictures, theme, width
):
    """A reason is chosen, a contact is looked up, and the selection is written."""
    with hy.screen(hy.sample_campaign()) as screening:
        counts = dict(screening.summary()["counts"]["by_reason"])
    chosen = counts["unsubscribed"]
    notebook = opened("01_first_screening", theme, width)
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
    notebook.shot(pictures / f"explorer-{theme}-{width}.png", box)
    assert notebook.complaints == []
