"""Audit: snapshots of what was decided, past sends, and what one person may ask.

Anyone can verify a snapshot (docs/audit.md). Past sends are judged by what was known
then and is known now (docs/past_sends.md). A person may ask what is held about them
and to be forgotten (docs/people.md).

>>> from hygiene import audit
>>> sorted(name for name in audit.__all__ if name.islower())[:4]
['audit_sends', 'compare', 'create', 'draw']
"""

from hygiene.audit.comparing import Comparison, compare
from hygiene.audit.creating import Created, create
from hygiene.audit.failures import (
    FindingsError,
    LockedError,
    SchemaError,
    StoreError,
    UnverifiedError,
)
from hygiene.audit.key_files import KeyFiles, new_keys, show_keys
from hygiene.audit.loading import Snapshot, open_snapshot
from hygiene.audit.packs.packing import Pack, pack
from hygiene.audit.packs.sampling import draw
from hygiene.audit.people import Held, person
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.redacting import Redaction, redact
from hygiene.audit.repeating import Replay, replay
from hygiene.audit.requests.forgetting import Erasure, forget
from hygiene.audit.requests.planning import Fate
from hygiene.audit.requests.records import Record
from hygiene.audit.requests.tracing import Trace, trace
from hygiene.audit.sends.audited import AuditedSends
from hygiene.audit.sends.auditing import audit_sends
from hygiene.audit.sshsig import SigningKey, read_signing_key
from hygiene.audit.verification import Finding, Verification
from hygiene.audit.verifying import verify

__all__ = [
    "AuditedSends",
    "Comparison",
    "Created",
    "Erasure",
    "Fate",
    "Finding",
    "FindingsError",
    "Held",
    "KeyFiles",
    "LockedError",
    "Pack",
    "PseudonymKey",
    "Record",
    "Redaction",
    "Replay",
    "SchemaError",
    "SigningKey",
    "Snapshot",
    "StoreError",
    "Trace",
    "UnverifiedError",
    "Verification",
    "audit_sends",
    "compare",
    "create",
    "draw",
    "forget",
    "new_keys",
    "open_snapshot",
    "pack",
    "person",
    "read_signing_key",
    "redact",
    "replay",
    "show_keys",
    "trace",
    "verify",
]
