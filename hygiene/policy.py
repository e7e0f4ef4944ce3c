"""Policies: the rules of a regime as data, each with its citation.

A policy is a TOML file (contract section 8). It is a rule set for a lawyer to sign,
not legal advice.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hygiene.checks import Checker
from hygiene.durations import Duration
from hygiene.errors import InputError, listed, nearest
from hygiene.resources import package_file
from hygiene.vocabulary import Channel, GroundKind, SubscriberType, codes

_INDIRECT = ["allow", "refuse"]
_POLICY_KEYS = (
    "name",
    "version",
    "extends",
    "double_opt_in",
    "refused_methods",
    "indirect",
    "register_overridden_by_consent",
    "grounds",
    "citations",
)
_ANY_GROUND = ("kind", "basis", "channels", "subscriber_types", "citation")
_GROUND_KEYS: dict[str, tuple[str, ...]] = {
    GroundKind.CONSENT: (*_ANY_GROUND, "max_age", "indirect_max_age"),
    GroundKind.RELATIONSHIP: (
        *_ANY_GROUND,
        "kinds",
        "requires_opt_out_offered",
        "similar_only",
        "max_age",
        "from",
    ),
    GroundKind.OPT_OUT_REGIME: _ANY_GROUND,
}
_MAX_BYTES = 1_000_000
_MOST_GROUNDS = 64


@dataclass(frozen=True, slots=True)
class Ground:
    """One way to prove that a contact may be messaged.

    Attributes:
        kind: What proves it.
        basis: The name that a kept row carries.
        citation: The source of the rule.
        channels: The channels it is limited to; empty for all.
        subscriber_types: The subscriber types it is limited to; empty for all.
        max_age: How old the record may be, by local dates.
        indirect_max_age: The same for consent that someone else collected.
        kinds: The kinds of relationship that count.
        requires_opt_out_offered: Only where a refusal was offered and not used.
        similar_only: Only categories that the campaign names, when it names any.
        not_before: The first local date that counts (`from` in the file).
    """

    kind: GroundKind
    basis: str
    citation: str
    channels: tuple[str, ...] = ()
    subscriber_types: tuple[str, ...] = ()
    max_age: Duration | None = None
    indirect_max_age: Duration | None = None
    kinds: tuple[str, ...] = ()
    requires_opt_out_offered: bool = False
    similar_only: bool = False
    not_before: date | None = None

    def applies(self, channel: str, subscriber_type: str | None) -> bool:
        """Return whether the ground may be used for this channel and subscriber.

        >>> ground = Ground(GroundKind.CONSENT, "consent", "", channels=("email",))
        >>> ground.applies("email", None), ground.applies("sms", "individual")
        (True, False)
        """
        return (not self.channels or channel in self.channels) and (
            not self.subscriber_types or subscriber_type in self.subscriber_types
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one regime.

    Attributes:
        name: What `decisions.policy` says.
        version: Which state of the law it encodes.
        grounds: In order; the first that holds is a row's basis.
        double_opt_in: Whether consent counts only once confirmed.
        refused_methods: Ways of collecting consent that do not count.
        indirect: `allow` or `refuse` consent that someone else collected.
        register_overridden_by_consent: Whether a lifting consent lifts `on_register`.
        citations: The sources of these keys, by key.
        digest: SHA-256 of the rules, in hexadecimal.
    """

    name: str
    version: str
    grounds: tuple[Ground, ...]
    double_opt_in: bool = False
    refused_methods: tuple[str, ...] = ()
    indirect: str = "allow"
    register_overridden_by_consent: bool = False
    citations: tuple[tuple[str, str], ...] = ()
    digest: str = ""

    @classmethod
    def from_dict(
        cls, content: Mapping[str, Any], *, folder: Path | None = None
    ) -> Policy:
        """Return the policy that the parsed content of a policy file describes.

        Args:
            content: The keys of contract section 8.
            folder: Where `extends` looks for a file, by default the working folder.

        Raises:
            InputError: A key is unknown or a value cannot be used; all are listed.

        >>> policy = Policy.from_dict({"extends": "uk", "double_opt_in": True})
        >>> policy.name, policy.double_opt_in
        ('uk', True)
        """
        merged = _extended(dict(content), folder or Path(), ())
        return _build(merged)


def load_policy(name: str | Path, *, folder: Path | None = None) -> Policy:
    """Return a packaged policy by name, or the policy in a file.

    Args:
        name: `uk`, `strict`, ... or the path of a TOML file.
        folder: What a relative path is relative to.

    Raises:
        InputError: There is no such policy, or its file cannot be used.

    >>> load_policy("strict").double_opt_in
    True
    """
    content, where = _read(str(name), folder or Path())
    return _build(_extended(content, where, (str(name),)))


