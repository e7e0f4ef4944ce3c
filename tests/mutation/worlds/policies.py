"""The policies and moments of the worlds."""

PLAIN = """
name = "plain"
double_opt_in = false
refused_methods = ["preticked_box", "import"]
indirect = "allow"
register_overridden_by_consent = true

[[grounds]]
kind = "consent"
basis = "consent"
indirect_max_age = "6mo"

[[grounds]]
kind = "relationship"
basis = "soft_opt_in"
kinds = ["purchase", "contract"]
requires_opt_out_offered = true
similar_only = true
max_age = "36mo"
channels = ["email"]

[[grounds]]
kind = "relationship"
basis = "charity"
kinds = ["donation"]
from = 2026-02-05

[[grounds]]
kind = "opt_out_regime"
basis = "company"
channels = ["email"]
subscriber_types = ["corporate"]

[[grounds]]
kind = "opt_out_regime"
basis = "live_call"
channels = ["voice"]
"""
AS_OF = "2026-11-24T09:00:00Z"
KNOWN_AT = "2026-11-24T08:00:00Z"
MICROSECOND_AFTER = "2026-11-24T09:00:00.000001Z"
SIMILAR = {"opt_out_offered": "true", "category": "payments"}


DOUBLE = """
name = "double"
double_opt_in = true
indirect = "refuse"
register_overridden_by_consent = false

[[grounds]]
kind = "consent"
basis = "consent"
max_age = "24mo"
"""
LAX = """
name = "lax"

[[grounds]]
kind = "consent"
basis = "consent"

[[grounds]]
kind = "opt_out_regime"
basis = "legitimate_interests"
"""
MIDDLE = """
name = "middle"

[[grounds]]
kind = "consent"
basis = "consent"
"""
DAILY = DOUBLE.replace("double_opt_in = true", "double_opt_in = false")
