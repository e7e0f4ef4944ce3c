"""Marketing-list hygiene and suppression: who may get this message, and why.

>>> import hygiene as hy
>>> screening = hy.screen(hy.sample_campaign())
>>> screening.summary()["counts"]["audience"]
5000
"""

from hygiene import audit
from hygiene.campaign import Addresses, Campaign, Limits
from hygiene.checking import check, gate_in
from hygiene.consent_records import export_consents
from hygiene.errors import (
    GateError,
    HygieneError,
    InputError,
    MissingExtraError,
    RejectedRowsError,
    StaleTableError,
)
from hygiene.explaining import Explanation
from hygiene.policy import Ground, Policy, load_policy
from hygiene.recognition.inspection import Inspection, inspect
from hygiene.recognition.proposal import Proposal, init
from hygiene.resources import sample_campaign
from hygiene.revealing import reveal
from hygiene.screened import Screening
from hygiene.screening import screen
from hygiene.summary import toolkit_version
from hygiene.suppressing.applied import AppliedChanges
from hygiene.suppressing.changes import apply_changes
from hygiene.suppressing.merged import MergedSuppressions
from hygiene.suppressing.merging import merge_suppressions
from hygiene.suppressing.near_missed import NearMisses
from hygiene.suppressing.resurrected import Resurrected
from hygiene.suppressing.resurrection import resurrected

__all__ = [
    "Addresses",
    "AppliedChanges",
    "Campaign",
    "Explanation",
    "GateError",
    "Ground",
    "HygieneError",
    "InputError",
    "Inspection",
    "Limits",
    "MergedSuppressions",
    "MissingExtraError",
    "NearMisses",
    "Policy",
    "Proposal",
    "RejectedRowsError",
    "Resurrected",
    "Screening",
    "StaleTableError",
    "apply_changes",
    "audit",
    "check",
    "export_consents",
    "gate_in",
    "init",
    "inspect",
    "load_policy",
    "merge_suppressions",
    "resurrected",
    "reveal",
    "sample_campaign",
    "screen",
]

__version__ = toolkit_version()
