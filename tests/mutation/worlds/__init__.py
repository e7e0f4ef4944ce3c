"""The worlds on which the mutations must show."""

from tests.mutation.worlds.addresses import ADDRESSES
from tests.mutation.worlds.clocks import BACKWARDS, ZONES
from tests.mutation.worlds.email import EMAIL
from tests.mutation.worlds.others import (
    COUNTRIES,
    LETTER,
    LIMITS,
    MEMBERS,
    SERVICE,
    STRICT,
    TEXT,
)
from tests.mutation.worlds.reading import (
    BAD_REASON,
    BAD_TIME,
    LENIENTLY,
    NO_VALUE,
    ONE_ID,
    RENAMED,
    SKIPPED,
    STALE,
    STALE_AUDIENCE,
    TYPED,
)

WORLDS = {
    world.name: world
    for world in (
        EMAIL,
        ADDRESSES,
        STRICT,
        TEXT,
        LETTER,
        MEMBERS,
        COUNTRIES,
        SERVICE,
        LIMITS,
        ZONES,
        BACKWARDS,
        SKIPPED,
        TYPED,
        RENAMED,
        LENIENTLY,
        BAD_REASON,
        BAD_TIME,
        NO_VALUE,
        ONE_ID,
        STALE,
        STALE_AUDIENCE,
    )
}
