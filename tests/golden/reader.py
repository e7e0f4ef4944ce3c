"""Read the golden cases: TOML files that people write, into plain rows.

A case lists only what differs from `cases/defaults.toml`. Reading fills in the rest
and refuses any key, column or contact that does not exist, so that a slip of the pen
in a case cannot pass for agreement.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, Any]

FOLDER = Path(__file__).parent / "cases"
ADDRESS_COLUMN = {
    "email": "email",
    "sms": "phone",
    "voice": "phone",
    "post": "postal_key",
}

# The columns of each table that a case may fill (contract section 2).
COLUMNS = {
    "audience": "contact_id email phone postal_key country subscriber_type source",
    "consents": "event_id contact_id address channel purpose controller action"
    " occurred_at recorded_at expires_at method collected_by wording source",
    "relationships": "relationship_id contact_id address controller role kind category"
    " opt_out_offered occurred_at recorded_at",
    "suppressions": "suppression_id match value contact_id reason channel purpose"
    " controller blocks effective_from effective_until recorded_at source",
    "sends": "send_id address contact_id controller channel purpose campaign sent_at",
    "wordings": "wording invalidated_at",
}
CASE = {"id", "title", "story", "citation", "campaign", "policy", "expect", *COLUMNS}
OUTCOME = {
    "decision": "remove",
    "reason": None,
    "basis": None,
    "basis_evidence": None,
    "blocked_by": [],
    "flags": [],
}


@dataclass(frozen=True)
class Topic:
    """One file of cases."""

    name: str
    about: str
    cases: list["Case"]


@dataclass(frozen=True)
class Case:
    """One case with everything filled in.

    Attributes:
        id: Its number in the rules (`C...`, `D-E...`), or ours (`G...`).
        title: What it is about, in a few plain words.
        story: What happened.
        citation: The law, the regulator's case or the promise that decides it.
        campaign: The campaign's keys, its limits and addresses among them.
        policies: The content of the policies that are not packaged, by name.
        tables: The rows of each table; a table that is not named is not supplied.
        expected: One outcome for every audience row, in order.
    """

    id: str
    title: str
    story: str
    citation: str
    campaign: Row
    policies: dict[str, Row]
    tables: dict[str, list[Row]]
    expected: list[Row]


@cache
def read_topics() -> tuple[Topic, ...]:
    """Return every file of cases, in the order of their names."""
    defaults, policies = _load("defaults.toml"), _load("policies.toml")["policies"]
    topics = []
    for path in sorted(FOLDER.glob("[0-9]*.toml")):
        content = _load(path.name)
        cases = [_read_case(case, defaults, policies) for case in content["case"]]
        topics.append(Topic(content["topic"], content["about"], cases))
    return tuple(topics)


def read_cases() -> Iterator[Case]:
    """Yield the cases of every file."""
    for topic in read_topics():
        yield from topic.cases


def _load(name: str) -> Row:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _read_case(case: Row, defaults: Row, policies: dict[str, Row]) -> Case:
    where = case.get("id", "a case without an id")
    _check_known(case, CASE, where)
    campaign = defaults["campaign"] | case.get("campaign", {})
    if "policy" in case:
        policies = policies | {case["policy"]["name"]: case["policy"]}
        campaign["policy"] = case["policy"]["name"]
    audience = [defaults["audience"] | row for row in case.get("audience", [{}])]
    tables = {"audience": audience}
    for table in COLUMNS.keys() & case.keys() - {"audience"}:
        tables[table] = [
            _fill(table, row, defaults[table], campaign, audience[0])
            for row in case[table]
        ]
    for table, rows in tables.items():
        for row in rows:
            _check_known(row, set(COLUMNS[table].split()), f"{where}, {table}")
    return Case(
        **{key: case[key] for key in ("id", "title", "story", "citation")},
        campaign=campaign,
        policies=policies,
        tables={
            table: [_as_text(row) for row in rows] for table, rows in tables.items()
        },
        expected=_read_expected(case["expect"], audience, where),
    )


def _fill(table: str, row: Row, default: Row, campaign: Row, person: Row) -> Row:
    """Return an evidence row with its defaults: by default it is about `person`."""
    filled = default | row
    if table in ("consents", "sends"):
        filled = {key: campaign[key] for key in ("channel", "purpose")} | filled
    address = person[ADDRESS_COLUMN[campaign["channel"]]]
    if table == "suppressions":
        return {"value": address} | filled
    if table == "wordings" or row.keys() & {"address", "contact_id"}:
        return filled
    return {"address": address} | filled


def _as_text(row: Row) -> Row:
    """Return a row with its times in ISO text, as a CSV file holds them."""
    return {
        column: value.isoformat() if isinstance(value, date) else value
        for column, value in row.items()
    }


def _read_expected(expected: list[Row], audience: list[Row], where: str) -> list[Row]:
    """Return each outcome in full: what a case leaves out is expected to be empty."""
    if len(expected) != len(audience):
        raise ValueError(f"{where}: expect needs one outcome for each audience row")
    outcomes = []
    for outcome, contact in zip(expected, audience, strict=True):
        _check_known(outcome, {*OUTCOME, "contact", "reasons", "policy"}, where)
        if outcome.get("contact", contact["contact_id"]) != contact["contact_id"]:
            raise ValueError(f"{where}: expect is not in the order of the audience")
        reason = outcome.get("reason")
        reasons = outcome.get("reasons", [reason] if reason else [])
        filled = OUTCOME | {"reasons": reasons} | outcome
        outcomes.append({"contact": contact["contact_id"]} | filled)
    return outcomes


def _check_known(given: Row, known: set[str], where: str) -> None:
    if unknown := sorted(given.keys() - known):
        raise ValueError(f"{where}: unknown {', '.join(unknown)}")
