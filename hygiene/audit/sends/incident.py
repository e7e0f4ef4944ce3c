"""The incident: what the evidence says, in the order in which a regulator asks.

The headings are those of a notification of a breach (GDPR art. 33(3), UK GDPR alike),
with what the evidence can say under each, and what only people can. It holds counts,
codes, dates, sources and merchants; no personal value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from hygiene.audit.sends.figures import FAILURES, Found, by_group, total_of
from hygiene.pages import render_page
from hygiene.send_classes import SEND_CLASSES, SendClass
from hygiene.text import counted
from hygiene.vocabulary import REASONS, Reason

_NOBODY = "Nothing was sent that should not have been, as far as the evidence goes."
_SHOWN = 20
_UNKNOWN = "(not known)"

TO_FILL = {
    "nature": (
        "What happened, in plain words, and how it was discovered.",
        "When it was discovered, by whom.",
        "Whether personal data other than the contact point was in the messages.",
    ),
    "people": (
        "Whether children or vulnerable people are among them.",
        "Whether people were told, and how; complaints so far.",
    ),
    "contact": ("Name and contact details of the data protection officer.",),
    "consequences": (
        "Likely consequences for the people, and how grave they are.",
        "Whether the people themselves are to be told (GDPR art. 34), and why.",
    ),
    "measures": (
        "What was done to stop further messages, and when.",
        "What will be done so that it does not happen again, by when.",
    ),
    "timing": (
        "When the controller became aware of it.",
        "Why this comes more than 72 hours later, if it does (GDPR art. 33(1)).",
    ),
}
"""What only people can say, under each heading."""

HEADINGS = {
    "nature": ("What happened", "GDPR art. 33(3)(a); PECR reg. 22"),
    "people": ("People and messages concerned", "GDPR art. 33(3)(a)"),
    "evidence": ("What the evidence says", "GDPR art. 5(2), 7(1)"),
    "contact": ("Who can be asked", "GDPR art. 33(3)(b)"),
    "consequences": ("Likely consequences", "GDPR art. 33(3)(c)"),
    "measures": ("Measures taken and proposed", "GDPR art. 33(3)(d)"),
    "timing": ("Timing", "GDPR art. 33(1), (4)"),
}
"""The headings in their order, and where each comes from."""


def incident_of(found: Found) -> dict[str, Any]:
    """Return the content of `incident.json`."""
    figures = _figures(found)
    said = {
        "nature": [*_nature(found, figures)],
        "people": [*_people(figures)],
        "evidence": [*_evidence(figures)],
    }
    campaign = found.inputs.campaign
    return {
        "campaign": campaign.id,
        "controller": campaign.controller,
        "channel": campaign.channel,
        "purpose": campaign.purpose,
        "timezone": campaign.timezone,
        "known_at": found.selection.known_at.isoformat(),
        "figures": figures,
        "headings": [
            {
                "heading": heading,
                "basis": basis,
                "found": said.get(key, []),
                "to_be_filled": [*TO_FILL.get(key, ())],
            }
            for key, (heading, basis) in HEADINGS.items()
        ],
    }


def incident_page(incident: Mapping[str, Any]) -> str:
    """Return the content of `incident.html`: one page that loads nothing."""
    figures = incident["figures"]
    return render_page(
        "incident.html.j2",
        ["report.css"],
        incident=incident,
        figures=figures,
        classes=[
            (code, SEND_CLASSES[SendClass(code)], figures["by_class"][code])
            for code in FAILURES
            if figures["by_class"][code]["sends"]
        ],
        reasons=[
            {**row, "sentence": REASONS[Reason(row["reason"])].sentence}
            for row in figures["by_reason"]
        ],
        sources=figures["by_source"][:_SHOWN],
        merchants=figures["by_merchant"][:_SHOWN],
        left={
            "sources": max(0, len(figures["by_source"]) - _SHOWN),
            "merchants": max(0, len(figures["by_merchant"]) - _SHOWN),
        },
        day=_day,
    )


def _figures(found: Found) -> dict[str, Any]:
    """Return the numbers and times of the sends that should not have been sent."""
    failed = found.failed
    by_class = {row.pop("class"): row for row in by_group(failed, "class")}
    forbidden = pl.col("class") == SendClass.CONTROL_FAILURE
    times = failed.select(
        first_send=pl.col("sent_at").min(),
        last_send=pl.col("sent_at").max(),
        earliest_record=pl.col("known_since").filter(forbidden).min(),
        earliest_opt_out=pl.col("happened_at").min(),
    ).collect()
    named = failed.filter(pl.col("merchant").is_not_null())
    return {
        **total_of(failed),
        "audited": found.counts["audited"],
        "by_class": {c: by_class.get(c, {"sends": 0, "people": 0}) for c in FAILURES},
        "by_reason": by_group(failed.filter(pl.col("reason").is_not_null()), "reason"),
        "by_source": by_group(failed, "source"),
        "by_merchant": by_group(named, "merchant"),
        **{
            name: value and value.isoformat()
            for name, value in times.row(0, named=True).items()
        },
    }


def _nature(found: Found, figures: Mapping[str, Any]) -> Iterator[str]:
    campaign = found.inputs.campaign
    if not figures["sends"]:
        yield _NOBODY
        return
    yield (
        f"{counted(figures['sends'], 'message')} ({campaign.purpose}, by "
        f"{campaign.channel}) went out from {campaign.controller} that should not have."
    )
    for code in FAILURES:
        if count := figures["by_class"][code]["sends"]:
            yield f"{code}: {count:,}. {SEND_CLASSES[SendClass(code)]}"


def _people(figures: Mapping[str, Any]) -> Iterator[str]:
    if not figures["sends"]:
        return
    yield (
        f"People: about {figures['people']:,}, each counted by contact point, else by "
        f"contact id. Messages: {figures['sends']:,} of {figures['audited']:,} audited."
    )
    yield "Categories of data: contact points, and which marketing was sent to them."


def _evidence(figures: Mapping[str, Any]) -> Iterator[str]:
    if not figures["sends"]:
        return
    first, last = _day(figures["first_send"]), _day(figures["last_send"])
    yield f"First such message: {first}; last: {last}."
    if figures["earliest_record"]:
        yield (
            "The earliest record that should have stopped one was on file since "
            f"{_day(figures['earliest_record'])}."
        )
    if figures["earliest_opt_out"]:
        day = _day(figures["earliest_opt_out"])
        yield f"The earliest prohibition took effect on {day}."
    yield "Every message, with the ids of its records, stands in sends.parquet."


def _day(iso: str | None) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M %Z}" if iso else _UNKNOWN
