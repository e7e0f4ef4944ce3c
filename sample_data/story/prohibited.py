"""The personas that are removed for good: nothing, or hardly anything, lifts it."""

from __future__ import annotations

from story.facts import (
    bounced,
    contract,
    exported,
    given,
    hashed,
    spam_reported,
    suppressed,
    suppressed_by_id,
    withdrawn,
)
from story.people import at
from story.personas import Persona, removed

PROHIBITED = (
    Persona(
        "deceased",
        6,
        "reported by the family; the consent does not matter",
        removed("deceased"),
        (given(), suppressed_by_id("deceased")),
    ),
    Persona(
        "deceased, unsubscribed before",
        2,
        "both reasons are told",
        removed("deceased", "unsubscribed"),
        (contract(), suppressed("deceased", (10, 50)), suppressed("unsubscribed")),
    ),
    Persona(
        "minor",
        5,
        "age learned from support",
        removed("minor", "processor_only"),
        (suppressed_by_id("minor"),),
    ),
    Persona(
        "pupil",
        6,
        "an address under school.example, a domain on our list",
        removed("minor", "processor_only"),
        address=at("school.example", "pupils.school.example"),
    ),
    Persona(
        "erased",
        12,
        "asked for erasure; only a digest is left, to honour it",
        removed("erased", "processor_only"),
        (hashed("erased", "sha256"),),
        is_known=False,
    ),
    Persona(
        "objected",
        14,
        "objected to all marketing",
        removed("objected", "processor_only"),
        (exported("objections", "objected"),),
    ),
    Persona(
        "objected, customer",
        6,
        "a customer whose objection is filed under the id alone",
        removed("objected"),
        (contract(), suppressed_by_id("objected", purpose="marketing", blocks="all")),
    ),
    Persona(
        "objected, digest",
        6,
        "on an old list of upper-case MD5 digests",
        removed("objected"),
        (
            given((400, 870)),
            hashed("objected", "md5", is_upper=True, when=(10, 300)),
        ),
    ),
    Persona(
        "complained",
        10,
        "called our mail spam",
        removed("complained"),
        (given((400, 800)), spam_reported((10, 300))),
    ),
    Persona(
        "complained, then subscribed again",
        6,
        "no later consent lifts a complaint",
        removed("complained"),
        (spam_reported((300, 500)), given((10, 200))),
    ),
    Persona(
        "at a blocked domain",
        6,
        "a law firm that asked for its whole domain, with subdomains",
        removed("blocked", "processor_only"),
        address=at("lawyers.example", "mail.lawyers.example"),
    ),
    Persona(
        "blocked by hand",
        3,
        "in a dispute with us",
        removed("blocked"),
        (given(), exported("postmark", "blocked", (10, 60))),
    ),
    Persona(
        "everything at once",
        3,
        "objected, bounced and withdrew: every reason is told, in order",
        removed("objected", "hard_bounced", "consent_withdrawn"),
        (
            given((400, 800)),
            withdrawn(),
            bounced(),
            suppressed("objected", (10, 300)),
        ),
    ),
)
