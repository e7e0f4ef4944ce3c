"""The register of expectations: which suite must hold which, and what each one needs.

What an expectation says stands in `expectations/<suite>.json`, what it means in
`expectations/sql/<type>.sql`. That every one of them is named here once more is the
point: a suite that lost one, or weakened it, is refused before anything runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "warning"]

WHEN_MISSING: dict[str, str] = {
    "audience": "The audience was not given.",
    "screening": "The list was not made by a screening, so nothing is claimed of it.",
    "other tool": "Every row is compared with the audience one by one.",
    "marketing": "A service message needs no consent (contract section 8).",
    "last run": "There is no earlier release of this campaign to compare with.",
    "limit": "The campaign sets no limit.",
    "roles": "The campaign does not remove mailboxes of functions.",
    "disposable": "The campaign does not remove disposable mailboxes.",
    "sends": "The campaign names no table of past sends.",
    "syntax": "Any postal key that is not blank is valid.",
}
"""What an expectation may need, and why it does not apply where that is missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the gate's code knows of an expectation.

    Attributes:
        needs: Keys of `WHEN_MISSING` without which it cannot be asked.
        severity: `critical`, or `warning` where it must not hold a list back.
        is_promise: Whether it speaks of suppression or consent; such an expectation
            can never be waived.
    """

    needs: frozenset[str] = frozenset()
    severity: Severity = "critical"
    is_promise: bool = False


def _rule(*needs: str) -> Rule:
    return Rule(frozenset(needs))


def _promise(*needs: str) -> Rule:
    return Rule(frozenset(needs), is_promise=True)


def _warning(*needs: str) -> Rule:
    return Rule(frozenset(needs), "warning")


SUITES: dict[str, dict[str, Rule]] = {
    "incoming": {
        "expect_tables_to_have_rows": _promise(),
        "expect_opt_out_lists_to_be_given": _warning(),
        "expect_tables_to_be_fresh": _promise(),
        "expect_required_values": _promise(),
        "expect_known_codes": _promise(),
        "expect_readable_times": _promise(),
        "expect_unique_ids": _promise(),
        "expect_no_future_events": _warning(),
        "expect_plausible_times": _warning(),
        "expect_long_lists_to_match_someone": _rule("audience"),
        "expect_opt_outs_not_to_vanish": _rule("last run"),
    },
    "kept": {
        "expect_list_to_have_rows": _rule("other tool"),
        "expect_every_kept_row_to_have_a_contact_point": _rule(),
        "expect_only_valid_contact_points": _rule("syntax"),
        "expect_no_contact_point_twice": _rule(),
        "expect_kept_contact_points_from_the_audience": _rule("audience", "other tool"),
        "expect_no_contact_without_ground": _promise("marketing"),
        "expect_no_contact_known_only_by_dealings": _promise("marketing"),
        "expect_no_contact_held_only_as_processor": _promise("marketing"),
        "expect_no_suppressed_contact": _promise(),
        "expect_no_withdrawn_contact": _promise("marketing"),
        "expect_no_role_address": _rule("marketing", "roles"),
        "expect_no_disposable_address": _rule("marketing", "disposable"),
        "expect_no_contact_over_the_limit": _rule("marketing", "limit"),
        "expect_no_sudden_growth": _rule("last run"),
    },
    "removed": {
        "expect_every_removed_row_to_have_a_reason": _rule("screening"),
        "expect_only_known_reasons": _rule("screening"),
        "expect_reasons_in_order_of_precedence": _rule("screening"),
    },
    "reconciliation": {
        "expect_rows_to_balance": _rule("screening"),
        "expect_rows_as_they_were_given": _rule("screening"),
        "expect_counts_by_reason_to_add_up": _rule("screening"),
        "expect_a_record_behind_every_proof": _promise("screening", "marketing"),
        "expect_no_row_removed_without_cause": _rule("screening"),
    },
    "sends": {
        "expect_no_send_in_the_future": _warning("sends"),
        "expect_no_send_to_the_suppressed": _warning("sends"),
    },
}
"""The suites in the order in which they are run, and what each must hold."""

RULES: dict[str, Rule] = {
    name: rule for rules in SUITES.values() for name, rule in rules.items()
}
"""Every expectation by its type; a suite may name no other."""
