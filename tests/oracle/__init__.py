"""Decide a whole screening row by row, in plain Python, straight from the contract.

The oracle is slow and simple on purpose: it shares no code with `hygiene` but the
names of the reasons, so that a mistake has to be made twice to go unseen. Read it
beside the contract: `keys` is section 4, `times` section 5, `prohibition` section 7,
`permission` section 8, and `decision` puts them together in the order of section 6.
"""

from tests.oracle.decision import decide
from tests.oracle.world import World

__all__ = ["World", "decide"]
