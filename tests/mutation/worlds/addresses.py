"""Many spellings of one mailbox: a no under one of them is a no under all."""

from hashlib import md5, sha1, sha256

from tests.mutation.world import World, given, kept, removed, suppressed
from tests.mutation.worlds.policies import PLAIN


def spelt(name, email, suppression, **row):
    """Return somebody who consented, and whom a suppression knows in another way."""
    return removed(name, "unsubscribed", given(), suppression, email=email, **row)


def stop(value, **cells):
    return suppressed(value=value, **cells)


def stop_person(value, **cells):
    return stop(value, match="contact_id", **cells)


def digest(text, new=sha256):
    return new(text.encode()).hexdigest()


SPELLINGS = (
    kept("subscriber", given()),
    kept(
        "dotted-elsewhere",
        given(),
        stop("dottedelse@example.com"),
        email="dotted.else@example.com",
    ),
    spelt("capitals", "capitals@example.com", stop("CAPITALS@Example.COM")),
    spelt("padded", "padded@example.com", stop(" padded@example.com\u200b")),
    spelt("tag-on-the-list", "tag1@example.com", stop("tag1+news@example.com")),
    spelt("tag-in-the-audience", "tag2+a@example.com", stop("tag2@example.com")),
    spelt("two-tags", "tag3+a@example.com", stop("tag3+x+y@example.com")),
    spelt("gmail-dots", "dot.dot@gmail.com", stop("dotdot@gmail.com")),
    spelt("googlemail", "goo@gmail.com", stop("goo@googlemail.com")),
    spelt("odd-googlemail", "göö@gmail.com", stop("göö@googlemail.com")),
    spelt("odd-tag", "taß+a@example.com", stop("taß@example.com")),
    spelt("a-label", "lab@b\u00fccher.example", stop("lab@xn--bcher-kva.example")),
    spelt(
        "full-width", "wide@example.com", stop("\uff57\uff49\uff44\uff45@example.com")
    ),
    spelt("soft-hyphen", "hyphen@example.com", stop("hy\u00adphen@example.com")),
    spelt("final-sigma", "\u03c3\u03c2@example.com", stop("\u03a3\u03a3@example.com")),
)
DIGESTS = (
    spelt(
        "sha256", "hash1@example.com", stop(digest("hash1@example.com"), match="sha256")
    ),
    spelt(
        "sha1",
        "hash2@example.com",
        stop(digest("hash2@example.com", sha1), match="sha1"),
    ),
    spelt(
        "shouted-md5",
        "hash3@example.com",
        stop(digest("hash3@example.com", md5).upper(), match="md5"),
    ),
    spelt(
        "hash-of-plain",
        "hash4+a@example.com",
        stop(digest("hash4@example.com"), match="sha256"),
    ),
    spelt(
        "hash-of-tagged",
        "hash5+a@example.com",
        stop(digest("hash5+a@example.com"), match="sha256"),
    ),
)
DOMAINS = (
    spelt("at-the-firm", "a@firm.example", stop("@Firm.example", match="domain")),
    removed("below-the-firm", "unsubscribed", given(), email="a@mail.firm.example"),
    spelt(
        "below-a-school", "a@x.school.example", stop("*.school.example", match="domain")
    ),
    spelt(
        "abroad",
        "a@xn--mnchen-3ya.example",
        stop("m\u00fcnchen.example", match="domain"),
    ),
    kept("only-ends-alike", given(), email="a@notfirm.example"),
)
IDS = (
    spelt("by-id", "id1@example.com", stop_person("p-1"), contact_id="p-1"),
    spelt("by-padded-id", "id2@example.com", stop_person("p-2"), contact_id=" p-2 "),
    spelt("by-padded-value", "id3@example.com", stop_person(" p-3 "), contact_id="p-3"),
    spelt(
        "by-their-own-id",
        "id4@example.com",
        stop("old4@example.org", contact_id="p-4"),
        contact_id="p-4",
    ),
    spelt("long-id", "id5@example.com", stop_person("007"), contact_id="007"),
    kept("other-id", given(), stop_person("8"), contact_id="08"),
)
ROWS = (
    kept("twice", given(), email="twice@example.com"),
    removed("twice-again", "duplicate", email="Twice@Example.com "),
    kept("composed", given(), email="zo\u00eb@example.com"),
    removed("decomposed", "duplicate", given(), email="zoe\u0308@example.com"),
    kept("alias-one", given(), email="alias@example.com"),
    kept("alias-two", given(), email="alias+two@example.com"),
    removed(
        "stopped-twin",
        "unsubscribed",
        stop_person("p-6"),
        email="twin@example.com",
        contact_id="p-6",
    ),
    kept("twin", given(), email="twin@example.com"),
    removed("no-address", "address_missing", email=None),
    removed("blank-address", "address_missing", email=" \u200b"),
    removed("no-domain", "address_invalid", given(), email="nowhere"),
    removed("two-dots", "address_invalid", given(), email="two..dots@example.com"),
    removed(
        "odd-and-invalid", "address_invalid", given(), email="\u00e9..x@example.com"
    ),
    removed("info", "role_address", given(), email="info@example.org"),
    kept(
        "info-of-a-company",
        email="info@firm2.example",
        subscriber_type="corporate",
        source="fair",
    ),
    removed("throw-away", "disposable_address", given(), email="a@mailinator.com"),
)
ADDRESSES = World(
    "addresses",
    (*SPELLINGS, *DIGESTS, *DOMAINS, *IDS, *ROWS),
    {"policy.toml": PLAIN},
    sections='\n[addresses]\ndisposable = "remove"\n',
)
