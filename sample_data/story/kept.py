"""The personas that are kept: each has a proof that no payment record could give."""

from __future__ import annotations

from datetime import UTC, date, datetime

from story.facts import (
    confirmed,
    contract,
    exported,
    given,
    hashed,
    listed,
    refused,
    requested,
    sent,
    suppressed,
    withdrawn,
)
from story.people import COMPANIES, accented, at, carelessly, decomposed, role
from story.personas import CONSENT, CORPORATE, SOFT_OPT_IN, Persona, removed

SUBSCRIBERS = (
    Persona(
        "subscriber",
        205,
        "ticked the empty newsletter box on our own form",
        CONSENT,
        (given(), sent((20, 40))),
    ),
    Persona(
        "confirmed subscriber",
        110,
        "asked for the newsletter and clicked the link in the mail",
        CONSENT,
        (requested((401, 420)), confirmed((2, 400))),
    ),
    Persona(
        "subscriber by phone",
        15,
        "said yes to the support team, script on file",
        CONSENT,
        (given(method="phone", wording="phone-2024-02", source="support-desk"),),
    ),
    Persona(
        "subscriber through a shop",
        20,
        "ticked a box that named us on a shop's form, less than six months ago",
        CONSENT,
        (given((10, 150), collected_by="tea.example", wording="partner-2026-02"),),
    ),
    Persona(
        "subscriber through a shop, six months to the day",
        2,
        "the same on 24 May: the last day that still counts",
        CONSENT,
        (
            given(
                datetime(2026, 5, 24, 12, tzinfo=UTC),
                collected_by="tea.example",
                wording="partner-2026-02",
            ),
        ),
    ),
    Persona(
        "subscriber until next year",
        8,
        "consent with an end that lies ahead",
        CONSENT,
        (given(expires=(-300, -30)),),
    ),
    Persona(
        "subscriber, wording withdrawn next week",
        10,
        "the text they saw is invalid from 1 December, not yet",
        CONSENT,
        (given((1000, 1500)),),
    ),
    Persona(
        "subscriber outside ASCII",
        10,
        "accents in the name, an international domain, written in NFD",
        CONSENT,
        (given(),),
        address=accented,
        written=decomposed,
    ),
    Persona(
        "subscriber, carelessly typed",
        14,
        "the checkout has the address in capitals, padded or with invisible characters",
        CONSENT,
        (given(address=lambda person: person.address.title()),),
        written=carelessly,
    ),
    Persona(
        "subscriber, twice in the list",
        22,
        "paid at two shops: the first row is kept, the second is a duplicate",
        CONSENT + removed("duplicate"),
        (given(),),
        rewritten=carelessly,
    ),
    Persona(
        "confirmed subscriber, twice in the list",
        8,
        "the same with a confirmed consent, written alike",
        CONSENT + removed("duplicate"),
        (requested((401, 420)), confirmed((2, 400))),
    ),
    Persona(
        "subscriber with two mails this week",
        20,
        "one more is within the limit of three in seven days",
        CONSENT,
        (given(), sent((4, 6), (1, 3), (30, 50))),
    ),
    Persona(
        "subscriber, third mail a week ago to the second",
        2,
        "the window of seven days no longer holds it",
        CONSENT,
        (given(), sent((4, 6), (1, 3), datetime(2026, 11, 17, 9, tzinfo=UTC))),
    ),
)
"""Consent, in all its shapes."""

RETURNED = (
    Persona(
        "came back after unsubscribing",
        20,
        "unsubscribed, and later asked for the newsletter again",
        CONSENT,
        (
            given((700, 870)),
            exported("mailchimp", "unsubscribed", (300, 600)),
            given((20, 250)),
        ),
    ),
    Persona(
        "came back after withdrawing",
        10,
        "withdrew consent, and later confirmed a new one",
        CONSENT,
        (given((700, 870)), withdrawn((300, 600)), confirmed((20, 250))),
    ),
    Persona(
        "came back after refusing",
        6,
        "left the box empty once, ticked it another time",
        CONSENT,
        (refused((300, 600)), given((20, 250))),
    ),
    Persona(
        "came back after erasure",
        2,
        "had everything erased, then subscribed anew",
        CONSENT,
        (hashed("erased", "sha256", when=(300, 600)), given((20, 250))),
    ),
    Persona(
        "on the register, but said yes to us",
        8,
        "consent to a named sender stands over the register in the United Kingdom",
        CONSENT,
        (given(), listed()),
    ),
    Persona(
        "pause is over",
        6,
        "asked for quiet until yesterday",
        CONSENT,
        (given(), suppressed("paused", (60, 90), until=date(2026, 11, 23))),
    ),
    Persona(
        "unsubscribed from the sister brand",
        8,
        "an opt-out that binds northpay-travel, not us",
        CONSENT,
        (given(), suppressed("unsubscribed", controller="northpay-travel")),
    ),
    Persona(
        "unsubscribed from text messages",
        5,
        "an opt-out for another channel",
        CONSENT,
        (given(), suppressed("unsubscribed", channel="sms")),
    ),
    Persona(
        "unsubscribed from offers",
        5,
        "withdrew the consent to another purpose",
        CONSENT,
        (given(), withdrawn(purpose="marketing.offers")),
    ),
    Persona(
        "at a domain that only looks suppressed",
        4,
        "artschool.example is no part of school.example",
        CONSENT,
        (given(),),
        address=at("artschool.example"),
    ),
    Persona(
        "unsubscribed after the deadline",
        4,
        "opted out an hour and a half after as_of: for the next run",
        CONSENT,
        (
            given(),
            suppressed("unsubscribed", datetime(2026, 11, 24, 10, 30, tzinfo=UTC)),
        ),
    ),
    Persona(
        "letter opened too late",
        3,
        "withdrew by letter on 20 November; nobody knew before the 25th",
        CONSENT,
        (
            given(),
            withdrawn(
                datetime(2026, 11, 20, 12, tzinfo=UTC),
                recorded=datetime(2026, 11, 25, 10, tzinfo=UTC),
                method="paper",
            ),
        ),
    ),
)
"""A no that was lifted, is over, or is about something else."""

CUSTOMERS = (
    Persona(
        "pay-later customer",
        134,
        "own contract, could refuse the newsletter then and did not",
        SOFT_OPT_IN,
        (contract(),),
    ),
    Persona(
        "pay-later customer, 36 months to the day",
        2,
        "contract of 24 November 2023: the last day that still counts",
        SOFT_OPT_IN,
        (contract(date(2023, 11, 24)),),
    ),
    Persona(
        "company",
        36,
        "a corporate subscriber whose row says where it comes from",
        CORPORATE,
        address=at(*COMPANIES),
        subscriber_type="corporate",
    ),
    Persona(
        "company mailbox",
        6,
        "info@ or sales@ of a corporate subscriber: kept, and pointed out",
        CORPORATE,
        address=role,
        subscriber_type="corporate",
    ),
)
"""Grounds other than consent."""

KEPT = (*SUBSCRIBERS, *RETURNED, *CUSTOMERS)
