"""The report: read back from its HTML, it says what the summary says and no more."""

import copy
import re
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import hygiene
from hygiene.report import TOP_SOURCES, render_report
from hygiene.vocabulary import REASONS, Reason

VOID = {"br", "img", "meta"}
HOSTILE = "<img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """The elements, visible texts and tables of a page; tags have to match."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.tables, self.texts = [], [], [], []
        self.style = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.texts.append(data)
            if {"td", "th"}.intersection(self.open):
                self.tables[-1][-1][-1] += data

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def table(self, first_heading):
        """Return the body rows and the last row of a table."""
        rows = next(rows for rows in self.tables if rows[0][0] == first_heading)
        return rows[1:-1], rows[-1]


@pytest.fixture(scope="module")
def sample():
    """Return the summary of the sample campaign."""
    with hygiene.screen(hygiene.sample_campaign()) as screening:
        return screening.summary()


@pytest.fixture
def drawn():
    """Ask for real pictures."""


@pytest.fixture(autouse=True)
def _quick_pictures(request, monkeypatch):
    """Spare the tests that do not look at the pictures the second of drawing them."""
    if "drawn" not in request.fixturenames:
        stand_in = dict.fromkeys(("light", "dark"), "data:image/png;base64,AA==")
        monkeypatch.setattr("hygiene.report._pictures", lambda *_: stand_in)


def gate(*checks, passed=None):
    if passed is None:
        passed = all(check["state"] == "passed" for check in checks)
    return {"suite": "kept", "passed": passed, "checks": list(checks)}


def check(state="passed", found=0, **more):
    return {
        "expectation": "expect_no_suppressed_contact",
        "title": "Nobody is kept whom a suppression names.",
        "why": "An opt-out is honoured (promise 2).",
        "state": state,
        "found": found,
        "severity": "critical",
        **more,
    }


PASSED = gate(check())
FAILED = gate(check(), check("failed", 1_234, title="No row twice.", remedy="Drop it."))
NOT_CHECKED = gate(check("not checked", None, problem="no such table"))


def render(sample, gate=PASSED, **counts):
    summary = copy.deepcopy(sample)
    summary["counts"].update(counts)
    return render_report(summary, gate)


@pytest.fixture(scope="module")
def html(sample):
    return render(sample)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def number(text):
    return int(text.replace(",", ""))


def test_headline_numbers_add_up(page, sample):
    found = re.search(
        r"([\d,]+) in the audience = ([\d,]+) kept \+ ([\d,]+) r", page.text
    )
    audience, kept, removed = map(number, found.groups())
    counts = sample["counts"]
    assert (audience, kept, removed) == tuple(
        counts[name] for name in ("audience", "kept", "removed")
    )
    assert audience == kept + removed


def test_reasons_have_their_sentence_and_both_counts(page, sample):
    rows, total = page.table("Reason")
    counts = sample["counts"]
    assert {row[0]: number(row[2]) for row in rows} == counts["by_reason"]
    assert {row[0]: number(row[3]) for row in rows} == counts["by_any_reason"]
    assert all(row[1] == REASONS[Reason(row[0])].sentence for row in rows)
    primary = [number(row[2]) for row in rows]
    assert primary == sorted(primary, reverse=True)
    assert number(total[2]) == sum(primary) == counts["removed"]


def test_grounds_add_up_to_the_kept(page, sample):
    rows, total = page.table("Ground")
    counts = sample["counts"]
    assert {row[0]: number(row[1]) for row in rows} == counts["by_basis"]
    assert number(total[1]) == counts["kept"]


def test_sources_add_up_to_the_audience(page, sample):
    rows, total = page.table("Source")
    counts = sample["counts"]
    assert len(rows) == TOP_SOURCES + 1
    for column, side in ((1, "kept"), (2, "removed")):
        assert sum(number(row[column]) for row in rows) == counts[side]
        assert number(total[column]) == counts[side]
    removed = [number(row[2]) for row in rows[:-1]]
    assert removed == sorted(removed, reverse=True)
    assert rows[-1][0] == "1 other source"


def test_inputs_have_their_rows_and_digest(page, sample):
    rows, last = page.table("Table")
    files = [item for item in sample["inputs"] if "file" in item]
    assert [*rows, last] == [
        [item["table"], item["file"], f"{item['rows']:,}", item["sha256"]]
        for item in files
    ]


def test_campaign_policy_and_versions_are_told(page, sample):
    summary = sample
    for value in summary["campaign"].values():
        assert value in page.text
    assert "Decided as of 2026-11-24 09:00:00 UTC" in page.text
    assert "Known at 2026-11-24 09:00:00 UTC" in page.text
    for policy in summary["policies"]:
        assert policy["version"] in page.text
        assert policy["digest"] in page.text
    assert f"polars {summary['versions']['polars']}" in page.text
    assert "rules as data for a lawyer to sign; they are not legal advice" in page.text


