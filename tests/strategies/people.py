"""List the people of the drawn worlds and the many ways to write their addresses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """One person: an id, spellings of one address, and aliases of the same mailbox."""

    contact_id: str
    same: tuple[str, ...]
    aliases: tuple[str, ...] = ()


EMAIL_PEOPLE = (
    Person(
        "c1",
        (
            "sam@example.com",
            "Sam@EXAMPLE.com",
            " sam@example.com\t",
            "\ufeffsam@example.com\u200b \u2060",
            "\x1fsam@example.com\x85",
            "sam@\uff45xample\u3002com",
        ),
        (
            "sam+news@example.com",
            "\uff53\uff41\uff4d@example.com",
            "sa\u200bm@example.com",
            "sa\u00adm@example.com",
            "\u202asam@example.com\u202c",
            "sam\uff0bnews@example.com",
        ),
    ),
    Person(
        "c2",
        (
            "jane.doe@gmail.com",
            "Jane.Doe@GMail.com",
            "\u00a0jane.doe@gmail.com\u3000",
        ),
        (
            "janedoe@googlemail.com",
            "jane.doe+offers@gmail.com",
            "j.a.n.e.doe@gmail.com",
            "janedoe@gmail.com",
            "jane\u00ad.doe@gmail.com",
        ),
    ),
    Person("c3", ("info@example.org", "INFO@Example.org"), ("info@example.org\u00ad",)),
    Person(
        "c4", ("kim@mailinator.com", "KIM@mailinator.com"), ("kim+1@mailinator.com",)
    ),
    Person(
        "c5",
        (
            "zo\u00eb@b\u00fccher.example",
            "zoe\u0308@b\u00fccher.example",
            "ZO\u00cb@B\u00dcCHER.example",
            "zo\u00eb@xn--bcher-kva.example",
        ),
        (
            "zo\u00eb+x@b\u00fccher.example",
            "\u200dzo\u00eb\u200c+@xn--bcher-kva.example",
        ),
    ),
    Person(
        "c6",
        ("lee@news.shop.example", "LEE@News.Shop.example"),
        ("lee+1@news.shop.example", "\uff4ce\u2062e@news.shop.example"),
    ),
    Person(
        "c7",
        (
            "\u03bd\u03af\u03ba\u03bf\u03c2@fa\u00df.example",
            "\u039d\u038a\u039a\u039f\u03a3@fa\u00df.example",
        ),
        ("\u03bd\u03b9\u0301\u03ba\u03bf\u03c2+a@FA\u1e9e.example",),
    ),
    Person(
        "c8",
        ("finn@example.net", "FINN@example.net"),
        ("\ufb01nn@example.net", "\u24d5inn@example.net"),
    ),
    Person("c9", ("+tag@example.com", "+TAG@example.com"), ("\uff0btag@example.com",)),
    Person(
        "c10",
        ("\u0130pek@example.com", "i\u0307pek@example.com"),
        ("\u0130pek+a@example.com",),
    ),
    Person("c11", ("mia@gmail.con", "Mia@GMAIL.con"), ("mia+x@gmail.con",)),
    Person(
        "c12",
        ("s\u0430m@example.com", "S\u0410M@example.com", "s\u0430m@g\u043cail.com"),
        ("s\u0430m+x@example.com", "mia@hotmial.com"),
    ),
    Person("c13", ("\u65e5\u672c\u3054abc@example.com",)),
)
NOT_EMAIL = (
    "not-an-address",
    "sam@",
    "@example.com",
    "sam@example",
    "s am@example.com",
    "sam@exa_mple.com",
    "sam..x@example.com",
    "Sam <sam@example.com>",
    "sam@@example.com",
    "sam@example.com,lee@news.shop.example",
    "sam\uff20example.com",
    "sa\u200bm@example.com",
    "\u202asam@example.com",
)
PHONE_PEOPLE = (
    Person(
        "c1",
        ("+12025550123", "+1 (202) 555-0123 ", "202.555.0123", "1-202-555-0123"),
        ("tel:+1-202-555-0123", "+1 202 555 0123 ext. 9", "00 1 202 555 0123"),
    ),
    Person(
        "c2",
        ("+12125550147", "(212) 555-0147", "\uff0b1 212 555 0147"),
        ("001 212 555 0147", "212-555-0147"),
    ),
    Person("c3", ("+1 604 555 0188", "604-555-0188"), ("+16045550188",)),
    Person("c4", ("+44 7700 900123", "07700 900123"), ("0044 7700 900123",)),
)
NOT_PHONE = ("call me", "12345", "+", "+44 7700", "sam@example.com")
POST_PEOPLE = (
    Person("c1", ("AB1 2CD|1", " ab1 2cd|1\u00a0", "Ab1 2cD|1")),
    Person("c2", ("STRASSE 1", "stra\u00dfe 1", "Stra\u00dfe 1 ")),
    Person("c3", ("\u0130ZMIR 7", "\u0130zmir 7"), ("izmir 7",)),
    Person("c4", ("\ufb01nn 2", "FINN 2")),
)
PEOPLE = {
    "email": (EMAIL_PEOPLE, NOT_EMAIL),
    "sms": (PHONE_PEOPLE, NOT_PHONE),
    "voice": (PHONE_PEOPLE, NOT_PHONE),
    "post": (POST_PEOPLE, ()),
}
BLANK = (None, None, "", " ", "\t \u00a0")
BLANK_EMAIL = (*BLANK, " \u200b\ufeff ")
OTHER_DOMAINS = ("example.com", "fass.example", "not a domain", "*.shop.example")


def spellings(person: Person, strange: int = 1) -> tuple[str, ...]:
    """Return the ways to write a person's address, the plain one most often."""
    plain = person.same[:1] * 2 * len(person.same)
    return plain + person.same * 2 + person.aliases * strange


def identifiers(person: Person) -> tuple[str | None, ...]:
    """Return how the person's id may be written; now and then it is another's."""
    own = person.contact_id
    return (own, own, own, own, None, None, f" {own} ", "c1", "c2", "", " ")


def domains(person: Person) -> tuple[str, ...]:
    """Return domains around the person's: its own, one above, one that only ends so.

    Public mailbox domains are left out: suppressing one is an input error.
    """
    own = person.same[0].strip().rpartition("@")[2]
    if "." not in own or own == "gmail.com":
        return OTHER_DOMAINS
    around = (f"@{own.upper()} ", f" *.{own}", f".{own}", own[1:], f"x.{own}")
    above = own.partition(".")[2]
    return (own, *around, *((f"*.{above}", above) * 2 if "." in above else ()))
