"""The letter: the answer to an access request, in sentences that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from hygiene.audit.requests.records import Record
from hygiene.pages import render_page
from hygiene.vocabulary import ANY

if TYPE_CHECKING:
    from hygiene.audit.requests.tracing import Trace

_STYLES = ("report.css", "letter.css")
_TITLES = {
    "audience": "You stand in a list of contacts",
    "consents": "What you told us",
    "relationships": "Dealings with you",
    "suppressions": "Instructions not to contact you",
    "sends": "Messages to you",
    "wordings": "Texts that you were shown",
}
_HIDDEN = {"_row"}


class Own(str):
    """A value of the person whom the letter is for: it stands there unmasked."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return it for a page, escaped.

        >>> Own("<b>").__html__()
        '&lt;b&gt;'
        """
        return escape(str(self))


def letter(trace: Trace) -> str:
    """Return the letter about a trace: one page of HTML that loads nothing.

    Args:
        trace: What was found.
    """
    own = [one for one in trace.records if not one.is_doubtful]
    return render_page(
        "trace.html.j2",
        _STYLES,
        name=Own(trace.asked.address or trace.asked.contact_id or ""),
        day=f"{trace.at.day} {trace.at:%B %Y}",
        controllers=sorted({one["controller"] for one in trace.campaigns}),
        campaigns=trace.campaigns,
        is_empty=trace.is_empty,
        files=trace.files,
        doubtful=len(trace.records) - len(own),
        groups=[*_groups(one for one in own if one.table != "sends")],
        sends=[*map(_record, (one for one in own if one.table == "sends"))],
        decided=[
            {"campaign": Own(one.campaign), "where": Own(one.where), "why": one.why}
            for one in trace.decided
        ],
        snapshots=trace.snapshots,
    )


def _groups(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    by_table: dict[str, list[dict[str, Any]]] = {}
    for one in records:
        by_table.setdefault(one.table, []).append(_record(one))
    for table, title in _TITLES.items():
        if table in by_table:
            yield {"title": title, "records": by_table[table]}


def _record(record: Record) -> dict[str, Any]:
    return {
        "origin": Own(record.origin),
        "place": Own(f"{record.file}, row {record.row}"),
        "how": _how(record),
        "controller": Own(_whom(record.controller)),
        "values": {
            Own(name): Own(_shown(value)) for name, value in _values(record).items()
        },
    }


def _whom(controller: str | None) -> str:
    return "every controller" if controller == ANY else controller or ""


def _values(record: Record) -> Mapping[str, Any]:
    return {name: v for name, v in record.values.items() if name not in _HIDDEN}


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _how(record: Record) -> str:
    how = {
        "same address": "under this address",
        "alias": "under another spelling of the same mailbox",
        "contact id": "under a contact id",
        "digest": "as a digest, which shows no address",
        "domain": "as a whole domain, which names nobody",
        "named by a consent": "as the text of a consent",
    }[record.how.value]
    return f"{how} that stands beside it in our records" if record.is_linked else how
