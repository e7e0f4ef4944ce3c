"""Class every past send by itself, in plain Python: the oracle decides it three times.

With what was known then; with the prohibitions known now but the permissions known
then; and with all that is known now.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import holidays

from tests.oracle import keys
from tests.oracle.decision import decide
from tests.oracle.reasons import SUPPRESSIONS
from tests.oracle.times import local_date
from tests.oracle.world import Contact, Record, World

OPT_OUTS = {"unsubscribed", "objected", "consent_withdrawn", "consent_refused"}
FORBIDDING = {*SUPPRESSIONS, "consent_withdrawn", "consent_refused"}
LIMITS = {"role_address", "disposable_address", "frequency_cap"}
PERMISSIVE = {"requested", "given", "confirmed"}
EVENTS = {"withdrawn": "consent_withdrawn", "refused": "consent_refused"}
# Days, whether the day itself is the first, what the last day is, the clock, holidays.
PERIODS = {
    "CA": (10, False, "whole", "sent", "CA"),
    "US": (10, False, "whole", "received", None),
    "AU": (5, True, "whole", "sent", "AU"),
    "NZ": (5, False, "effective", "sent", "NZ"),
}


def class_sends(world: World, known_at: datetime) -> dict[str, dict[str, Any]]:
    """Return what each send of the campaign's scope is, by its id."""
    scope = ("controller", "channel", "purpose")
    return {
        send.values["send_id"]: class_send(world, send, known_at)
        for send in world.rows("sends")
        if all(send.values[name] == world.campaign[name] for name in scope)
        and send.occurred.last <= known_at
    }


def class_send(world: World, send: Record, known_at: datetime) -> dict[str, Any]:
    """Return the class of a send, its reasons then and now, and what stood against."""
    sent, person = send.occurred.last, recipient(world, send)
    then = judged(world, send, person, sent)
    now = judged(world, send, person, known_at)
    hindsight = judged(without_late_yes(world, sent), send, person, known_at)
    found = {
        "reasons_then": then["reasons"],
        "reasons_now": now["reasons"],
        "blocked_by": hindsight["blocked_by"],
    }
    reasons = {*then["reasons"]}
    forbidding = reasons & FORBIDDING
    groundless = bool(reasons - FORBIDDING - LIMITS)
    still = bool({*now["reasons"]} - FORBIDDING - LIMITS)
    in_time = all(
        is_in_time(fact(world, name), person["country"], then["policy"], sent, world)
        for name in then["blocked_by"]
    )
    if reasons & LIMITS or (forbidding and not in_time):
        return {"class": "control_failure", **found}
    if groundless and still:
        return {"class": "unproven", **found}
    if hindsight["blocked_by"] != then["blocked_by"]:
        return {"class": "latency_failure", **found}
    if groundless:
        return {"class": "retro_permission", **found}
    return {"class": "grace" if forbidding else "ok", **found}


def judged(world: World, send: Record, person: dict, known_at: datetime) -> dict:
    """Return the oracle's decision on one send; it does not count against itself."""
    tables = {**world.tables, "audience": [person]}
    tables["sends"] = [row for row in tables["sends"] if row is not send.values]
    campaign = {**world.campaign, "as_of": send.occurred.last, "known_at": known_at}
    (decision,) = decide(replace(world, campaign=campaign, tables=tables))
    return decision


def without_late_yes(world: World, sent: datetime) -> World:
    """Return the world without permissions that were not known at an instant."""
    tables = dict(world.tables)
    for table in ("consents", "relationships"):
        if table in tables:
            tables[table] = [
                record.values
                for record in world.rows(table)
                if record.values.get("action", "given") not in PERMISSIVE
                or (record.occurred.last <= sent and record.recorded.last <= sent)
            ]
    return replace(world, tables=tables)


def recipient(world: World, send: Record) -> dict[str, Any]:
    """Return the send's person as an audience row: what the audience agrees on."""
    address = send.text("address")
    region = world.campaign.get("default_region")
    blank = address is None or keys.is_blank(address, world.kind)
    valid = not blank and keys.is_valid(address, world.kind, region)
    strict = send.keys.strict if valid else None
    contacts = [Contact(world, 0, row) for row in world.tables["audience"]]
    same = [one for one in contacts if strict and one.keys.strict == strict]
    if not same and send.contact_id:
        same = [one for one in contacts if one.contact_id == send.contact_id]
    usable = strict if valid else "?"
    beside = [one for one in contacts if strict and one.keys.strict == strict]
    return {
        "contact_id": send.values.get("contact_id"),
        "ids_beside": [one.contact_id for one in beside],
        keys.COLUMN_OF_KIND[world.kind]: None if blank else usable,
        "country": agreed([one.country for one in same]),
        "subscriber_type": agreed(
            [(one.values.get("subscriber_type") or "").strip() or "individual"
             for one in same]
        ),
        "source": agreed([(one.values.get("source") or "").strip() for one in same]),
    }  # fmt: skip


def agreed(values: list[str | None]) -> str | None:
    """Return the one value of a list, None where there are several or none."""
    return values[0] if len({*values}) == 1 else None


def fact(world: World, identifier: str) -> tuple[str, datetime, datetime]:
    """Return the reason of a prohibition, when it happened, and its recording."""
    for record in world.rows("suppressions"):
        if record.values["suppression_id"] == identifier:
            times = record.occurred.first, record.recorded.first
            return record.values["reason"], *times
    (event,) = [
        one for one in world.rows("consents") if one.values["event_id"] == identifier
    ]
    happened = min(event.occurred.first, event.recorded.first)
    return EVENTS[event.values["action"]], happened, event.recorded.first


def is_in_time(known, country, policy, sent, world) -> bool:
    """Return whether a send lies within the days that the law gives for an opt-out."""
    (reason, happened, recorded), zone = known, world.zone
    period = PERIODS.get(country or policy.upper())
    if reason not in OPT_OUTS or period is None:
        return False
    clock = min(happened, recorded) if period[3] == "sent" else recorded
    return local_date(sent, zone) <= last_day(period, local_date(clock, zone))


def last_day(period: tuple, day: date) -> date:
    """Return the last day within a period, one day after the other."""
    days, is_same, last, _, country = period
    free = holidays.country_holidays(country) if country else {}
    left = days
    current = day if is_same else day + timedelta(days=1)
    while True:
        if current.isoweekday() <= 5 and current not in free:
            left -= 1
            if not left:
                return current - timedelta(days=1) if last == "effective" else current
        current += timedelta(days=1)
