"""Pages: templates to HTML that needs no script, no network and no second file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hygiene.masking import without_addresses
from hygiene.resources import package_file
from hygiene.revealing import concealed

_FOLDER = "templates"


def render_page(template: str, styles: Iterable[str], **content: Any) -> str:
    """Return a page; its policy lets a browser load nothing but what stands in it.

    Pages are files, so nothing is revealed in them.

    Args:
        template: The name of a packaged template. It may use `style`, `style_hash`
            and the filter `number`.
        styles: Names of packaged style sheets, joined in this order.
        content: What the template shows; what looks like an address is withheld.

    >>> shown = {"name": "<b>", "pages": {}, "this_page": "", "body": ""}
    >>> "<h1>&lt;b&gt;</h1>" in render_page("gate_suite.html.j2", [], **shown)
    True
    """
    with concealed():
        return render_part(template, styles, **content)


def render_part(template: str, styles: Iterable[str], **content: Any) -> str:
    """Return what a template makes, as part of another page; see `render_page`.

    >>> "<h1>&lt;b&gt;</h1>" in render_part(
    ...     "gate_suite.html.j2", [], name="<b>", pages={}, this_page="", body=""
    ... )
    True
    """
    style = "".join(package_file(_FOLDER, name).read_text("utf-8") for name in styles)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    page = _environment().get_template(template)
    return page.render(style=style, style_hash=digest, **content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(package_file(_FOLDER)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_withheld,
    )
    environment.filters["number"] = _number
    return environment


def _withheld(value: object) -> object:
    """Withhold what looks like an address, wherever it came from."""
    # What has `__html__` is a style or a part that is marked as safe.
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return without_addresses(value)


def _number(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) else value
