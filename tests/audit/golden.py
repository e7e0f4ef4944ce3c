"""Make the golden store of a release: `python -m tests.audit.golden 0.1.0`, once.

Its signing key is thrown away. What lies there is never made anew: every later version
must verify it as it is.
"""

import sys
import tempfile
from pathlib import Path

from tests.audit.stores import add, signing_key

GOLDEN = Path(__file__).parents[1] / "golden" / "snapshots"


def make(version):
    """Write the store of a version and the head that its reader was given."""
    folder = GOLDEN / version
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as keys:
        key = signing_key(Path(keys))
        heads = [add(folder / "store", quarter, key).head for quarter in (1, 2)]
    (folder / "store/.lock").unlink()
    (folder / "head.txt").write_text(f"{heads[-1]}\n")


if __name__ == "__main__":
    make(sys.argv[1])
