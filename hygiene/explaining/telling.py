"""Telling an explanation in words, as it can be read out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene.explaining.remedies import ALONE, NONE
from hygiene.explaining.rules import GROUND, HOLDS, LIFTED
from hygiene.explaining.words import said_time
from hygiene.masking import without_addresses
from hygiene.vocabulary import FLAGS, REASONS, Decision, Flag, Reason

if TYPE_CHECKING:
    from hygiene.explaining.explanation import Explanation

_TELLING = (HOLDS, LIFTED)


def told(explanation: Explanation) -> Iterator[str]:
    """Yield the lines of an explanation."""
    yield f"{explanation.contact} and {headline(explanation)}:"
    for row in explanation.decisions.iter_rows(named=True):
        yield from _decision_lines(row)
        yield from (f"  {line}" for line in what_would_do(explanation, row["row"]))
        yield from _flag_lines(row["flags"], explanation.slips[row["row"]])
    yield from _record_lines(explanation)
    yield from _rule_lines(explanation)


def headline(explanation: Explanation) -> str:
    """Return which campaign was decided for, and as of when."""
    campaign = explanation.campaign
    return (
        f"the campaign '{campaign.id}' ({campaign.purpose} by {campaign.channel}, "
        f"as of {campaign.as_of:%Y-%m-%d %H:%M %Z})"
    )


def what_would_do(explanation: Explanation, row: int) -> Iterator[str]:
    """Yield what would make a removed row mailable, a sentence a line."""
    remedies = explanation.remedies.filter(pl.col("row") == row)
    if remedies.is_empty():
        return
    said = [without_addresses(text) for text in remedies["said"]]
    way = remedies["way"][0]
    if way == NONE:
        yield f"What would make it mailable: {said[0]}."
    elif way != ALONE:
        yield "No single thing would make it mailable. It takes all of these:"
        yield from (f"  - {text}." for text in said)
    elif len(said) == 1:
        yield f"What alone would make it mailable: {said[0]}."
    else:
        yield "What alone would make it mailable, any one of these:"
        yield from (f"  - {text}." for text in said)


def when(record: Mapping[str, Any], zone: str) -> str:
    """Return the time of a record in the campaign's zone, or the day alone."""
    return said_time(record["at"], record["until"], zone)


def outcomes(explanation: Explanation, row: int) -> Iterator[tuple[str, list[Any]]]:
    """Yield the rules of a row in order, those of one outcome together."""
    rules = explanation.rules.filter(pl.col("row") == row).to_dicts()
    for outcome, group in groupby(rules, key=lambda rule: str(rule["outcome"])):
        yield outcome, list(group)


def _decision_lines(row: Mapping[str, Any]) -> Iterator[str]:
    if row["decision"] == Decision.KEEP:
        proof = row["basis_evidence"]
        record = f", proven by record {without_addresses(proof)}" if proof else ""
        yield f"Row {row['row']} is kept on the ground '{row['basis']}'{record}."
        return
    yield f"Row {row['row']} is removed:"
    for code in row["reasons"]:
        yield f"  {code}: {REASONS[Reason(code)].sentence}"
    if row["blocked_by"]:
        ids = ", ".join(map(without_addresses, row["blocked_by"]))
        yield f"  Records that stand against it: {ids}."


def _flag_lines(flags: list[str], meant: str | None) -> Iterator[str]:
    for code in flags:
        better = f" Perhaps {meant} was meant." if code == Flag.DOMAIN_TYPO else ""
        yield f"  Look at it ({code}): {FLAGS[Flag(code)]}{better}"


def _record_lines(explanation: Explanation) -> Iterator[str]:
    records, zone = explanation.records, explanation.campaign.timezone
    if records.is_empty():
        yield "No record is held about this contact."
        return
    yield (f"{records.height} record(s) are held about this contact (times in {zone}):")
    for row in records.iter_rows(named=True):
        scope = [row[name] for name in ("channel", "purpose", "controller")]
        said = without_addresses(f"{row['what']} ({', '.join(filter(None, scope))})")
        why = without_addresses(row["why"])
        yield (
            f"  {when(row, zone):<16}  {said}  "
            f"[{row['table']} {without_addresses(row['id'])}]: {why}"
        )


def near_lines(explanation: Explanation) -> Iterator[str]:
    """Yield the near misses of a contact, if there are any."""
    near = explanation.near_misses
    if near.is_empty():
        return
    yield "Near misses, for a person to look at:"
    for row in near.iter_rows(named=True):
        record = f"{row['table']} {without_addresses(row['record'])}"
        what = f"nearly a {row['of']}"
        yield f"  [{record}] {what}: {row['why'].rstrip('.')}"


def _rule_lines(explanation: Explanation) -> Iterator[str]:
    """Yield what each rule found; rules that found nothing share a line."""
    for row in explanation.decisions["row"]:
        yield f"The rules for row {row}, in the order in which they are tried:"
        for outcome, rules in outcomes(explanation, row):
            if outcome in _TELLING:
                yield from (f"  {outcome}: {_told_rule(rule)}" for rule in rules)
            else:
                yield f"  {outcome}: {', '.join(_named(rule) for rule in rules)}"


def _named(rule: Mapping[str, Any]) -> str:
    return f"ground '{rule['rule']}'" if rule["kind"] == GROUND else str(rule["rule"])


def _told_rule(rule: Mapping[str, Any]) -> str:
    records = ", ".join(map(without_addresses, rule["records"]))
    behind = f" [{records}]" if records else ""
    lesson = f" (see {rule['lesson']})" if rule["lesson"] else ""
    return f"{_named(rule)}{behind}. {rule['citation']}{lesson}"
