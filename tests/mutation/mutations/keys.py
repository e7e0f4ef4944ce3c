"""One mailbox taken for two: spellings, aliases, digests and domains."""

from tests.mutation.breaking import Constant, Edit
from tests.mutation.mutation import ROLE, SUPPRESSED, TWICE, VALID, lets_in, shrinks

READ = "keys.email:read_points"
STRICT = "keys.email:strict_key"
WIDE = "keys.email:wide_key"
PLAIN = "keys.email:_plain_wide"
KEY_DIGESTS = "transforms.traits:_digests"


def missed(name, broken, shows, *changes, world="addresses"):
    return lets_in(name, broken, world, shows, SUPPRESSED, *changes)


EMAIL = (
    missed(
        "case-matters",
        "Addresses are compared in the case in which they are written.",
        "capitals",
        Edit(READ, 'pl.col("stripped").str.to_lowercase()', 'pl.col("stripped")'),
    ),
    missed(
        "invisible-ends",
        "White space and invisible characters around an address count.",
        "padded",
        Edit(READ, 'pl.col("text").str.strip_chars(STRIPPED)', 'pl.col("text")'),
        Edit(STRICT, ".strip(STRIPPED)", ""),
    ),
    missed(
        "odd-case-matters",
        "Text outside ASCII is compared in the case in which it is written.",
        "final-sigma",
        Edit(STRICT, ".lower()", ""),
    ),
    missed(
        "wide-key-off",
        "Aliases of a mailbox are different mailboxes.",
        "tag-in-the-audience",
        Edit(READ, '_plain_wide(frame["strict"])', 'frame["strict"]'),
    ),
    missed(
        "tags-kept",
        "What follows a plus sign makes another mailbox.",
        "tag-on-the-list",
        Edit(PLAIN, 'local.str.replace(r"(?s)^([^+]+)\\+.*$", "${1}")', "local"),
        Edit(WIDE, 'local.split("+", 1)[0] or local', "local"),
    ),
    missed(
        "last-tag-cut",
        "Only the last tag of an address is cut.",
        "two-tags",
        Edit(PLAIN, "^([^+]+)", "^(.+)"),
    ),
    missed(
        "odd-tags-kept",
        "A tag is cut from plain ASCII addresses alone.",
        "odd-tag",
        Edit(WIDE, 'local.split("+", 1)[0] or local', "local"),
    ),
    missed(
        "gmail-dots-matter",
        "A dot makes another mailbox at gmail.com.",
        "gmail-dots",
        Edit(PLAIN, 'cut.str.replace_all(".", "", literal=True)', "cut"),
    ),
    missed(
        "googlemail-is-another",
        "googlemail.com is not gmail.com.",
        "googlemail",
        Edit(PLAIN, '.replace("googlemail.com", "gmail.com")', ""),
    ),
    missed(
        "odd-googlemail-is-another",
        "googlemail.com is not gmail.com for names outside ASCII.",
        "odd-googlemail",
        Edit(WIDE, 'if domain == "googlemail.com"', "if not domain"),
    ),
    missed(
        "no-a-label",
        "A domain outside ASCII is not turned into its A-label.",
        "a-label",
        Edit(
            "keys.email:_a_label",
            'idna.encode(domain, uts46=True).decode("ascii")',
            "domain",
        ),
    ),
    missed(
        "no-nfkc",
        "Full-width letters make another address.",
        "full-width",
        Edit(WIDE, 'unicodedata.normalize("NFKC", text)', "text"),
    ),
    missed(
        "format-characters-kept",
        "A soft hyphen inside makes another address.",
        "soft-hyphen",
        Edit(WIDE, 'if unicodedata.category(c) != "Cf"', "if c"),
    ),
    lets_in(
        "no-nfc",
        "A letter and its accent make another address when written apart.",
        "addresses",
        "decomposed",
        TWICE,
        Edit(STRICT, 'unicodedata.normalize("NFC", text)', "text"),
    ),
    lets_in(
        "duplicates-by-address",
        "An alias is no duplicate although the campaign says so.",
        "limits and aliases",
        "alias-again",
        TWICE,
        Edit(
            "transforms.decide:attach_duplicates",
            '"wide_key" if alias',
            '"strict_key" if alias',
        ),
    ),
    shrinks(
        "duplicates-by-alias",
        "An alias is a duplicate although the campaign does not say so.",
        "addresses",
        "alias-two",
        Edit(
            "transforms.decide:attach_duplicates",
            'else "strict_key"',
            'else "wide_key"',
        ),
    ),
    shrinks(
        "dots-nowhere-matter",
        "Dots are dropped at every domain.",
        "addresses",
        "dotted-elsewhere",
        Edit(
            PLAIN,
            'pl.when(domain == "gmail.com").then(',
            "pl.when(domain.is_not_null()).then(",
        ),
        Edit(PLAIN, 'key.str.contains("+", literal=True)', 'key.str.contains("[+.]")'),
    ),
)
VALIDITY = (
    lets_in(
        "anything-plain-is-valid",
        "Every ASCII address is valid.",
        "addresses",
        "two-dots",
        VALID,
        Edit(
            "keys.email:_plain_valid", "text.str.contains(_PLAIN)", "pl.lit(value=True)"
        ),
    ),
    lets_in(
        "anything-odd-is-valid",
        "Every address that the library refuses is valid.",
        "addresses",
        "odd-and-invalid",
        VALID,
        Edit("keys.email:is_valid", "return False", "return True"),
    ),
    lets_in(
        "any-number-is-valid",
        "Every number that can be parsed is valid.",
        "text message",
        "too-short",
        VALID,
        Edit("keys.phone:e164", "phonenumbers.is_valid_number(number)", "True"),
    ),
    lets_in(
        "null-type-is-no-individual",
        "A row that does not say so is not an individual's.",
        "addresses",
        "info",
        ROLE,
        Edit(
            "transforms.audience:key_audience",
            'ne_missing("corporate")',
            'ne("corporate")',
        ),
    ),
)
DIGESTS = (
    missed(
        "digests-in-capitals",
        "A digest in capitals matches nothing.",
        "shouted-md5",
        Edit(
            "transforms.prohibition:match_value",
            "stripped(value).str.to_lowercase()",
            "stripped(value)",
        ),
    ),
    missed(
        "digest-of-strict-alone",
        "A digest of the plain address does not match its alias.",
        "hash-of-plain",
        Edit(
            KEY_DIGESTS,
            'for key in (pl.col("strict_key"), wide)',
            'for key in (pl.col("strict_key"),)',
        ),
    ),
    missed(
        "digest-of-wide-alone",
        "A digest of an alias does not match that alias.",
        "hash-of-tagged",
        Edit(
            KEY_DIGESTS,
            'for key in (pl.col("strict_key"), wide)',
            'for key in (pl.col("wide_key"),)',
        ),
    ),
    missed(
        "one-algorithm-forgotten",
        "SHA-1 digests are not compared.",
        "sha1",
        Constant("keys.digests:ALGORITHMS", ("md5", "sha256", "sha512")),
    ),
    missed(
        "digests-made-in-capitals",
        "The digests of the audience are written in capitals.",
        "sha256",
        Edit("keys.digests:digests", ".hexdigest()", ".hexdigest().upper()"),
    ),
)
DOMAINS = (
    missed(
        "domain-prefix-kept",
        "A suppressed domain keeps its `@` or `*.`.",
        "at-the-firm",
        Edit("keys.domains:domain_key", "if folded.startswith(prefix):", "if False:"),
    ),
    missed(
        "domain-without-a-label",
        "A suppressed domain outside ASCII is not turned into its A-label.",
        "abroad",
        Edit(
            "keys.domains:domain_key",
            'idna.encode(folded, uts46=True).decode("ascii")',
            "folded",
        ),
    ),
)
PHONE_AND_POST = (
    missed(
        "numbers-as-written",
        "Telephone numbers are compared as they are written.",
        "written-abroad",
        Edit("keys.phone:e164", "return key, ", "return text, "),
        world="text message",
    ),
    missed(
        "no-region-for-the-list",
        "A national number on a suppression list has no country.",
        "written-nationally",
        Edit(
            "deciding:_preparation",
            "pl.lit(campaign.default_region, pl.String)",
            "pl.lit(None, pl.String)",
        ),
        world="text message",
    ),
    missed(
        "postcode-case-matters",
        "Postal keys are compared in the case in which they are written.",
        "in-small-letters",
        Edit(
            "keys.post:read_points",
            'pl.col("text").str.to_uppercase()',
            'pl.col("text")',
        ),
        world="letter",
    ),
    missed(
        "sharp-s-stays",
        "Text outside ASCII is not upper-cased as Python does it.",
        "sharp-s",
        Edit("keys.post:postal_key", ".upper()", ""),
        world="letter",
    ),
)
MUTATIONS = (*EMAIL, *VALIDITY, *DIGESTS, *DOMAINS, *PHONE_AND_POST)
