"""`hygiene report`: the page of a finished screening, on a screen and on paper."""

import json
import shutil

import pytest

from tests.e2e.commands import names, run
from tests.e2e.world import campaign_file

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
has_browser = pytest.mark.skipif(
    not any(map(shutil.which, NAMES)), reason="no Chromium and no Chrome is here"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("screened")
    done = run("screen", campaign_file(folder), "--out", folder / "out")
    assert done.exit_code == 0, done.stderr
    return folder / "out"


@pytest.fixture
def out(made, tmp_path):
    """Return a copy of the results that a test may spoil."""
    return shutil.copytree(made, tmp_path / "out")


def browser(folder, script, monkeypatch):
    """Put a program that is called `chromium` on the path, alone."""
    folder.mkdir()
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_it_is_the_page_that_the_screening_wrote(out):
    written = (out / "report.html").read_bytes()
    (out / "report.html").unlink()
    files = names(out)
    done = run("report", out)
    assert done.stdout == f"The report is in {out / 'report.html'}.\n"
    assert (out / "report.html").read_bytes() == written
    assert names(out) == files | {"report.html"}


def test_a_refused_screening_has_its_report(out):
    """The lists are not needed, and are not there."""
    gate = json.loads((out / "gate.json").read_text("utf-8"))
    (out / "gate.json").write_text(json.dumps({**gate, "passed": False}))
    (out / "decisions.parquet").unlink()
    assert run("report", out).exit_code == 0
    assert "Nothing is released" in (out / "report.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["summary.json", "gate.json"])
def test_a_folder_without_results(name, out):
    (out / name).unlink()
    (out / "report.html").unlink()
    done = run("report", out)
    assert done.exit_code == 2
    assert done.stderr == (
        f"Error: 'out' holds no {name}. Give a folder that `hygiene screen --out` "
        "wrote.\n"
    )
    assert "report.html" not in names(out)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Error: The summary.json of 'out' cannot be read.\n"),
        ("[]", "Error: The summary.json of 'out' is not a screening's.\n"),
        (
            "{}",
            (
                "Error: The files of 'out' are not as a screening wrote them "
                "(KeyError), so there is no report of them. Screen again.\n"
            ),
        ),
    ],
)
def test_a_spoilt_summary(text, said, out):
    before = (out / "report.html").read_bytes()
    (out / "summary.json").write_text(text)
    done = run("report", out)
    assert (done.exit_code, done.stderr) == (2, said)
    assert (out / "report.html").read_bytes() == before


@pytest.mark.parametrize("key", ["kept", "removed", "audience", "by_reason"])
def test_numbers_that_somebody_changed(key, out):
    """They no longer add up, so no page says them."""
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    changed = {"unsubscribed": 1_000} if key == "by_reason" else 1_000
    summary["counts"][key] = changed
    (out / "summary.json").write_text(json.dumps(summary))
    done = run("report", out)
    assert done.exit_code == 2
    assert "(AssertionError), so there is no report of them" in done.stderr


@pytest.mark.parametrize("part", ["campaign", "versions", "policies", "inputs"])
def test_a_summary_with_a_part_of_another_kind(part, out):
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    (out / "summary.json").write_text(json.dumps({**summary, part: 7}))
    done = run("report", out)
    assert done.exit_code == 2
    assert "so there is no report of them" in done.stderr


def test_without_a_browser_it_says_what_to_install(out, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("report", out, "--pdf", tmp_path / "r.pdf")
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: A PDF is printed by Chromium or Google Chrome, and neither was found "
        "on the path.\nInstall one of them (`apt install chromium`), or open "
        "report.html in a browser and print it there.\n"
    )
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_browser_that_prints_nothing(script, out, tmp_path, monkeypatch):
    browser(tmp_path / "bin", script, monkeypatch)
    done = run("report", out, "--pdf", tmp_path / "r.pdf")
    assert (done.exit_code, done.stderr) == (
        2,
        (
            "Error: 'chromium' did not print the page. Open report.html in a browser "
            "and print it there.\n"
        ),
    )
    assert names(tmp_path) == {"bin", "out"}


def test_what_is_no_pdf_is_not_replaced(out, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("email\n")
    done = run("report", out, "--pdf", path)
    assert (done.exit_code, done.stderr) == (
        2,
        (
            "Error: The file 'list.csv' is not one that `hygiene report` wrote; give "
            "another --pdf.\n"
        ),
    )
    assert path.read_text() == "email\n"


@pytest.mark.browser
@has_browser
def test_it_is_printed_on_a4(out, tmp_path):
    """Pages of 595 by 842 points, with the title, and with the text as text."""
    path = tmp_path / "r.pdf"
    for _ in range(2):  # the second replaces what the first has printed
        done = run("report", out, "--pdf", path)
        assert done.exit_code == 0, done.stderr
    assert done.stdout.endswith(f"It is printed in {path}.\n")
    content = path.read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in content
    assert b"/Title (Screening of " in content
    assert b"/StructTreeRoot" in content  # tagged, for those who listen
    assert str(tmp_path).encode() not in content
