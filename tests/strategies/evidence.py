"""Draw the rows of the evidence tables for the people of one world."""

from random import Random
from typing import Any

from tests.oracle import keys
from tests.oracle.reasons import SUPPRESSIONS
from tests.strategies.people import domains, spellings
from tests.strategies.picking import mostly, pick
from tests.strategies.policies import KINDS, METHODS
from tests.strategies.scene import Scene, Times, numbered, times_of

Row = dict[str, Any]
MATCHES = (*("address", "domain") * 2, "contact_id", *keys.DIGESTS)
PERMISSIVE = ("given", "confirmed", "given", "confirmed", "requested")
ACTIONS = (*PERMISSIVE * 2, "withdrawn", "refused")
WRITTEN_METHODS = mostly(("web_form", None), "", *METHODS, times=4)
COLLECTORS = mostly((None, "northpay"), "eastpay", " ", times=4)
WRITTEN_KINDS = mostly(("purchase",), *KINDS, "inquiry", times=9)
ROLES = ("controller", "controller", "controller", "processor")
CATEGORIES = mostly(("payments",), "loans", None, times=4)
BLOCKS = mostly((None,), "marketing", "all", times=6)
WORDINGS = mostly(("w1",), "w2", "w3", "w2", "w9", None, "", times=8)
OFFERED = (True, True, True, True, False, None)
OTHER_IDS = (None, None, None, None, None, None, "c1", " c2 ", "")
REASONS = tuple(SUPPRESSIONS)


def _consent(random: Random, scene: Scene, times: Times) -> Row:
    actions = scene.unless_left_out("restrictions", ACTIONS, PERMISSIVE)
    methods = scene.unless_left_out("methods", WRITTEN_METHODS, ("web_form",))
    collectors = scene.unless_left_out("methods", COLLECTORS, (None,))
    return {
        **scene.subject(random),
        "channel": pick(random, scene.channels),
        "purpose": pick(random, scene.purposes),
        "controller": pick(random, scene.controllers),
        "action": pick(random, actions),
        "occurred_at": times.write(random, "occurred_at", scene.clock.events),
        "recorded_at": times.recorded(random),
        "expires_at": times.ends(random, "expires_at"),
        "method": pick(random, methods),
        "collected_by": pick(random, collectors),
        "wording": pick(random, WORDINGS),
    }


def consents(random: Random, scene: Scene) -> list[Row]:
    """Draw the consents table."""
    times = times_of(
        random, scene, "consents", "occurred_at", "recorded_at", "expires_at"
    )
    rows = scene.table(random, "consents", lambda: _consent(random, scene, times))
    return numbered(random, "event_id", rows)


def _relationship(random: Random, scene: Scene, times: Times) -> Row:
    return {
        **scene.subject(random),
        "controller": pick(random, scene.controllers).replace("*", "eastpay"),
        "role": pick(random, ROLES),
        "kind": pick(random, WRITTEN_KINDS),
        "category": pick(random, CATEGORIES),
        "opt_out_offered": pick(random, OFFERED),
        "occurred_at": times.write(random, "occurred_at", scene.clock.dealings),
        "recorded_at": times.recorded(random),
    }


def relationships(random: Random, scene: Scene) -> list[Row]:
    """Draw the relationships table."""
    times = times_of(random, scene, "relationships", "occurred_at", "recorded_at")
    rows = scene.table(
        random, "relationships", lambda: _relationship(random, scene, times)
    )
    return numbered(random, "relationship_id", rows)


def _suppression(random: Random, scene: Scene, times: Times) -> Row:
    return {
        **_named(random, scene),
        "reason": pick(random, REASONS),
        "channel": pick(random, (None, None, scene.campaign["channel"], "post", "")),
        "purpose": pick(random, (None, *scene.purposes)),
        "controller": pick(random, (None, *scene.controllers)),
        "blocks": pick(random, BLOCKS),
        "effective_from": times.write(random, "effective_from", scene.clock.events),
        "effective_until": times.ends(random, "effective_until"),
        "recorded_at": times.recorded(random),
    }


def suppressions(random: Random, scene: Scene) -> list[Row]:
    """Draw the suppressions table."""
    columns = ("effective_from", "effective_until", "recorded_at")
    times = times_of(random, scene, "suppressions", *columns)
    rows = scene.table(
        random, "suppressions", lambda: _suppression(random, scene, times)
    )
    return numbered(random, "suppression_id", rows)


def _named(random: Random, scene: Scene) -> Row:
    person, match = pick(random, scene.people), pick(random, MATCHES)
    address = pick(random, spellings(person, strange=3))
    domain = pick(random, domains(person))
    digest = _digest(random, scene, address, match)
    others = {"address": address, "domain": domain, "contact_id": person.contact_id}
    value = others.get(match, digest)
    return {"match": match, "value": value, "contact_id": pick(random, OTHER_IDS)}


def _digest(random: Random, scene: Scene, spelling: str, algorithm: str) -> str:
    """Draw the digest of a strict or wide key, or of the text as it was written."""
    kind = keys.KIND_OF_CHANNEL[scene.campaign["channel"]]
    found = keys.keys_of(spelling, kind, scene.campaign.get("default_region"))
    text = pick(random, (found.strict or spelling, found.wide or spelling, spelling))
    is_upper = pick(random, (False, True))
    if algorithm not in keys.DIGESTS:
        return ""
    digest = "".join(keys.Keys(text).digests(algorithm))
    return digest.upper() if is_upper else digest


def _send(random: Random, scene: Scene, times: Times) -> Row:
    return {
        **scene.subject(random),
        "controller": pick(random, scene.controllers).replace("*", "eastpay"),
        "channel": pick(random, scene.channels).replace("*", "post"),
        "purpose": scene.campaign["purpose"],
        "sent_at": times.write(random, "sent_at", scene.clock.sends),
    }


def sends(random: Random, scene: Scene) -> list[Row]:
    """Draw the sends table; empty where the campaign has no limits to count for."""
    times = times_of(random, scene, "sends", "sent_at")
    rows = scene.table(random, "sends", lambda: _send(random, scene, times))
    numbers = numbered(random, "send_id", rows)
    return numbers if "limits" in scene.campaign else []


def wordings(random: Random, scene: Scene) -> list[Row]:
    """Draw the wordings table: one good text, and two that may be invalidated."""
    times, clock = times_of(random, scene, "wordings", "invalidated_at"), scene.clock
    rows: list[Row] = [{"wording": "w1", "invalidated_at": None}]
    for name, instants in (("w2", clock.events), ("w3", (None, *clock.edges))):
        when = times.write(random, "invalidated_at", instants)
        rows.append({"wording": name, "invalidated_at": when})
    return rows
