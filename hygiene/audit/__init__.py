"""Audit: snapshots of what was decided, which anyone can verify (docs/audit.md)."""
