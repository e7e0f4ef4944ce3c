"""The page that Great Expectations makes of a suite, in plain words and no more.

Its own Data Docs page loads styles, scripts and pictures from the network, escapes
nothing, and speaks of evaluated expectations and success percent. Here its renderers
are told what to say, and only the tables that they make are taken from the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any

from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import (
    ExpectationConfiguration,
)
from great_expectations.render.components import (
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedHeaderContent,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.page_renderer import (
    ValidationResultsPageRenderer,
)
from great_expectations.render.renderer.renderer import renderer
from great_expectations.render.view.view import DefaultJinjaPageView

from hygiene.gates.result import Check
from hygiene.gates.words import shown
from hygiene.masking import without_addresses

_TYPE = "expect_check_to_be_shown"
_HEADS = ["State", "What is expected", "Found"]
_CLASSES = {
    "passed": "passed",
    "failed": "failed",
    "not checked": "unsure",
    "warning": "warning",
    "waived": "waived",
}


class ExpectCheckToBeShown(BatchExpectation):
    """A check of the gate, as the renderers show it; never validated."""

    def _validate(self, *_: Any, **__: Any) -> dict[str, Any]:
        raise NotImplementedError  # pragma: no cover - it is shown, never run

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls,
        configuration: Any = None,
        result: Any = None,  # noqa: ARG003 - Great Expectations passes it by name
        runtime_configuration: Any = None,  # noqa: ARG003
        **_: Any,
    ) -> list[RenderedStringTemplateContent]:
        lines = configuration.meta["lines"]
        return [_text(line, kind) for kind, line in lines if line]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.STATUS_ICON)
    def _status_renderer(
        cls, result: Any = None, **_: Any
    ) -> RenderedStringTemplateContent:
        outcome = result.expectation_config.meta["outcome"]
        return _text(shown(outcome), "state", _CLASSES[outcome])

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _found_renderer(cls, result: Any = None, **_: Any) -> str:
        found = result.result.get("observed_value")
        return "not known" if found is None else f"{found:,}" if found else "none"


def suite_section(name: str, checks: Sequence[Check]) -> str:
    """Return the HTML of one suite, without a script, a style, a link or a picture.

    Args:
        name: The name of the suite.
        checks: Its checks.

    Examples:
        >>> check = Check("expect_x", "No <x>.", "", "passed", 0)
        >>> "No &lt;x&gt;." in suite_section("kept", [check])
        True
    """
    done = sum(check.state == "passed" for check in checks)
    result = ExpectationSuiteValidationResult(
        success=not any(check.holds_back for check in checks),
        results=[_result(check) for check in checks],
        suite_name=name,
        statistics={
            "evaluated_expectations": len(checks),
            "successful_expectations": done,
            "unsuccessful_expectations": len(checks) - done,
            "success_percent": None,
        },
        meta={},
    )
    page = ValidationResultsPageRenderer(run_info_at_end=False).render(result)
    overview, *tables = page.sections
    overview.content_blocks = list(_overview(checks))
    for block in (block for section in tables for block in section.content_blocks):
        if isinstance(block, RenderedTableContent):
            block.header_row, block.header_row_options = _HEADS, {}
        else:
            block.header = _text("Check by check", tag="h2")
    view: Any = DefaultJinjaPageView()  # it has no types
    return _Sections.of(view.render(page))


def _result(check: Check) -> ExpectationValidationResult:
    lines = [
        ("title", check.title),
        ("advice", check.advice()),
        ("waiver", f"⚠ {check.waiver}" if check.waiver else ""),
        ("note", check.why),
        ("note", check.cannot_see and f"Does not look at: {check.cannot_see}"),
    ]
    return ExpectationValidationResult(
        success=not check.holds_back,
        expectation_config=ExpectationConfiguration(
            type=_TYPE, kwargs={}, meta={"outcome": check.outcome, "lines": lines}
        ),
        result={"observed_value": check.found},
        exception_info={"raised_exception": False},
    )


def _overview(checks: Sequence[Check]) -> Iterator[Any]:
    yield RenderedHeaderContent(header=_text("In short", tag="h2"))
    outcomes = [check.outcome for check in checks]
    counted = {"Checks made": len(checks) - outcomes.count("not checked")}
    counted |= {shown(kind): outcomes.count(kind) for kind in dict.fromkeys(outcomes)}
    table = [[words, f"{number:,}"] for words, number in counted.items()]
    yield RenderedTableContent(table=table, header_row=["", "Checks"])


def _text(text: str, *classes: str, tag: str = "span") -> RenderedStringTemplateContent:
    """Return a text for the page; the view escapes nothing and fills in `$name`."""
    template = {
        "template": escape(without_addresses(text)).replace("$", "&#36;"),
        "params": {},
        "styling": {"classes": list(classes)},
        "tag": tag,
    }
    return RenderedStringTemplateContent(
        content_block_type="string_template", string_template=template
    )


class _Sections(HTMLParser):
    """Takes the sections of a page and writes what is known to be harmless anew."""

    _SECTION = "ge-section"
    _KEPT = frozenset({"table", "thead", "tbody", "tr", "th", "td", "span", "br"})
    _HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
    _SILENT = frozenset({"script", "style"})
    _WORDS = frozenset(
        {*_CLASSES.values(), "state", "title", "advice", "note", "waiver"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._depth = 0
        self._silent = False

    @classmethod
    def of(cls, page: str) -> str:
        """Return the sections of `page`."""
        reader = cls()
        reader.feed(page)
        reader.close()
        return "".join(reader.written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "div" and (self._depth or self._SECTION in classes):
            self._depth += 1
        self._silent = tag in self._SILENT or self._silent
        kept = " ".join(name for name in classes if name in self._WORDS)
        self._write(tag, f' class="{kept}"' if kept else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag not in self._SILENT
        self._write(f"/{tag}", "")
        if tag == "div" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth and not self._silent and (text := " ".join(data.split())):
            self.written.append(escape(text))

    def _write(self, tag: str, attributes: str) -> None:
        name = tag.removeprefix("/")
        if not self._depth or self._silent:
            return
        if name in self._HEADINGS:
            self.written.append(f"<{tag[: -len(name)]}h2>")
        elif name in self._KEPT:
            self.written.append(f"<{tag}{attributes}>")