def test_passed_gate_releases(page):
    assert page.text.count("Released") == 1
    assert "705 of 5,000 contacts may be messaged" in page.text
    assert "Nothing is released" not in page.text
    assert page.all("section")[0]["class"] == "verdict released"


def test_failed_gate_refuses_and_says_why(sample):
    page = Page(render(sample, FAILED))
    assert page.all("section")[0]["class"] == "verdict refused"
    assert "No row twice. 1,234 found. Drop it." in page.text
    assert "may be messaged from this screening" in page.text
    assert "705 of 5,000" not in page.text
    assert "705 would be kept" in page.text
    rows, last = page.table("Check")
    assert [row[1:3] for row in [*rows, last]] == [["passed", "0"], ["failed", "1,234"]]
    assert page.table("Reason")
    assert len(page.all("img")) == 2


def test_check_that_could_not_be_made_refuses(sample):
    page = Page(render(sample, NOT_CHECKED))
    assert page.all("section")[0]["class"] == "verdict refused"
    assert (
        "This was not checked (no such table); correct the gate or its tables and run "
        "it again."
    ) in page.text


@pytest.mark.parametrize("said", [None, 1, "true"])
def test_only_a_plain_yes_releases(sample, said):
    refused = {**PASSED, "passed": said}
    page = Page(render(sample, refused))
    assert page.all("section")[0]["class"] == "verdict refused"


def test_without_a_gate_nothing_is_released(sample):
    page = Page(render(sample, None))
    assert page.all("section")[0]["class"] == "verdict open"
    assert "No gate was run" in page.text
    assert "What the gate found" not in page.text


def test_warning_is_told_beside_a_release(sample):
    warned = gate(
        check(), check("failed", 7, severity="warning", remedy="Ask."), passed=True
    )
    page = Page(render(sample, warned))
    assert page.all("section")[0]["class"] == "verdict released"
    assert "Worth knowing" in page.text
    assert "7 found. Ask." in page.text


def test_what_the_gate_cannot_see_is_told(sample):
    result = gate(check(cannot_see="Aliases."))
    result["not_applicable"] = [{"expectation": "expect_x", "because": "no consents"}]
    page = Page(render(sample, result))
    assert "Does not look at: Aliases." in page.text
    assert "Does not apply: expect_x (no consents)." in page.text


def test_waiver_is_told_loudly_beside_a_release(sample):
    waiver = {"expires": "2026-12-31", "approved_by": "head of CRM", "reason": "Known."}
    waived = check("failed", 3, waiver=waiver)
    said = {**gate(waived, passed=True), "notes": ["The waiver of expect_y expired."]}
    page = Page(render(sample, said))
    assert "WAIVED until 2026-12-31 by the head of CRM: Known." in page.text
    assert "failed, WAIVED" in page.text
    assert "The waiver of expect_y expired." in page.text


def by_source(*rows):
    return [dict(zip(("source", "kept", "removed"), row, strict=True)) for row in rows]


def test_a_broken_gate_and_its_suites_are_told(sample):
    """A gate that missed a canary says so before the checks, suite by suite."""
    checks = [check(suite="incoming"), check(suite="kept")]
    said = {"headline": "The gate is broken: 2.", "broken": ["It missed a canary."]}
    page = Page(render(sample, {**gate(*checks, passed=False), **said}))
    told = "from this screening. The gate is broken: 2. It missed a canary."
    assert told in page.text
    rows, last = page.table("Check")
    assert [row[0] for row in [*rows, last]] == [
        "incoming",
        checks[0]["title"],
        "kept",
        checks[1]["title"],
    ]


def test_hostile_names_are_text(sample):
    sources = by_source((HOSTILE, 705, 4_295), ("</table><script>", 0, 0))
    html = render(sample, gate(check(title=HOSTILE)), by_source=sources)
    page = Page(html)
    assert HOSTILE in page.text
    assert "</table><script>" in page.text
    assert page.all("script") == []
    assert all("onerror" not in attributes for _, attributes in page.elements)
    assert len(page.all("img")) == 2


@pytest.mark.parametrize(
    "personal",
    [
        "ann.doe@example.com",
        "ann＠example.com",
        "+44 7700 900123",
        "(07700) 900-123",
    ],
)
def test_source_that_looks_personal_is_withheld(sample, personal):
    sources = by_source((personal, 5, 4_000), ("bob@example.org", 700, 295))
    page = Page(render(sample, by_source=sources))
    rows, _ = page.table("Source")
    assert rows == [["(withheld: looks like an address or a number)", "705", "4,295"]]
    assert personal not in page.text


@pytest.mark.parametrize("source", ["import:2019-11-24", "checkout:bikes.example"])
def test_source_that_is_a_label_is_shown(sample, source):
    page = Page(render(sample, by_source=by_source((source, 705, 4_295))))
    assert page.table("Source")[0] == [[source, "705", "4,295"]]


