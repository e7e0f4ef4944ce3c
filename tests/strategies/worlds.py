"""Draw whole worlds: a campaign, its policies, and all of its tables."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracle import World
from tests.strategies import evidence
from tests.strategies.clocks import ZONES, Clock, a_clock
from tests.strategies.people import (
    BLANK,
    BLANK_EMAIL,
    PEOPLE,
    Person,
    identifiers,
    spellings,
)
from tests.strategies.picking import mostly, pick
from tests.strategies.policies import policy_choice
from tests.strategies.scene import MOST, Scene

Row = dict[str, Any]
COLUMN = {"email": "email", "sms": "phone", "voice": "phone", "post": "postal_key"}
# Columns that may be absent; whom a row is about has to stay known.
OPTIONAL = {
    "audience": ["contact_id", "country", "subscriber_type", "source"],
    "consents": [
        "contact_id", "recorded_at", "expires_at", "method", "collected_by", "wording",
    ],
    "relationships": ["contact_id", "category", "opt_out_offered", "recorded_at"],
    "suppressions": [
        "match", "contact_id", "channel", "purpose", "controller", "blocks",
        "effective_until", "recorded_at",
    ],
    "sends": ["contact_id"],
}  # fmt: skip
ANY_COLUMN = [(table, column) for table in OPTIONAL for column in OPTIONAL[table]]
ABSENT_TABLES = mostly(
    ((),), ("sends",), ("relationships",), ("suppressions", "sends"), times=5
)
# Leaving features out lets the others be seen undisturbed: out in one world of so many.
FEATURES = {
    "restrictions": 2,
    "suppressions": 2,
    "bad addresses": 2,
    "other scopes": 2,
    "sends": 2,
    "wordings": 2,
    "methods": 2,
    "recordings": 2,
    "ends": 2,
    "consents": 5,
    "relationships": 8,
}
CHANNELS = mostly(("email",), "sms", "post", "voice", times=12)
MESSAGES = mostly(("marketing",), "service", times=10)
PURPOSES = mostly(("marketing.newsletter",), "newsletter", times=5)
CATEGORIES: tuple[list[str], ...] = (["payments"], [], ["payments", "loans"])
PERMISSION_KEYS = mostly(("address",), "contact_id", times=5)
COUNTRIES = ("GB", "GB", None, "DE", " gb ", "de", "FR", "", "US")
PHONE_COUNTRIES = ("US", None, "us ", "GB", "CA", "UK")
SUBSCRIBER_TYPES = mostly((None, "individual", "corporate"), "company", times=3)
SOURCES = mostly(("website",), None, "", " ", "fair", times=3)
ROLES = (None, "remove", "flag", "ignore")
DISPOSABLE = ("remove", "remove", None, "flag", "ignore")
DUPLICATES = (None, "address", "alias")
SETTINGS = {"role": ROLES, "disposable": DISPOSABLE, "duplicates": DUPLICATES}


@st.composite
def worlds(draw: st.DrawFn, *, has_timezones: bool = False) -> World:
    """Draw everything that one screening reads.

    Args:
        draw: Hypothesis's own argument.
        has_timezones: Whether tables may have zones of their own, as files may.
    """
    random = draw(st.randoms(use_true_random=False))
    clock = a_clock(random)
    chosen, policies = policy_choice(random, clock)
    settings = _campaign(random, clock) | chosen
    people = _people(random, settings["channel"])
    left_out = frozenset(
        name for name, share in FEATURES.items() if pick(random, range(share)) == 0
    )
    zones = {table: pick(random, (None, *ZONES)) for table in MOST if has_timezones}
    timezones = {table: zone for table, zone in zones.items() if zone}
    scene = Scene(clock, settings, people, left_out, timezones)
    rows = scene.table(random, "audience", lambda: _audience_row(random, scene))
    tables = {"audience": rows}
    for name in ("consents", "relationships", "suppressions", "sends"):
        tables[name] = getattr(evidence, name)(random, scene)
    texts = evidence.wordings(random, scene)
    if "wordings" not in left_out:
        tables["wordings"] = texts
    _leave_out(random, tables)
    return World(settings, policies, tables, timezones)


def _people(random: Random, channel: str) -> list[Person]:
    """Draw a few people who stand next to each other in the list."""
    everyone = PEOPLE[channel][0]
    first, number = pick(random, range(len(everyone))), pick(random, (1, 2, 3))
    return [everyone[(first + place) % len(everyone)] for place in range(number)]


def _campaign(random: Random, clock: Clock) -> Row:
    """Draw the campaign table without its policy."""
    channel, message = pick(random, CHANNELS), pick(random, MESSAGES)
    is_marketing = message == "marketing"
    row: Row = {
        "id": "a-campaign",
        "controller": "northpay",
        "channel": channel,
        "purpose": pick(random, PURPOSES) if is_marketing else "service.delivery.late",
        "message": message,
        "as_of": clock.as_of,
        "known_at": clock.known_at,
        "timezone": clock.timezone,
        "categories": pick(random, CATEGORIES),
        "permission_key": pick(random, PERMISSION_KEYS),
    }
    if channel in ("sms", "voice"):
        row["default_region"] = pick(random, ("US", None, "GB"))
    sends, per = pick(random, (1, 2)), pick(random, ("7d", "48h", "1w", "1mo"))
    if pick(random, (False, True)):
        row["limits"] = {"max_sends": sends, "per": per}
    drawn = {name: pick(random, options) for name, options in SETTINGS.items()}
    row["addresses"] = {name: value for name, value in drawn.items() if value}
    return row


def _audience_row(random: Random, scene: Scene) -> Row:
    channel = scene.campaign["channel"]
    person = pick(random, scene.people)
    is_phone = channel in ("sms", "voice")
    return {
        "contact_id": pick(random, identifiers(person)),
        COLUMN[channel]: _address(random, person, scene),
        "country": pick(random, PHONE_COUNTRIES if is_phone else COUNTRIES),
        "subscriber_type": pick(random, SUBSCRIBER_TYPES),
        "source": pick(random, SOURCES),
    }


def _address(random: Random, person: Person, scene: Scene) -> str | None:
    """Draw how the audience writes a person's address; now and then not usably."""
    channel = scene.campaign["channel"]
    blank = BLANK_EMAIL if channel == "email" else BLANK
    good, is_bad = pick(random, spellings(person)), pick(random, range(8)) == 7
    bad = pick(random, (*blank, *PEOPLE[channel][1]))
    return bad if is_bad and "bad addresses" not in scene.left_out else good


def _leave_out(random: Random, tables: dict[str, list[Row]]) -> None:
    """Leave out a few optional columns, and now and then a whole table."""
    for _ in range(pick(random, (0, 0, 1, 3))):
        table, column = pick(random, ANY_COLUMN)
        rows = tables[table]
        if column == "contact_id" and any(_needs_id(table, row) for row in rows):
            continue
        if column == "match" and any(row["match"] != "address" for row in rows):
            continue
        for row in rows:
            row.pop(column, None)
    for table in pick(random, ABSENT_TABLES):
        del tables[table]


def _needs_id(table: str, row: Row) -> bool:
    return table in ("consents", "relationships", "sends") and not row["address"]
