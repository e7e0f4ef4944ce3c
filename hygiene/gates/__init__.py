"""Gates: a written list is checked against its sources, by other code."""
