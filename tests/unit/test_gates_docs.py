"""Data Docs: pages that open offline, in plain words, and name nobody."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from hygiene.errors import InputError
from hygiene.gates.docs import docs_pages, write_docs
from tests.unit.gate_results import FAILED, MISSED, PASSED, WAIVED, everything, gate

NOTE = "The waiver of expect_x expired."
HOSTILE = "<img src=x onerror=alert(1)> $name {{ x }}"
NAMES = ["index.html", "1-kept.html", "2-incoming.html"]


@pytest.fixture(scope="module")
def pages():
    about = {"campaign": "winter", "controller": "ann@example.com"}
    return dict(docs_pages(everything(notes=(NOTE,), parameters=about)))


@pytest.fixture(scope="module")
def hostile():
    odd = replace(FAILED, title=HOSTILE, remedy=HOSTILE, why=HOSTILE, suite=HOSTILE)
    result = gate(odd, notes=(HOSTILE,), not_applicable={HOSTILE: HOSTILE})
    return dict(docs_pages(result))


def text_of(page):
    """Return what a person reads, tags as bars."""
    body = page.partition("<main>")[2]
    return re.sub(r"[\s|]*\|[\s|]*", "|", re.sub(r"<[^>]*>", "|", body))


def test_there_is_an_index_and_a_page_for_each_suite(pages):
    assert list(pages) == NAMES
    for page in pages.values():
        for name in NAMES:
            assert f'href="{name}"' in page


@pytest.mark.parametrize("name", NAMES)
def test_a_page_loads_nothing(pages, name):
    page = pages[name]
    assert not re.search(r"https?:|//\w|<script|<link|<img|<iframe|url\(|@import", page)
    assert re.findall(r'\b(?:src|srcset|on\w+|style)="', page) == []
    assert set(re.findall(r'href="([^"]*)"', page)) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_of_a_page_allows_its_own_style_alone(pages, name):
    page = pages[name]
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = page.partition('Policy" content="')[2].partition('"')[0]
    assert policy.split("; ")[:2] == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
    ]
    assert "prefers-color-scheme: dark" in style


def test_the_index_says_what_matters(pages):
    page = text_of(pages["index.html"])
    for said in (
        "|winter|",
        "|✗ Refused|",
        "The gate said no: 2 of 6 checks passed, 1 warning, 1 waiver, 31 of 31 planted",
        "|All is b.|1,200 found. Drop it.|",
        "⚠ WAIVED until 2026-12-31 by the head of CRM: Known gap.",
        NOTE,
        "|kept|5|1|1|1|1|1|",
        "|incoming|1|1|0|0|0|0|",
        "|expect_n|There is no n.|",
    ):
        assert said in page


def test_a_suite_says_what_great_expectations_shows_in_plain_words(pages):
    page = text_of(pages["1-kept.html"])
    for said in (
        "|State|What is expected|Found|",
        "|Checks made|4|",
        "|✓ passed|All is a.|Promise 1.|none|",
        "|✗ failed|All is b.|Drop it.|Promise 2.|1,200|",
        "|! warning|All is &lt;c&gt;.|A lesson.|1|",
        (
            "|? not checked|All is d.|This could not be checked (IOException); "
            "correct the gate or its tables and run it again.|A lesson.|not known|"
        ),
        (
            "|⚠ WAIVED|All is e.|Mend it.|⚠ WAIVED until 2026-12-31 by the head of "
            "CRM: Known gap.|A lesson.|3|"
        ),
    ):
        assert said in page


@pytest.mark.parametrize("name", NAMES)
def test_no_page_confuses_people(pages, name):
    for words in (
        "Success Percent",
        "Evaluated",
        "Unsuccessful",
        "Observed",
        "Data asset",
    ):
        assert words not in pages[name]


def test_no_page_names_anybody(pages):
    assert "ann@example.com" not in "".join(pages.values())


def test_hostile_texts_are_text(hostile):
    assert list(hostile) == ["index.html", "1-img-src-x-onerror-alert-1-name-x.html"]
    for page in hostile.values():
        assert "<img" not in page
        assert "&lt;img src=x onerror=alert(1)&gt; $name {{ x }}" in page


def test_a_page_is_the_same_every_time(hostile):
    odd = replace(FAILED, title=HOSTILE, remedy=HOSTILE, why=HOSTILE, suite=HOSTILE)
    again = gate(odd, notes=(HOSTILE,), not_applicable={HOSTILE: HOSTILE})
    assert dict(docs_pages(again)) == hostile


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (gate(PASSED), "✓ Passed"),
        (gate(PASSED, WAIVED), "✓ Passed"),
        (gate(PASSED, FAILED), "✗ Refused"),
        (gate(PASSED, canaries=MISSED), "✗ The gate is broken"),
        (gate(), "✗ The gate is broken"),
    ],
)
def test_the_verdict_is_that_of_the_gate(result, verdict):
    _, page = next(docs_pages(result))
    assert f"|{verdict}|" in text_of(page)


def test_a_folder_of_an_earlier_check_is_replaced_whole(tmp_path):
    folder = tmp_path / "docs"
    write_docs(everything(), folder)
    write_docs(gate(PASSED), folder)
    assert {path.name for path in folder.iterdir()} == {"index.html", "1-kept.html"}
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


@pytest.mark.parametrize("name", ["notes.txt", "index.html"])
def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path, name):
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(InputError) as caught:
        write_docs(gate(PASSED), tmp_path)
    assert str(caught.value) == (
        f"The folder '{tmp_path.name}' holds 1 file(s) that an earlier check did not "
        "write. Give a new or empty folder."
    )
    assert (tmp_path / name).read_text("utf-8") == "mine"
