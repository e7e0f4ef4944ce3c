"""Marketing-list hygiene and suppression: who may get this message, and why.

>>> import hygiene as hy
>>> screening = hy.screen(hy.sample_campaign())
>>> screening.summary()["counts"]["audience"]
5000
"""

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
from hygiene.explanation import Explanation
from hygiene.policy import Ground, Policy, load_policy
from hygiene.resources import sample_campaign
from hygiene.screening import Screening, screen
from hygiene.summary import toolkit_version

__all__ = [
    "Addresses",
    "Campaign",
    "Explanation",
    "GateError",
    "Ground",
    "HygieneError",
    "InputError",
    "Limits",
    "MissingExtraError",
    "Policy",
    "RejectedRowsError",
    "Screening",
    "StaleTableError",
    "check",
    "export_consents",
    "gate_in",
    "load_policy",
    "sample_campaign",
    "screen",
]

__version__ = toolkit_version()
