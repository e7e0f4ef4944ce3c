"""The notebooks in a real JupyterLab, in a real browser, as an analyst sees them."""

import pytest

pytestmark = pytest.mark.browser

NOTEBOOKS = ("01_first_screening",)
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
