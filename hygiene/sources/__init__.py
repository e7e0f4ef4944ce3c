"""Sources: what users hand in becomes canonical tables, or a plain refusal."""
