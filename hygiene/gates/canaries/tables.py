"""Canaries in the tables that came in, and in the figures about them."""

from __future__ import annotations

from datetime import timedelta

from hygiene.gates.canaries.planter import NOBODY, Planter, Row


def plant_tables(planter: Planter) -> None:
    """Plant what the suite of the incoming tables has to catch."""
    _flaws(planter)
    record = planter.record
    record(
        "expect_tables_to_have_rows", "an empty table", "named_tables", of_table=NOBODY
    )
    rule = "expect_opt_out_lists_to_be_given"
    record(rule, "no opt-out list", "probes", is_planted=True)
    stale = {"of_table": NOBODY, "entry": 0, "oldest": planter.campaign.as_of}
    record("expect_tables_to_be_fresh", "a table of unknown age", "entries", **stale)
    record(
        "expect_long_lists_to_match_someone",
        "50,000 opt-outs that name none of 200,000",
        "planted_lists",
        listed=50_000,
        audience=200_000,
        meets_someone=False,
    )
    gone = figures(suppressions=5_000)
    rule = "expect_opt_outs_not_to_vanish"
    record(rule, "half of the opt-outs gone", "planted_runs", **gone)


def _flaws(planter: Planter) -> None:
    facts, opt_out, event = planter.facts, planter.suppression, planter.event
    later = (planter.campaign.as_of + timedelta(days=1)).isoformat()
    facts("expect_required_values", "an opt-out without a reason", opt_out(reason=None))
    rule = "expect_known_codes"
    facts(rule, "an opt-out for an unknown reason", opt_out(reason=NOBODY))
    rule = "expect_readable_times"
    facts(rule, "an opt-out from soon on", opt_out(effective_from="soon"))
    facts("expect_unique_ids", "two events of one id", event(), event("withdrawn"))
    rule = "expect_no_future_events"
    facts(rule, "a consent of tomorrow", event(occurred_at=later))
    old = planter.dealing(occurred_at="1970-01-01T00:00:00Z")
    facts("expect_plausible_times", "a dealing of 1970", old)


def figures(**changes: int) -> Row:
    """Return the figures of a run like the last one, but for `changes`."""
    same = {"audience": 10_000, "kept": 1_000, "suppressions": 10_000}
    before = {f"before_{name}": count for name, count in same.items()}
    return {**same, **before, **changes}