def packaged_policies() -> list[str]:
    """Return the names of the packaged policies.

    >>> packaged_policies()
    ['strict', 'uk']
    """
    return sorted(path.stem for path in package_file("policies").glob("*.toml"))


def _read(name: str, folder: Path) -> tuple[dict[str, Any], Path]:
    """Return the content of a policy and the folder that its `extends` refers to."""
    packaged = name in packaged_policies()
    path = package_file("policies", f"{name}.toml") if packaged else folder / name
    if not path.is_file():
        known = packaged_policies()
        raise InputError(
            f"There is no policy '{name}'.{nearest(name, known)} "
            f"Packaged policies are {listed(known)}; anything else is a path."
        )
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(f"The policy file {path.name} is larger than 1 MB.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")), path.parent
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path.name} is not a TOML file: {error}") from None


def _extended(
    content: dict[str, Any], folder: Path, seen: tuple[str, ...]
) -> dict[str, Any]:
    """Return `content` over the policy it extends; grounds are replaced as a whole."""
    base = content.pop("extends", None)
    if base is None:
        return content
    if not isinstance(base, str) or base in seen:
        raise InputError(f"A policy cannot extend {listed([str(base)])} here.")
    parent, where = _read(base, folder)
    return {**_extended(parent, where, (*seen, base)), **content}


def _build(content: Mapping[str, Any]) -> Policy:
    check = Checker(f"The policy '{content.get('name', '?')}'")
    check.known(content, _POLICY_KEYS, "the policy")
    grounds = check.get(content, "grounds", list, "the policy", [])
    if len(grounds) > _MOST_GROUNDS:
        check.add(f"the policy has more than {_MOST_GROUNDS} grounds.")
    policy = Policy(
        name=check.require(content, "name", "the policy"),
        version=str(content.get("version", "")),
        double_opt_in=check.get(content, "double_opt_in", bool, "the policy", False),
        refused_methods=check.texts(content, "refused_methods", "the policy"),
        indirect=check.choice(content, "indirect", _INDIRECT, "the policy", "allow"),
        register_overridden_by_consent=check.get(
            content, "register_overridden_by_consent", bool, "the policy", False
        ),
        grounds=tuple(
            _ground(check, ground, f"ground {number}")
            for number, ground in enumerate(grounds, start=1)
        ),
        citations=tuple(
            check.get(content, "citations", dict, "the policy", {}).items()
        ),
        digest=_digest(content),
    )
    check.finish()
    return policy


def _ground(check: Checker, content: Any, place: str) -> Ground:
    if not isinstance(content, Mapping):
        check.add(f"{place} must be a table.")
        content = {}
    kind = GroundKind(
        check.choice(content, "kind", codes(GroundKind), place, GroundKind.CONSENT)
    )
    if "kind" not in content:
        check.add(f"{place}: 'kind' is missing.")
    check.known(content, _GROUND_KEYS[kind], f"{place} ({kind})")
    ground = Ground(
        kind=kind,
        basis=check.require(content, "basis", place),
        citation=check.get(content, "citation", str, place, ""),
        channels=_among(check, content, "channels", codes(Channel), place),
        subscriber_types=_among(
            check, content, "subscriber_types", codes(SubscriberType), place
        ),
        max_age=_age(check, content, "max_age", place),
        indirect_max_age=_age(check, content, "indirect_max_age", place),
        kinds=check.texts(content, "kinds", place),
        requires_opt_out_offered=check.get(
            content, "requires_opt_out_offered", bool, place, False
        ),
        similar_only=check.get(content, "similar_only", bool, place, False),
        not_before=_local_date(check, content, "from", place),
    )
    if kind is GroundKind.RELATIONSHIP and not ground.kinds:
        check.add(f"{place}: 'kinds' must name at least one kind of relationship.")
    return ground


def _among(
    check: Checker, content: Mapping[str, Any], key: str, known: list[str], place: str
) -> tuple[str, ...]:
    values = check.texts(content, key, place)
    for value in values:
        if value not in known:
            check.add(f"{place}: '{key}' has '{value}'; known: {listed(known)}.")
    if key in content and not values:
        check.add(f"{place}: '{key}' is empty; leave it out to mean all.")
    return values


def _age(
    check: Checker, content: Mapping[str, Any], key: str, place: str
) -> Duration | None:
    age = check.duration(content, key, place)
    if age is not None and age.unit == "h":
        check.add(f"{place}: '{key}' is counted in d, w, mo or y, not in hours.")
    return age


def _local_date(
    check: Checker, content: Mapping[str, Any], key: str, place: str
) -> date | None:
    value = content.get(key)
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            value = "unreadable"
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    check.add(f"{place}: '{key}' must be a date such as 2026-02-05.")
    return None


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
