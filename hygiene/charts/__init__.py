"""Charts: pictures of the small tables in `hygiene.metrics`.

Nothing here touches pyplot, its current figure or the global rcParams. A chart draws on
the axes that it is given, or makes its own; those show themselves in a notebook when a
cell ends in them.

Raises:
    MissingExtraError: matplotlib is not installed.
"""

from importlib.util import find_spec

from hygiene.errors import MissingExtraError

if find_spec("matplotlib") is None:
    raise MissingExtraError("Charts", "charts")
