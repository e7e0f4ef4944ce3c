"""What an audit of sends shows of itself, in a notebook and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hygiene.display.cells import Bar, Code, Line
from hygiene.display.page import Display, Sum, Table
from hygiene.send_classes import SEND_CLASSES, SendClass
from hygiene.text import counted, share
from hygiene.vocabulary import REASONS, Reason

_MOST = 8
_NEXT = (
    "audited.sends.collect()  # every send, with its records",
    "audited.plot.propagation_lag()",
    'audited.write("audited")  # the sends, the figures and the incident sheet',
)


def shown(summary: Mapping[str, Any]) -> Display:
    """Return what is shown of `audit.json`."""
    campaign, sends = summary["campaign"], summary["sends"]
    parts = {code.value: summary["by_class"][code.value]["sends"] for code in SendClass}
    log = {"audited": sends["audited"]} | {
        _spoken(name): sends[name] for name in summary["left_out"] if sends[name]
    }
    failures = summary["failures"]
    return Display(
        _title(failures, sends["audited"]),
        f"{campaign['purpose']} by {campaign['channel']} from "
        f"{campaign['controller']}, with what was known at {summary['known_at']}",
        sums=[
            Sum("sends in the log", sends["log"], log),
            Sum("audited", sends["audited"], parts),
        ],
        tables=[_classes(summary), _reasons(summary)],
        next=_NEXT,
    )


def _title(failures: Mapping[str, int], audited: int) -> str:
    if not audited:
        return "No message was sent in what was asked about"
    if not failures["sends"]:
        return "Every audited message was right, as far as the evidence goes"
    people = "1 person" if failures["people"] == 1 else f"{failures['people']:,} people"
    messages = counted(failures["sends"], "message")
    return f"{messages} to {people} should not have been sent"


def _spoken(state: str) -> str:
    return state.replace("_", " ")


def _classes(summary: Mapping[str, Any]) -> Table:
    lines: list[Line] = []
    total = summary["sends"]["audited"]
    for code in SendClass:
        counts = summary["by_class"][code.value]
        tone = "bad" if code.is_failure else "good"
        part = counts["sends"] / total if total else 0
        bar = Bar(part, share(counts["sends"], total), tone)  # type: ignore[arg-type]
        lines.append(
            (
                Code(code.value),
                counts["sends"],
                counts["people"],
                bar,
                SEND_CLASSES[code],
            )
        )
    return Table(
        "Sends by class", ("Class", "Sends", "People", "Share", "Meaning"), lines
    )


def _reasons(summary: Mapping[str, Any]) -> Table:
    lines: list[Line] = [
        (
            Code(row["reason"]),
            row["sends"],
            row["people"],
            REASONS[Reason(row["reason"])].sentence,
        )
        for row in summary["by_reason"][:_MOST]
    ]
    return Table("What was wrong", ("Reason", "Sends", "People", "Meaning"), lines)
