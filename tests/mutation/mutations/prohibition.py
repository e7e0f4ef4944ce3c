"""A no read too narrowly: its scope, and what it matches."""

from tests.mutation.breaking import Constant, Edit
from tests.mutation.mutation import SUPPRESSED, WITHDRAWN, lets_in, shrinks

SCOPE = "transforms.prohibition:scope_holds"
REACH = "transforms.prohibition:reaches"
FACTS = "transforms.prohibition:restrictive_facts"
ACTIVE = "transforms.prohibition:_suppression_facts"
MATCHED = "transforms.prohibition:_matched"
PREFIXES = "range(1, len(parts) + 1)"


def missed(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, SUPPRESSED, *changes)


SCOPES = (
    missed(
        "star-controller-ignored",
        "A suppression for the controller `*` is ignored.",
        "stopped-by-all",
        Edit(REACH, "[campaign.controller, ANY]", "[campaign.controller]"),
    ),
    missed(
        "own-controller-ignored",
        "A suppression for the campaign's own controller is ignored.",
        "stopped-by-us",
        Edit(REACH, "[campaign.controller, ANY]", "[ANY]"),
    ),
    missed(
        "controller-untrimmed",
        "A suppression whose controller has a blank around it is ignored.",
        "stopped-by-us",
        Edit(REACH, 'stripped(pl.col("controller"))', 'pl.col("controller")'),
    ),
    missed(
        "star-channel-ignored",
        "A suppression for the channel `*` is ignored.",
        "stopped-everywhere",
        Edit(REACH, "[campaign.channel, ANY]", "[campaign.channel]"),
    ),
    missed(
        "own-channel-ignored",
        "A suppression for the campaign's own channel is ignored.",
        "stopped-by-email",
        Edit(REACH, "[campaign.channel, ANY]", "[ANY]"),
    ),
    missed(
        "star-purpose-ignored",
        "A suppression for the purpose `*` is ignored.",
        "stopped-all-purposes",
        Edit(SCOPE, "[ANY, *", "[*"),
    ),
    missed(
        "own-purpose-ignored",
        "A suppression for the campaign's own purpose is ignored.",
        "stopped-newsletter",
        Edit(SCOPE, PREFIXES, "range(1, len(parts))"),
    ),
    missed(
        "wider-purpose-ignored",
        "A suppression of `marketing` does not cover `marketing.newsletter`.",
        "stopped-marketing",
        Edit(SCOPE, PREFIXES, "[len(parts)]"),
    ),
    lets_in(
        "wider-withdrawal-ignored",
        "A withdrawal from `marketing` does not cover `marketing.newsletter`.",
        "newsletter",
        "withdrew-marketing",
        WITHDRAWN,
        Edit(
            "transforms.prohibition:_event_facts",
            "scope_holds(campaign)",
            '(pl.col("purpose") == campaign.purpose)',
        ),
    ),
    missed(
        "null-scope-is-nothing",
        "A suppression that names no channel or purpose is ignored.",
        "deceased",
        Constant("sources.conform:_DEFAULTS", {"match": "address"}),
    ),
    missed(
        "null-controller-is-nobody",
        "A suppression that names no controller is ignored.",
        "deceased",
        Constant("sources.conform:_DEFAULT_CONTROLLER", {}),
    ),
    missed(
        "only-blocks-all",
        "A marketing message heeds only suppressions that block all messages.",
        "objected",
        Edit(ACTIVE, "if not campaign.is_marketing:", "if campaign.is_marketing:"),
    ),
    missed(
        "blocks-by-default",
        "A suppression's own `blocks` is ignored: its reason decides.",
        "stop-all",
        Edit(
            ACTIVE, 'pl.col("blocks").fill_null(', "pl.lit(None, pl.String).fill_null("
        ),
        world="service message",
    ),
    missed(
        "blocks-marketing-by-default",
        "A suppression without `blocks` blocks marketing alone.",
        "deceased",
        Edit(ACTIVE, "blocks == Blocks.ALL", 'pl.col("blocks") == Blocks.ALL'),
        world="service message",
    ),
    shrinks(
        "service-heeds-all",
        "A service message heeds suppressions that block marketing alone.",
        "service message",
        "unsubscribed",
        Edit(ACTIVE, "blocks == Blocks.ALL", "blocks.is_not_null()"),
    ),
    shrinks(
        "any-scope-stops",
        "A suppression counts whatever its purpose.",
        "newsletter",
        "stopped-offers",
        Edit(
            SCOPE, 'stripped(pl.col("purpose")).is_in(purposes)', "pl.lit(value=True)"
        ),
    ),
    lets_in(
        "events-forgotten",
        "Withdrawn and refused consents are not read at all.",
        "newsletter",
        "withdrew-just-in-time",
        WITHDRAWN,
        Edit(FACTS, "if campaign.is_marketing:", "if not campaign.is_marketing:"),
    ),
)
MATCHES = (
    missed(
        "match-strictly",
        "A suppression matches the exact address alone.",
        "tag-in-the-audience",
        Edit(
            MATCHED,
            '_by(keyed, pl.col("wide_key"), facts, Match.ADDRESS)',
            '_by(keyed, pl.col("strict_key"), facts, Match.ADDRESS)',
        ),
        world="addresses",
    ),
    missed(
        "addresses-unmatched",
        "A suppression does not match by address.",
        "capitals",
        Edit(MATCHED, "facts, Match.ADDRESS", "facts.head(0), Match.ADDRESS"),
        world="addresses",
    ),
    missed(
        "ids-unmatched",
        "A suppression of a contact id matches nobody.",
        "by-id",
        Edit(MATCHED, "if Match.CONTACT_ID in matches:", "if False:"),
        world="addresses",
    ),
    missed(
        "own-id-ignored",
        "The contact id that stands beside a suppressed address is ignored.",
        "by-their-own-id",
        Edit(
            MATCHED,
            "yield rows, by_person",
            "yield rows, by_person.head(0)",
        ),
        world="addresses",
    ),
    missed(
        "ids-untrimmed",
        "Contact ids are compared with the blanks around them.",
        "by-padded-id",
        Edit(
            "keys.points:with_person",
            'filled(pl.col("contact_id"))',
            'pl.col("contact_id")',
        ),
        world="addresses",
    ),
    missed(
        "id-values-untrimmed",
        "A suppressed contact id is compared with the blanks around it.",
        "by-padded-value",
        Edit(
            "transforms.prohibition:match_value", ".then(filled(value))", ".then(value)"
        ),
        world="addresses",
    ),
    missed(
        "ids-as-numbers",
        "A contact id loses its leading zeros.",
        "long-id",
        Edit(
            "keys.points:with_person",
            'filled(pl.col("contact_id"))',
            'filled(pl.col("contact_id")).str.strip_chars_start("0")',
        ),
        world="addresses",
    ),
    missed(
        "domains-unmatched",
        "A suppressed domain matches nobody.",
        "at-the-firm",
        Edit(MATCHED, "if Match.DOMAIN in matches:", "if False:"),
        world="addresses",
    ),
    missed(
        "subdomains-unmatched",
        "A suppressed domain does not match its subdomains.",
        "below-the-firm",
        Edit("keys.domains:_suffixes", "range(len(labels))", "range(1)"),
        world="addresses",
    ),
    shrinks(
        "domains-by-ending",
        "A suppressed domain matches every domain that ends alike.",
        "addresses",
        "only-ends-alike",
        Edit(
            "keys.domains:_suffixes",
            '[".".join(labels[start:]) for start in range(len(labels))]',
            '[".".join(labels)[start:] for start in range(len(".".join(labels)))]',
        ),
    ),
)
MUTATIONS = (*SCOPES, *MATCHES)
