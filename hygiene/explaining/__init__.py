"""Explaining: one contact's decision, rule by rule, and the records behind it."""

from hygiene.explaining.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
