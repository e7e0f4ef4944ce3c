"""Draw whole screenings: small worlds in which everything collides with everything."""

from tests.strategies.files import write_files
from tests.strategies.frames import campaign, frames
from tests.strategies.worlds import worlds

__all__ = ["campaign", "frames", "worlds", "write_files"]
