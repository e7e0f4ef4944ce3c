"""Draw whole screenings: small worlds in which everything collides with everything."""

from tests.strategies.at_length import check_worlds
from tests.strategies.files import write_files
from tests.strategies.frames import campaign, frames
from tests.strategies.worlds import worlds

__all__ = ["campaign", "check_worlds", "frames", "worlds", "write_files"]
