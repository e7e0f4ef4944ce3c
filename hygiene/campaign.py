"""A campaign: who writes to whom, how, why, as of when, and under which rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl
from polars.exceptions import PolarsError

from hygiene.checks import Checker
from hygiene.durations import Duration
from hygiene.errors import InputError, listed
from hygiene.policy import Policy, load_policy
from hygiene.times import in_utc
from hygiene.vocabulary import ANY, Channel, Message, codes

PolicyLike = str | Path | Policy | Mapping[str, Any]
"""What names a policy: a packaged name, a path, a policy, or a file's content."""

BY_COUNTRY = "by_country"
"""The policy name that says: one policy a country."""

TREATMENTS = ["remove", "flag", "ignore"]
DUPLICATE_KEYS = ["address", "alias"]
PERMISSION_KEYS = ["address", "contact_id"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a contact may be messaged: fewer than `max_sends` within `per`."""

    max_sends: int
    per: Duration | str

    @property
    def window(self) -> Duration:
        """The window as a duration."""
        return self.per if isinstance(self.per, Duration) else Duration.parse(self.per)


@dataclass(frozen=True, slots=True)
class Addresses:
    """How special addresses are treated.

    Attributes:
        role: `remove`, `flag` or `ignore` mailboxes of a function (`info@`).
        disposable: The same for disposable domains.
        duplicates: Whether `address` (strict key) or `alias` (wide key) repeats.
    """

    role: str = "remove"
    disposable: str = "flag"
    duplicates: str = "address"


SECTIONS: dict[str, type[Limits | Addresses]] = {
    "limits": Limits,
    "addresses": Addresses,
}
"""The fields of a campaign that are tables of their own in its file."""


@dataclass(frozen=True)
class Campaign:
    """What a screening decides for.

    Attributes:
        id: The campaign's name.
        controller: Who writes (GDPR art. 4(7)).
        channel: `email`, `sms`, `voice` or `post`.
        purpose: Dotted, such as `marketing.newsletter`.
        as_of: The instant that the decision speaks for: a datetime or ISO 8601 text,
            aware, or naive in `timezone`.
        timezone: IANA zone of naive and date-only values and of day arithmetic.
        policy: A packaged name, a path, a `Policy`, the content of a policy file, or
            `by_country`; None only until a screening is told another.
        message: `marketing` or `service`.
        known_at: What was known when; by default `as_of`.
        policy_by_country: Country code to policy; `default` is required.
        categories: What "similar products" may be.
        permission_key: `address` or `contact_id`.
        default_region: Region of phone numbers without a country.
        limits: The frequency cap, if any: `Limits`, or its fields as a mapping.
        addresses: How special addresses are treated: `Addresses`, or a mapping.
        folder: What relative policy paths are relative to.

    Raises:
        InputError: Something in it cannot be used; everything is listed.
    """

    id: str
    controller: str
    channel: str
    purpose: str
    as_of: datetime
    timezone: str
    policy: PolicyLike | None = None
    message: str = Message.MARKETING.value
    known_at: datetime | None = None
    policy_by_country: Mapping[str, PolicyLike] | None = None
    categories: tuple[str, ...] = ()
    permission_key: str = "address"
    default_region: str | None = None
    limits: Limits | None = None
    addresses: Addresses = field(default_factory=Addresses)
    folder: Path = field(default_factory=Path)

    def __post_init__(self) -> None:
        """Check every field, and read naive instants in the campaign's zone."""
        check = Checker(f"The campaign '{self.id}'")
        self._accept_mappings(check)
        self._check_names(check)
        self._check_codes(check)
        if not is_zone(self.timezone):
            check.add("'timezone' is not an IANA zone such as 'Europe/London'.")
        self._check_policy_by_country(check)
        self._check_limits(check)
        self._check_categories(check)
        check.finish()
        if self.default_region is not None:
            region = self.default_region.strip().upper()
            object.__setattr__(self, "default_region", region or None)
        object.__setattr__(self, "categories", tuple(self.categories))
        object.__setattr__(self, "as_of", self._instant(self.as_of))
        if self.known_at is not None:
            object.__setattr__(self, "known_at", self._instant(self.known_at))

    def _accept_mappings(self, check: Checker) -> None:
        for name, kind in SECTIONS.items():
            value = getattr(self, name)
            known = [field.name for field in fields(kind)]
            needed = [field.name for field in fields(kind) if field.default is MISSING]
            if isinstance(value, Mapping):
                check.known(value, known, name)
                check.finish()
                if missing := [key for key in needed if key not in value]:
                    check.add(f"{name} has no {listed(missing)}.")
                check.finish()
                object.__setattr__(self, name, kind(**value))
            elif not isinstance(value, kind) and (value is not None or not needed):
                check.add(f"'{name}' must be a table of {listed(known)}.")
                check.finish()

    def _check_categories(self, check: Checker) -> None:
        given: object = self.categories
        if isinstance(given, str) or not isinstance(given, Collection):
            given = [None]
        if not all(isinstance(name, str) and name.strip() for name in given):
            check.add("'categories' must be a list of names, such as ['payments'].")

    def _check_names(self, check: Checker) -> None:
        for name in ("id", "controller", "purpose", "timezone"):
            if not str(getattr(self, name)).strip():
                check.add(f"'{name}' is blank.")
        for name in ("controller", "purpose"):
            if getattr(self, name) == ANY:
                check.add(f"'{name}' cannot be '*': a campaign is for one of them.")

    def _check_codes(self, check: Checker) -> None:
        fields = {
            "channel": (self.channel, codes(Channel)),
            "message": (self.message, codes(Message)),
            "permission_key": (self.permission_key, PERMISSION_KEYS),
            "addresses.role": (self.addresses.role, TREATMENTS),
            "addresses.disposable": (self.addresses.disposable, TREATMENTS),
            "addresses.duplicates": (self.addresses.duplicates, DUPLICATE_KEYS),
        }
        for name, (value, allowed) in fields.items():
            check.choice({name: value}, name, allowed, "the campaign", allowed[0])

    def _check_policy_by_country(self, check: Checker) -> None:
        countries: object = self.policy_by_country
        if (self.policy == BY_COUNTRY) != (countries is not None):
            check.add("'policy_by_country' goes with policy = \"by_country\".")
        elif isinstance(countries, Mapping):
            if "default" not in countries:
                check.add("'policy_by_country' must name a 'default'.")
            folded = [country.strip().upper() for country in countries]
            if len(set(folded)) < len(folded):
                check.add("'policy_by_country' names a country twice.")
        elif countries is not None:
            check.add("'policy_by_country' must be a table of countries.")

    def _check_limits(self, check: Checker) -> None:
        if self.limits is None:
            return
        said = {"max_sends": self.limits.max_sends}
        most = check.get(said, "max_sends", int, "'limits'")
        if most is not None and most < 1:
            check.add("'limits.max_sends' must be 1 or more.")
        if not isinstance(self.limits.per, Duration):
            check.duration({"per": self.limits.per}, "per", "'limits'")

    def _instant(self, moment: datetime | str) -> datetime:
        try:
            return read_instant(moment, self.timezone)
        except ValueError as error:
            raise InputError(f"The campaign '{self.id}': {error}") from None

    @property
    def known(self) -> datetime:
        """The instant up to which records had reached us, in UTC."""
        return self.known_at if self.known_at is not None else self.as_of

    @property
    def is_marketing(self) -> bool:
        """Whether the message needs a ground."""
        return self.message == Message.MARKETING

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """The policy of each country; the key `default` is always there.

        Raises:
            InputError: A policy cannot be loaded, or there is none.
        """
        named: Mapping[str, PolicyLike | None]
        named = self.policy_by_country or {"default": self.policy}
        return {
            country if country == "default" else country.strip().upper(): (
                self._loaded(value)
            )
            for country, value in named.items()
        }

    def _loaded(self, policy: PolicyLike | None) -> Policy:
        if policy is None:
            raise InputError(f"The campaign '{self.id}' names no policy.")
        if isinstance(policy, Policy):
            return policy
        if isinstance(policy, Mapping):
            return Policy.from_dict(policy, folder=self.folder)
        return load_policy(policy, folder=self.folder)

    def at(self, as_of: datetime | None, known_at: datetime | None) -> Campaign:
        """Return the campaign as of another instant; None leaves a value as it is."""
        return replace(
            self, as_of=as_of or self.as_of, known_at=known_at or self.known_at
        )


def read_instant(moment: object, zone: str) -> datetime:
    """Return an instant in UTC; a naive one is read in `zone`.

    Args:
        moment: A datetime, or ISO 8601 text with a time of day.
        zone: An IANA zone.

    Raises:
        ValueError: It is neither, or does not exist in the zone.

    >>> read_instant("2026-06-01T09:00", "Europe/London").isoformat()
    '2026-06-01T08:00:00+00:00'
    """
    if isinstance(moment, str) and len(moment) > len("2026-06-01"):
        with suppress(ValueError):
            moment = datetime.fromisoformat(moment)
    if not isinstance(moment, datetime):
        raise ValueError(  # noqa: TRY004 - text of the wrong form is a value too
            "a time must be ISO 8601 with a time of day, such as 2026-11-24T09:00:00Z; "
            "a date alone does not say when."
        )
    try:
        return in_utc(moment, zone)
    except OverflowError:
        raise ValueError("a time lies outside the calendar.") from None


def is_zone(name: str) -> bool:
    """Return whether `name` is an IANA time zone.

    >>> is_zone("Europe/London"), is_zone("Mars/Olympus")
    (True, False)
    """
    try:
        ZoneInfo(name)
        # The engine has its own list, without names such as `localtime`.
        pl.Series([datetime(2026, 1, 1)]).dt.replace_time_zone(name)  # noqa: DTZ001
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError, PolarsError):
        return False
    return True