@pytest.mark.parametrize("source", [None, "", "  "])
def test_missing_source_is_named(sample, source):
    page = Page(render(sample, by_source=by_source((source, 705, 4_295))))
    assert page.table("Source")[0] == [["(none given)", "705", "4,295"]]


def test_many_other_sources_become_one(sample):
    many = [(f"shop {place}", 1, 100 - place) for place in range(TOP_SOURCES + 3)]
    page = Page(render(sample, by_source=by_source(*many)))
    assert page.table("Source")[0][-1] == ["3 other sources", "3", str(80 + 79 + 78)]


def test_address_is_withheld_wherever_it_stands(sample):
    summary = copy.deepcopy(sample)
    summary["campaign"]["id"] = "mail to ann@example.com"
    summary["inputs"][0]["file"] = "bob@example.org.csv"
    result = gate(check("failed", 1, remedy="Ask eve@example.net why."))
    html = render_report(summary, result)
    page = Page(html)
    assert "@" not in html.replace(page.style, "")
    assert "Ask (withheld: looks like an address or a number) why." in page.text


def test_page_holds_no_address(html, page):
    assert "@" not in html.replace(page.style, "")


def test_page_needs_nothing_but_itself(html, page):
    assert "://" not in html
    assert page.all("script") == page.all("link") == page.all("iframe") == []
    for _, attributes in page.elements:
        for name in ("src", "srcset", "href", "action"):
            assert attributes.get(name, "data:").startswith("data:")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_policy_of_the_page_allows_its_own_style_alone(page):
    policy = next(
        item["content"]
        for item in page.all("meta")
        if item.get("http-equiv") == "Content-Security-Policy"
    )
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_pictures_are_inside_and_have_words(page):
    light, dark = page.all("img")
    assert (light["class"], dark["class"]) == ("for-light", "for-dark")
    assert light["src"] != dark["src"]
    for picture in (light, dark):
        kind, _, content = picture["src"].partition(",")
        assert kind == "data:image/png;base64"
        assert b64decode(content, validate=True).startswith(b"\x89PNG")
        assert picture["alt"] == (
            "Waterfall of 5,000 contacts; processor_only takes away 2,633; "
            "transaction_only takes away 640; unsubscribed takes away 92; "
            "other_controller takes away 86; method_refused takes away 74; "
            "26 more reasons take away 770; 705 are kept. "
            "The table below has every number."
        )


def test_light_and_dark_and_paper_are_provided_for(page):
    assert "prefers-color-scheme: dark" in page.style
    assert "@media print" in page.style
    assert "size: A4" in page.style


@pytest.mark.usefixtures("drawn")
def test_report_without_matplotlib_has_words_for_the_picture(sample, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("hygiene.charts")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    page = Page(render(sample))
    assert page.all("img") == []
    assert "705 are kept. The picture needs matplotlib" in page.text


NOBODY = {
    **dict.fromkeys(("audience", "kept", "removed"), 0),
    **{key: {} for key in ("by_reason", "by_any_reason", "by_basis")},
    "by_source": [],
}


@pytest.mark.usefixtures("drawn")
def test_nobody_at_all(sample):
    page = Page(render_report(sample | {"counts": NOBODY}, None))
    assert "0 in the audience = 0 would be kept + 0 removed" in page.text
    assert "Nobody is removed." in page.text
    assert "Nobody is kept." in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": 5_001},
        {"kept": 706, "removed": 4_294},
        {"by_basis": {"consent": 704}},
    ],
)
def test_numbers_that_do_not_add_up_are_a_bug(sample, wrong):
    with pytest.raises(AssertionError, match="do not add up"):
        render(sample, **wrong)


def test_policies_by_country_are_all_told(sample):
    summary = copy.deepcopy(sample)
    uk = summary["policies"][0] | {"country": "GB"}
    summary["policies"] = [uk, uk | {"country": "default", "name": "strict"}]
    page = Page(render_report(summary, PASSED))
    assert "Policy for GB uk, version" in page.text
    assert "Policy for default strict, version" in page.text


def test_remarks_on_tables_are_told(sample):
    summary = copy.deepcopy(sample)
    remark = {"table": "suppressions", "rows_dropped": 0, "unreadable_addresses": 8}
    bad = {"table": "consents", "rows_dropped": 1_200, "unreadable_addresses": 0}
    files = [item for item in summary["inputs"] if "file" in item]
    unnamed = files[0] | {"sha256": None}
    summary["inputs"] = [unnamed, *files[1:], remark, bad]
    page = Page(render_report(summary, PASSED))
    assert (
        "Suppressions: 8 addresses could not be read, so they match nobody."
    ) in page.text
    assert "1,200 bad rows were dropped." in page.text
    assert page.table("Table")[0][0][3] == "not a file"


@pytest.mark.usefixtures("drawn")
def test_report_is_the_same_every_time(sample, html):
    assert render(sample) == html
