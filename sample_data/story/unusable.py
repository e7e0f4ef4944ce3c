"""The personas that are removed because of their address, or of our own diligence."""

from __future__ import annotations

from story.facts import given, sent, suppressed_by_id
from story.people import at, exactly, role
from story.personas import Persona, removed

UNUSABLE = (
    Persona(
        "no address",
        34,
        "paid without leaving an address; blanks and invisible characters among them",
        removed("address_missing"),
        address=exactly("", "", "   ", "\u200b"),
    ),
    Persona(
        "no address, and unsubscribed",
        4,
        "known by id alone; both reasons are told",
        removed("address_missing", "unsubscribed"),
        (suppressed_by_id("unsubscribed"),),
        address=exactly(""),
    ),
    Persona(
        "broken address",
        34,
        "no @, two of them, spaces, a comma, a reserved name",
        removed("address_invalid"),
        address=exactly(
            *("{}", "{}@", "@post.example", "{}@@post.example", "{}@post..example"),
            *("{}.@post.example", "{}@post,example", "n/a", "{}@localhost"),
            *("{}@-post.example", "mailto:{}@post.example", "{} @post.example"),
        ),
    ),
    Persona(
        "mailbox of a function",
        20,
        "info@ or sales@ although an individual: whose consent was it?",
        removed("role_address"),
        (given(),),
        address=role,
    ),
    Persona(
        "throw-away address",
        8,
        "consent for a mailbox that anyone can read",
        removed("disposable_address"),
        (given(),),
        address=at("mailinator.com"),
    ),
    Persona(
        "three mails this week",
        12,
        "the limit is reached",
        removed("frequency_cap"),
        (given(), sent((5, 6), (3, 4), (1, 2))),
    ),
    Persona(
        "four messages this week",
        4,
        "service messages count towards the limit too",
        removed("frequency_cap"),
        (given(), sent((5, 6), (3, 4)), sent((1, 2), (1, 2), purpose="service")),
    ),
)
