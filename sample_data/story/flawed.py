"""The personas whose consent is not good enough, or is to something else."""

from __future__ import annotations

from datetime import UTC, datetime

from story.facts import confirmed, given, requested
from story.people import former, private_tagged, tagged, untagged
from story.personas import Persona, removed

UNFIT = (
    Persona(
        "old wording",
        32,
        "the text of 2019 bundled consent with the terms; found invalid",
        removed("wording_invalid"),
        (given((1560, 2400)),),
    ),
    Persona(
        "no wording on file",
        14,
        "nobody can say what they agreed to",
        removed("evidence_missing"),
        (given((100, 1500), wording="", source="import-2021"),),
    ),
    Persona(
        "unlisted wording",
        10,
        "a version that the list of wordings does not know",
        removed("evidence_missing"),
        (given((2500, 3200), wording="nl-2017-01"),),
    ),
    Persona(
        "box ticked in advance",
        46,
        "silence is no consent",
        removed("method_refused"),
        (given(method="preticked_box"),),
    ),
    Persona(
        "bought address",
        18,
        "from a list whose seller swears that all opted in",
        removed("method_refused"),
        (
            given(
                method="purchased_list",
                wording="list-2025-02",
                collected_by="leads.example",
            ),
        ),
    ),
    Persona(
        "referred by a friend",
        6,
        "a friend cannot consent for another",
        removed("method_refused"),
        (given(method="referral"),),
    ),
    Persona(
        "imported as subscribed",
        4,
        "a column that said 1",
        removed("method_refused"),
        (given(method="import"),),
    ),
    Persona(
        "consent past its end",
        22,
        "was told: until a day that has gone by",
        removed("consent_expired"),
        (given((400, 870), expires=(5, 100)),),
    ),
    Persona(
        "old consent through a shop",
        14,
        "ticked a shop's form more than six months ago",
        removed("consent_expired"),
        (given((200, 280), collected_by="coats.example", wording="partner-2026-02"),),
    ),
    Persona(
        "consent through a shop, a day too old",
        2,
        "23 May: six months and a day",
        removed("consent_expired"),
        (
            given(
                datetime(2026, 5, 23, 12, tzinfo=UTC),
                collected_by="coats.example",
                wording="partner-2026-02",
            ),
        ),
    ),
    Persona(
        "link never clicked",
        40,
        "asked for the newsletter, did not confirm",
        removed("consent_pending"),
        (requested(),),
    ),
    Persona(
        "link clicked a second too late",
        6,
        "confirmed one second after as_of: for the next run",
        removed("consent_pending"),
        (
            requested(datetime(2026, 11, 24, 8, 55, tzinfo=UTC)),
            confirmed(datetime(2026, 11, 24, 9, 0, 1, tzinfo=UTC)),
        ),
    ),
)
"""A consent that is not good enough."""

ELSEWHERE = (
    Persona(
        "consent of the tagged address",
        12,
        "subscribed with a +tag, paid without",
        removed("other_address"),
        (given(address=tagged),),
    ),
    Persona(
        "consent of the plain address",
        4,
        "subscribed without the +tag, paid with it",
        removed("other_address"),
        (given(address=untagged),),
        address=private_tagged,
    ),
    Persona(
        "consent of a former address",
        12,
        "the same person by id, another address",
        removed("other_address"),
        (given(address=former),),
    ),
    Persona(
        "consent to offers",
        30,
        "another purpose",
        removed("other_purpose"),
        (given(purpose="marketing.offers", wording="offers-2024-01"),),
    ),
    Persona(
        "consent to surveys",
        14,
        "another purpose",
        removed("other_purpose"),
        (given(purpose="research.surveys", wording="surveys-2024-01"),),
    ),
    Persona(
        "consent to everything",
        8,
        "a yes to all purposes is a yes to none",
        removed("other_purpose"),
        (given(purpose="*"),),
    ),
    Persona(
        "consent to text messages",
        22,
        "the account agreed to another channel",
        removed("other_channel"),
        (given(channel="sms", wording="sms-2024-01"),),
    ),
    Persona(
        "consent to post",
        8,
        "the account agreed to another channel",
        removed("other_channel"),
        (given(channel="post", method="paper"),),
    ),
)
"""A consent to something else."""

FLAWED = (*UNFIT, *ELSEWHERE)
