"""`hygiene snapshot`: snapshots of what was decided, for an auditor."""
