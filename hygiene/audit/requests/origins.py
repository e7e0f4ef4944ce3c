"""Origins: "where did you get my data?", answered in plain words, record by record.

GDPR and UK GDPR art. 15(1)(g) and 14(2)(f): any available information as to the source.
What a record does not say is said to be missing, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hygiene.vocabulary import Match

_ACTS = {
    "requested": "began to sign up",
    "given": "gave consent",
    "confirmed": "confirmed consent",
    "refused": "refused consent",
    "withdrawn": "withdrew consent",
}
_METHODS = {
    "web_form": "on a web form",
    "paper": "on paper",
    "phone": "by phone",
    "import": "by an import of a list",
    "purchased_list": "by a list that was bought",
    "referral": "through somebody who referred you",
    "preticked_box": "by a box that was ticked beforehand",
}
_INSTRUCTIONS = {
    "deceased": "a report of a death",
    "minor": "a notice that the person is a minor",
    "erased": "your request for erasure",
    "objected": "your objection to direct marketing",
    "complained": "a complaint about a message",
    "unsubscribed": "your unsubscription",
    "blocked": "an instruction, by hand or by law, to send nothing",
    "on_register": "an entry in a do-not-contact register",
    "paused": "your wish to pause messages",
    "hard_bounced": "a message that could not be delivered",
}


def origin_of(
    table: str,
    record: Mapping[str, Any],
    dates: Mapping[str, str],
    file: str,
    controller: str | None,
) -> str:
    """Return where a record came from, as a person can be told.

    Args:
        table: Its table.
        record: Its canonical columns.
        dates: Its times, as text.
        file: What its file is called.
        controller: Whom it is for.

    >>> said = {"action": "given", "method": "paper", "source": "fair"}
    >>> origin_of("consents", said, {"occurred_at": "2026-05-01"}, "c.csv", "northpay")
    "From you: on 2026-05-01 you gave consent on paper. Recorded in 'fair'."
    """
    teller = {
        "audience": _audience,
        "consents": _consent,
        "relationships": _relationship,
        "suppressions": _suppression,
        "sends": _send,
    }.get(table)
    if teller is None:
        return "A text of ours that you were shown; it holds nothing about you."
    return teller(record, dates, controller or "") + _system(table, record, file)


def _audience(
    record: Mapping[str, Any], _dates: Mapping[str, str], controller: str
) -> str:
    if record.get("source"):
        return f"The list of {controller} says that you came from '{record['source']}'."
    return f"The list of {controller} does not say where you came from."


def _consent(
    record: Mapping[str, Any], dates: Mapping[str, str], controller: str
) -> str:
    action, method = record.get("action"), record.get("method")
    act = _ACTS.get(action or "", "made a statement")
    how = _METHODS.get(method, f"by '{method}'") if method else ""
    collector = record.get("collected_by")
    through = ""
    if collector and collector != controller:
        through = f", collected by {collector} for {controller}"
    words = [f"From you: on {_day(dates, 'occurred_at')} you {act}", how]
    return f"{' '.join(filter(None, words))}{through}."


def _relationship(
    record: Mapping[str, Any], dates: Mapping[str, str], controller: str
) -> str:
    kind = record.get("kind") or "dealing"
    when = _day(dates, "occurred_at")
    said = f"From your dealings: '{kind}' with {controller} on {when}."
    if record.get("role") == "processor":
        said += f" We hold it on behalf of {controller} alone, who answers for it."
    return said


def _suppression(
    record: Mapping[str, Any], dates: Mapping[str, str], _controller: str
) -> str:
    reason = record.get("reason") or ""
    if record.get("match") == Match.DOMAIN:
        since = _day(dates, "effective_from")
        return (
            f"From an entry about a whole domain ('{reason}'), in force from {since}."
        )
    what = _INSTRUCTIONS.get(reason, "an instruction not to contact you")
    return f"From {what}, in force from {_day(dates, 'effective_from')}."


def _send(record: Mapping[str, Any], dates: Mapping[str, str], controller: str) -> str:
    how, when = record.get("channel") or "a message", _day(dates, "sent_at")
    return f"Made by {controller} when it wrote to you by {how} on {when}."


def _system(table: str, record: Mapping[str, Any], file: str) -> str:
    """Return which system recorded it, where the table can say so."""
    if table in {"audience", "sends"}:
        return ""
    if record.get("source"):
        return f" Recorded in '{record['source']}'."
    return f" Which system recorded it is not said; it stands in the file '{file}'."


def _day(dates: Mapping[str, str], name: str) -> str:
    return dates.get(name, "a day that is not recorded")[: len("2026-05-01")]
