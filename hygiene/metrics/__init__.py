"""Metrics: the small tables that a summary, a chart or a report is made of.

Each is a lazy aggregate, so a result of any size stays on disk, and each holds counts
alone: what it names is a code, a source or a merchant, never a contact.
"""

from hygiene.metrics.flow import ABSENT, KEPT, REMOVED, count_flows, flow, state
from hygiene.metrics.freshness import suppression_freshness
from hygiene.metrics.labels import OTHERS, UNTOLD
from hygiene.metrics.overlap import reason_overlaps
from hygiene.metrics.permission import consent_ages, dealings_by_merchant
from hygiene.metrics.places import by_source, names_groups, reasons_by, row_sources
from hygiene.metrics.removals import (
    kept_by_basis,
    removals_by_reason,
    steps,
    totals,
    waterfall,
)
from hygiene.metrics.timeline import timeline
from hygiene.metrics.trends import opt_ins_and_opt_outs

__all__ = [
    "ABSENT",
    "KEPT",
    "OTHERS",
    "REMOVED",
    "UNTOLD",
    "by_source",
    "consent_ages",
    "count_flows",
    "dealings_by_merchant",
    "flow",
    "kept_by_basis",
    "names_groups",
    "opt_ins_and_opt_outs",
    "reason_overlaps",
    "reasons_by",
    "removals_by_reason",
    "row_sources",
    "state",
    "steps",
    "suppression_freshness",
    "timeline",
    "totals",
    "waterfall",
]
