"""Effects: what each record about a contact does to the decision, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from hygiene.campaign import Campaign
from hygiene.explaining.dossier import Dossier
from hygiene.explaining.findings import Findings
from hygiene.rulebook import Rulebook
from hygiene.times import CALENDAR
from hygiene.transforms.claims import is_known
from hygiene.transforms.prohibition import scope_holds, until
from hygiene.vocabulary import Action, Reason

PROVES = "proves"
COULD_PROVE = "could prove"
STANDS = "stands"
LIFTED = "lifted"
COUNTED = "counted"
NO_PROOF = "no proof"
NO_EFFECT = "no effect"

_ID = {
    "consents": ("event_id", "occurred_at", pl.col("action")),
    "relationships": ("relationship_id", "occurred_at", pl.col("kind")),
    "suppressions": ("suppression_id", "effective_from", pl.col("reason")),
    "sends": ("send_id", "sent_at", pl.lit("sent")),
}
_SCOPE = ("channel", "purpose", "controller")
_RESTRICTIVE = [Action.REFUSED.value, Action.WITHDRAWN.value]

GAPS: dict[Reason, str] = {
    Reason.WORDING_INVALID: "the text agreed to was found invalid",
    Reason.EVIDENCE_MISSING: "the text agreed to is not on record",
    Reason.METHOD_REFUSED: "it was collected in a way that the policy refuses",
    Reason.CONSENT_EXPIRED: "it has expired",
    Reason.CONSENT_PENDING: "it was begun and never confirmed",
    Reason.OTHER_ADDRESS: "it was given with another address",
    Reason.OTHER_PURPOSE: "it is for another purpose",
    Reason.OTHER_CHANNEL: "it is for another channel",
    Reason.RELATIONSHIP_EXPIRED: "it is too old to rely on",
    Reason.TRANSACTION_ONLY: "a dealing is not consent",
    Reason.PROCESSOR_ONLY: "it is held on behalf of someone else",
    Reason.OTHER_CONTROLLER: "it names another controller",
}
"""Why a record proves nothing, by the permission reason that it stands for."""


def record_list(dossier: Dossier, findings: Findings) -> pl.DataFrame:
    """Return every record about a contact, oldest first, and what it does.

    Returns:
        `table`, `id`, `at` and `until` (UTC; they differ where only the day is known),
        `ends` (UTC, null for no end), `what`, `channel`, `purpose`, `controller`,
        `effect` (a code) and `why` (in words; of several rows, the first that differs
        is named).
    """
    records = _records(dossier)
    rows = findings.rows.to_dicts()
    whys: list[list[tuple[str, str]]] = [
        [_effect(record, row, dossier, findings) for row in rows]
        for record in records.to_dicts()
    ]
    strongest = [min(found, key=lambda one: _RANKS.index(one[0])) for found in whys]
    schema = {"effect": pl.String, "why": pl.String}
    effects = pl.DataFrame(strongest, schema, orient="row")
    return pl.concat([records.drop("hint"), effects], how="horizontal")


_RANKS = [STANDS, PROVES, COULD_PROVE, COUNTED, LIFTED, NO_PROOF, NO_EFFECT]


def _records(dossier: Dossier) -> pl.DataFrame:
    """Return the records in one list; `hint` says why one may have no effect."""
    found = []
    for table, (key, at, what) in _ID.items():
        frame = dossier.tables[table].lazy()
        names = set(frame.collect_schema().names())
        ends = {
            "suppressions": until().clip(upper_bound=CALENDAR[1]),
            "consents": pl.col("expires_at_first"),
        }
        found.append(
            frame.select(
                table=pl.lit(table),
                id=pl.col(key),
                at=pl.col(f"{at}_first"),
                until=pl.col(f"{at}_last"),
                ends=ends.get(table, pl.lit(None, pl.Datetime("us", "UTC"))),
                what=what,
                **{
                    name: pl.col(name) if name in names else pl.lit(None, pl.String)
                    for name in _SCOPE
                },
                hint=_hint(table, dossier.campaign),
            )
        )
    return pl.concat(found).sort("at", "table", "id").collect()


def _hint(table: str, campaign: Campaign) -> pl.Expr:
    """Return why a record that counts for nothing does so."""
    if table == "sends":
        return pl.lit("a message that was sent")
    if table == "relationships":
        late = ~is_known(campaign)
        return _first_of((late, "not known at the moment of decision"))
    recorded = pl.col("recorded_at_first") > campaign.known
    other = ~scope_holds(campaign)
    if table == "suppressions":
        return _first_of(
            (other, "for another controller, channel or purpose"),
            (pl.col("effective_from_first") > campaign.as_of, "not yet in force"),
            ((until() <= campaign.as_of).fill_null(value=False), "no longer in force"),
            (recorded, "not known at the moment of decision"),
            (pl.lit(not campaign.is_marketing), "it stops marketing messages only"),
        )
    restricts = pl.col("action").is_in(_RESTRICTIVE)
    return _first_of(
        (restricts & other, "for another controller, channel or purpose"),
        (restricts & pl.lit(not campaign.is_marketing), "a service message needs none"),
        (~restricts & is_known(campaign), "begun for something else"),
        (pl.lit(value=True), "not known at the moment of decision"),
    )


def _first_of(*cases: tuple[pl.Expr, str]) -> pl.Expr:
    chosen = [pl.when(holds).then(pl.lit(said)) for holds, said in cases]
    return pl.coalesce(*chosen, pl.lit("it is about another address"))


def _effect(
    record: Mapping[str, Any],
    row: Mapping[str, Any],
    dossier: Dossier,
    findings: Findings,
) -> tuple[str, str]:
    """Return what a record does to one audience row: a code, and in words."""
    same = (pl.col("row") == row["row"]) & (pl.col("record") == record["id"])
    if record["table"] == "sends":
        if findings.counted.filter(same).height:
            return COUNTED, "counts for the limit of messages"
        return NO_EFFECT, record["hint"]
    of_table = same & (pl.col("table") == record["table"])
    facts = findings.facts.filter(of_table).to_dicts()
    if facts:
        return _fact_effect(facts[0], row, findings)
    claims = findings.claims.filter(of_table).to_dicts()
    if claims and dossier.campaign.is_marketing:
        return _claim_effect(claims[0], row, record, findings)
    if record["table"] == "consents" and findings.elsewhere.filter(same).height:
        return NO_PROOF, GAPS[Reason.OTHER_ADDRESS]
    lifting = claims and claims[0]["lift"] is not None
    said = "a later yes; a service message needs no ground"
    return NO_EFFECT, said if lifting else record["hint"]


def _fact_effect(
    fact: Mapping[str, Any], row: Mapping[str, Any], findings: Findings
) -> tuple[str, str]:
    if not fact["lifted"]:
        return STANDS, f"stands against it: {fact['reason']}"
    return LIFTED, f"lifted by {lifter(row['row'], findings)}"


def lifter(row: int, findings: Findings) -> str:
    """Return the id of the consent that lifts what stood against a row: the latest."""
    lifting = findings.claims.filter(
        (pl.col("row") == row) & pl.col("lift").is_not_null()
    ).sort("lift", "record", descending=[True, False])
    return str(lifting["record"][0])


def _claim_effect(
    claim: Mapping[str, Any],
    row: Mapping[str, Any],
    record: Mapping[str, Any],
    findings: Findings,
) -> tuple[str, str]:
    if row["address_mask"]:
        return NO_EFFECT, "the address cannot be written to"
    if claim["proof"] is not None:
        if claim["proof"] == row["proof"]:
            return PROVES, f"proves the ground '{_basis(row, findings)}'"
        return COULD_PROVE, "would prove a ground too"
    if claim["gap"] is None:
        return NO_EFFECT, record["hint"]
    if claim["lift"] is not None and claim["gap"] == Reason.OTHER_CONTROLLER.place:
        return NO_PROOF, "no ground of the policy asks for it"
    return NO_PROOF, GAPS[list(Reason)[claim["gap"]]]


def _basis(row: Mapping[str, Any], findings: Findings) -> str:
    book: Rulebook = findings.books[row["rulebook"]]
    place: int = row["place"]
    return book.policy.grounds[place].basis
