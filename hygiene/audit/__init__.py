"""Audit: snapshots of what was decided, which anyone can verify (docs/audit.md).

And an audit of past sends (docs/past_sends.md).

>>> from hygiene import audit
>>> sorted(name for name in audit.__all__ if name.islower())[:4]
['audit_sends', 'compare', 'create', 'new_keys']
"""

from hygiene.audit.comparing import Comparison, compare
from hygiene.audit.creating import Created, create
from hygiene.audit.failures import (
    FindingsError,
    LockedError,
    SchemaError,
    StoreError,
)
from hygiene.audit.key_files import KeyFiles, new_keys, show_keys
from hygiene.audit.loading import Snapshot, open_snapshot
from hygiene.audit.people import Held, person
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.redacting import Redaction, redact
from hygiene.audit.repeating import Replay, replay
from hygiene.audit.sends.audited import AuditedSends
from hygiene.audit.sends.auditing import audit_sends
from hygiene.audit.sshsig import SigningKey, read_signing_key
from hygiene.audit.verification import Finding, Verification
from hygiene.audit.verifying import verify

__all__ = [
    "AuditedSends",
    "Comparison",
    "Created",
    "Finding",
    "FindingsError",
    "Held",
    "KeyFiles",
    "LockedError",
    "PseudonymKey",
    "Redaction",
    "Replay",
    "SchemaError",
    "SigningKey",
    "Snapshot",
    "StoreError",
    "Verification",
    "audit_sends",
    "compare",
    "create",
    "new_keys",
    "open_snapshot",
    "person",
    "read_signing_key",
    "redact",
    "replay",
    "show_keys",
    "verify",
]
