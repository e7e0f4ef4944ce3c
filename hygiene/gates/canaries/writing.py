"""Canaries in what a screening wrote and claims, and in what was sent before."""

from __future__ import annotations

from datetime import timedelta

from hygiene.gates.canaries.planter import NOBODY, Planter, plant_send
from hygiene.vocabulary import GroundKind, SubscriberType

_PLANTED_FROM = 1 << 41  # planted_from() in the definitions


def plant_writing(planter: Planter) -> None:
    """Plant what the suites of the removed list, the counts and the sends catch."""
    for make in (_removed, _reconciled, _removed_for_nothing, _sent):
        make(planter)


def _removed(planter: Planter) -> None:
    for rule, name, reason, reasons in _REMOVED:
        cells = {"reason": reason, "reasons": reasons, "explanation": NOBODY}
        planter.record(rule, name, "removed", **cells)


_REMOVED = (
    ("expect_every_removed_row_to_have_a_reason", "removed for no reason", None, None),
    ("expect_only_known_reasons", "removed for an unknown reason", NOBODY, NOBODY),
    (
        "expect_reasons_in_order_of_precedence",
        "removed for the lesser reason first",
        "unknown_origin",
        "unknown_origin|deceased",
    ),
)


def _reconciled(planter: Planter) -> None:
    totals = {"audience": 3, "kept": 1, "removed": 1}
    planter.record(
        "expect_rows_to_balance", "a row that was lost", "planted_totals", **totals
    )
    for side, is_kept in (("kept", True), ("removed", False)):
        number = planter.case(
            "expect_rows_as_they_were_given", f"a {side} row that was changed"
        )
        if number is not None:
            planter.add("given_cells", number, cells=["1"])
            planter.add(f"{side}_cells", number, cells=["2"])
            planter.add("claims", number, is_kept=is_kept)
    planter.record(
        "expect_counts_by_reason_to_add_up",
        "a reason that nobody was removed for",
        "stated_reasons",
        reason=NOBODY,
        contacts=1,
    )
    rule = "expect_a_record_behind_every_proof"
    for name, ground in (
        ("kept without a ground", None),
        ("kept on no record", NOBODY),
    ):
        planter.record(rule, name, "claims", is_kept=True, ground=ground)


def _removed_for_nothing(planter: Planter) -> None:
    """Plant a removed row whom everything permits, where the policy takes consent."""
    campaign = planter.campaign
    grounds = campaign.policies["default"].grounds
    is_open = any(
        ground.kind is GroundKind.CONSENT
        and campaign.channel in (ground.channels or (campaign.channel,))
        and SubscriberType.INDIVIDUAL
        in (ground.subscriber_types or (SubscriberType.INDIVIDUAL,))
        for ground in grounds
    )
    if campaign.is_marketing and not is_open:
        return
    number = planter.case(
        "expect_no_row_removed_without_cause", "removed though everything permits"
    )
    if number is None:
        return
    row = {"point": planter.point(number), "person": planter.person(number)}
    planter.planting.rows["judged"].append({"row": _PLANTED_FROM + number, **row})
    consent = {"occurred_at": planter.ago(0.01), "wording": f"{NOBODY}-{number}"}
    planter.event("confirmed", **consent)(number)
    planter.add("wordings", number, wording=consent["wording"])


def _sent(planter: Planter) -> None:
    number = planter.case("expect_no_send_in_the_future", "a send of tomorrow")
    if number is not None:
        plant_send(planter, number, 0, planter.campaign.as_of + timedelta(days=1))
    number = planter.case(
        "expect_no_send_to_the_suppressed", "written to in spite of it"
    )
    if number is not None:
        planter.suppression()(number)
        plant_send(planter, number, 0, planter.now - timedelta(days=5))
