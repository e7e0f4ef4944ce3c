"""Refusals of snapshots, with the exit codes of docs/audit.md."""

from __future__ import annotations

from hygiene.errors import HygieneError


class FindingsError(HygieneError):
    """Something is not as it was when the snapshot was signed."""

    exit_code = 1


class StoreError(HygieneError):
    """The folder is no store of snapshots."""

    exit_code = 10


class LockedError(HygieneError):
    """Another process is writing to the store."""

    exit_code = 11


class SchemaError(HygieneError):
    """The snapshot is in a form that this version does not know."""

    exit_code = 12


class UnverifiedError(HygieneError):
    """The store does not verify; its exit code is that of the verification."""

    def __init__(self, what: str, exit_code: int) -> None:
        """Say what is not done, and why."""
        super().__init__(what)
        self.exit_code = exit_code
