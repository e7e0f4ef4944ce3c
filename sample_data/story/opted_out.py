"""The personas who said no, and the many shapes in which it reaches us."""

from __future__ import annotations

from datetime import UTC, date, datetime

from story.facts import (
    bounced,
    contract,
    exported,
    given,
    listed,
    refused,
    suppressed,
    withdrawn,
)
from story.people import (
    COMPANIES,
    at,
    former,
    full_width,
    private_tagged,
    sha512_untagged,
    tagged,
)
from story.personas import Persona, removed

OPTED_OUT = (
    Persona(
        "unsubscribed",
        50,
        "clicked the link after some newsletters",
        removed("unsubscribed"),
        (given((400, 870)), exported("mailchimp", "unsubscribed", (10, 300))),
    ),
    Persona(
        "unsubscribed, then bought again",
        14,
        "a later contract is a passive event and lifts nothing",
        removed("unsubscribed"),
        (exported("postmark", "unsubscribed", (300, 600)), contract((20, 200))),
    ),
    Persona(
        "unsubscribed as an alias",
        12,
        "the opt-out has a +tag that the checkout has not",
        removed("unsubscribed"),
        (given((400, 870)), suppressed("unsubscribed", (10, 300), value=tagged)),
    ),
    Persona(
        "unsubscribed, digest of the plain address",
        8,
        "the checkout has a +tag that the list has not",
        removed("unsubscribed"),
        (
            given((400, 870)),
            exported("digests", "unsubscribed", (10, 300), value=sha512_untagged),
        ),
        address=private_tagged,
    ),
    Persona(
        "unsubscribed in full-width letters",
        4,
        "the list writes the address with look-alike and hidden characters",
        removed("unsubscribed", "processor_only"),
        (suppressed("unsubscribed", value=full_width),),
    ),
    Persona(
        "company that unsubscribed",
        4,
        "a corporate subscriber may say no as well",
        removed("unsubscribed"),
        (suppressed("unsubscribed", purpose="marketing"),),
        address=at(*COMPANIES),
        subscriber_type="corporate",
    ),
    Persona(
        "on the register",
        14,
        "a customer without a consent that could stand over the register",
        removed("on_register"),
        (contract(), listed()),
    ),
    Persona(
        "on the register, unknown to us",
        10,
        "a guest of a shop who is listed",
        removed("on_register", "processor_only"),
        (listed(),),
        is_known=False,
    ),
    Persona(
        "paused",
        9,
        "asked for quiet until next year",
        removed("paused"),
        (given((100, 800)), suppressed("paused", (5, 60), until=date(2027, 1, 31))),
    ),
    Persona(
        "paused through today",
        3,
        "the date says 24 November: the whole day counts",
        removed("paused"),
        (given((100, 800)), suppressed("paused", (5, 60), until=date(2026, 11, 24))),
    ),
    Persona(
        "bounced subscriber",
        30,
        "the mailbox is gone",
        removed("hard_bounced"),
        (given((400, 870)), bounced()),
    ),
    Persona(
        "bounced guest",
        18,
        "a receipt bounced; there was no ground either",
        removed("hard_bounced", "processor_only"),
        (bounced(),),
        is_known=False,
    ),
    Persona(
        "withdrew",
        38,
        "took the consent back in the preference centre",
        removed("consent_withdrawn"),
        (given((400, 870)), withdrawn()),
    ),
    Persona(
        "withdrew under an id",
        6,
        "the withdrawal names the person, not the address",
        removed("consent_withdrawn"),
        (given((400, 870)), withdrawn(address="", channel="*", purpose="marketing")),
    ),
    Persona(
        "withdrew as an alias",
        4,
        "the withdrawal came from a tagged address",
        removed("consent_withdrawn"),
        (given((400, 870)), withdrawn(address=tagged, contact_id="")),
    ),
    Persona(
        "withdrew, then bought again",
        8,
        "a contract after the withdrawal is no new consent",
        removed("consent_withdrawn"),
        (withdrawn((300, 600), purpose="*"), contract((20, 200))),
    ),
    Persona(
        "gave and withdrew in the same second",
        4,
        "a tie resolves against sending",
        removed("consent_withdrawn"),
        (
            given(datetime(2026, 6, 1, 12, tzinfo=UTC)),
            withdrawn(datetime(2026, 6, 1, 12, tzinfo=UTC)),
        ),
    ),
    Persona(
        "withdrew on a fast clock",
        2,
        "the phone's clock ran seven minutes ahead of ours",
        removed("consent_withdrawn"),
        (
            given(),
            withdrawn(
                datetime(2026, 11, 24, 9, 5, tzinfo=UTC),
                recorded=datetime(2026, 11, 24, 8, 58, tzinfo=UTC),
            ),
        ),
    ),
    Persona(
        "refused",
        20,
        "asked at the checkout, said no",
        removed("consent_refused", "processor_only"),
        (refused(),),
    ),
    Persona(
        "refused, customer",
        16,
        "said no when the contract was made",
        removed("consent_refused", "transaction_only"),
        (contract((20, 200), opt_out_offered=""), refused()),
    ),
    Persona(
        "refused under a former address",
        3,
        "the id ties the refusal to the person",
        removed("consent_refused"),
        (contract(), refused(address=former)),
    ),
)
