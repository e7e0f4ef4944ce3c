"""Looser keys: what else a suppression may have meant by its value.

Each function returns candidates: `row`, `kind`, `rank`, and the `match` and `value` of
a suppressed value that is nearly the row's own. None of them removes anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from hygiene.keys.digests import ALGORITHMS, digests
from hygiene.keys.domains import domain_of, public_mailbox_domains
from hygiene.suppressing.neighbours import one_edit_apart
from hygiene.vocabulary import Channel, Match

_LAST_DIGITS = 9
_SECOND_LEVEL = ["ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"]
_GOOGLE = ["gmail.com", "googlemail.com"]


def candidates(
    match: str | pl.Expr, value: pl.Expr, kind: str, rank: int | pl.Expr
) -> list[pl.Expr]:
    """Return the columns of candidates."""
    return [
        pl.col("row"),
        (match if isinstance(match, pl.Expr) else pl.lit(match)).alias("match"),
        value.alias("value"),
        pl.lit(kind).alias("kind"),
        pl.lit(rank, pl.Int32).alias("rank")
        if isinstance(rank, int)
        else rank.cast(pl.Int32).alias("rank"),
    ]


def same_person(kept: pl.LazyFrame, known: pl.LazyFrame) -> Iterator[pl.LazyFrame]:
    """Yield candidates by the contact ids and addresses that records know together.

    Args:
        kept: The kept rows: `row`, `person`, `wide_key`.
        known: Distinct pairs of `person` and `wide_key`.
    """
    others = known.rename({"wide_key": "_other"})
    yield (
        kept.join(others, on="person", how="inner", validate="m:m")
        .filter(pl.col("_other").ne_missing(pl.col("wide_key")))
        .select(candidates(Match.ADDRESS, pl.col("_other"), "same_contact", 1))
    )
    persons = known.rename({"person": "_other"})
    yield (
        kept.join(persons, on="wide_key", how="inner", validate="m:m")
        .filter(pl.col("_other").ne_missing(pl.col("person")))
        .select(candidates(Match.CONTACT_ID, pl.col("_other"), "known_contact", 1))
    )


def other_digests(
    kept: pl.LazyFrame, channel: str, algorithms: Sequence[str]
) -> Iterator[pl.LazyFrame]:
    """Yield candidates by digests of texts that other parties hash.

    Args:
        kept: The kept rows: `row`, `address`, `strict_key`, `wide_key`.
        channel: The campaign's.
        algorithms: Those that occur among the suppressions.
    """
    for name, text in _hashed_texts(channel):
        is_tried = (text == pl.col("strict_key")) | (text == pl.col("wide_key"))
        fresh = kept.select("row", text=pl.when(~is_tried).then(text))
        for algorithm in ALGORITHMS:
            if algorithm in algorithms:
                yield fresh.filter(pl.col("text").is_not_null()).select(
                    candidates(algorithm, digests(pl.col("text"), algorithm), name, 2)
                )


def _hashed_texts(channel: str) -> Iterator[tuple[str, pl.Expr]]:
    strict = pl.col("strict_key")
    yield "digest_as_given", pl.col("address")
    yield "digest_line_break", strict + "\n"
    if channel != Channel.EMAIL:
        yield "digest_digits", strict.str.strip_prefix("+")
        return
    local, domain = strict.str.extract(r"(?s)^(.*)@"), domain_of(strict)
    bare = local.str.replace_all(".", "", literal=True)
    without_plus = strict.str.replace_all("+", "", literal=True)
    at_google = pl.when(domain.is_in(_GOOGLE))
    yield "digest_upper_case", strict.str.to_uppercase()
    yield "digest_plus_removed", without_plus
    # Where there is no dot, the text before is the same.
    dotless = pl.concat_str(
        bare.str.replace_all("+", "", literal=True), pl.lit("@"), domain
    )
    yield "digest_dots_and_plus_removed", pl.when(bare != local).then(dotless)
    yield "digest_gmail_dots", at_google.then(pl.concat_str(bare, pl.lit("@"), domain))
    alias_cut = bare.str.replace(r"(?s)^([^+]+)\+.*$", "${1}")
    yield (
        "digest_gmail_dots",
        at_google.then(pl.concat_str(alias_cut, pl.lit("@"), domain)),
    )


def same_digits(kept: pl.LazyFrame, listed: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    """Return candidates whose phone numbers end in the same nine digits.

    Args:
        kept: The kept rows: `row` and `phone`.
        listed: Suppressed values: `match`, `value` and the `phone` that they hold.
        kind: What such a candidate is called.
    """
    digits = pl.col("phone").str.replace_all(r"[^0-9]", "")
    ending = pl.when(digits.str.len_bytes() >= _LAST_DIGITS).then(
        digits.str.tail(_LAST_DIGITS)
    )
    # An address may hold digits too, but it is no number.
    is_number = ~pl.col("phone").str.contains(r"[@\p{L}]")
    numbers = listed.filter(is_number).select("match", "value", _ending=ending)
    return (
        kept.select("row", _ending=ending)
        .filter(pl.col("_ending").is_not_null())
        .join(numbers.unique(), on="_ending", how="inner", validate="m:m")
        .select(candidates(pl.col("match"), pl.col("value"), kind, 3))
    )


def mistyped(
    kept: pl.LazyFrame, listed: pl.LazyFrame, counts: pl.LazyFrame, rare: int
) -> Iterator[pl.LazyFrame]:
    """Yield candidates one edit away, where few contacts share the domain.

    Args:
        kept: The kept rows: `row`, `local`, `domain` (of the wide key).
        listed: Distinct suppressed addresses: `value`, `local`, `domain`.
        counts: `domain` and `contacts`: how many of the audience are at each.
        rare: How many contacts a rare domain has at most.
    """
    few = counts.filter(pl.col("contacts") <= rare).select("domain")
    ours = kept.join(few, on="domain", how="semi")
    theirs = listed.join(few, on="domain", how="semi")
    pairs = one_edit_apart(
        ours.select("domain", text="local").unique(),
        theirs.select("domain", text="local").unique(),
        ("domain",),
    )
    yield (
        ours.join(
            pairs,
            left_on=["domain", "local"],
            right_on=["domain", "text"],
            how="inner",
            validate="m:m",
        )
        .with_columns(value=pl.concat_str("other", pl.lit("@"), "domain"))
        .select(
            candidates(
                Match.ADDRESS,
                pl.col("value"),
                "typo_in_name",
                pl.when("is_digit").then(7).otherwise(5),
            )
        )
    )
    yield _mistyped_domains(kept, listed, counts, rare)


def _mistyped_domains(
    kept: pl.LazyFrame, listed: pl.LazyFrame, counts: pl.LazyFrame, rare: int
) -> pl.LazyFrame:
    """Return candidates of one name at two domains one edit apart, one of them rare."""
    ours = kept.select(text="domain").unique()
    theirs = listed.select(text="domain").unique()
    public = public_mailbox_domains().implode()
    # A domain at which the audience has nobody is rare too.
    contacts = pl.col("contacts").fill_null(0)
    pairs = one_edit_apart(ours, theirs).filter(
        ~(pl.col("text").is_in(public) & pl.col("other").is_in(public))
    )
    for side, flag in (("text", "domain_is_rare"), ("other", "other_is_rare")):
        pairs = pairs.join(
            counts, left_on=side, right_on="domain", how="left", validate="m:1"
        ).select(pl.exclude("contacts"), (contacts <= rare).alias(flag))
    named = pairs.rename({"text": "domain"})
    # Each pair is followed from its rare side, where few addresses are.
    by_ours = kept.join(
        named.filter("domain_is_rare"), on="domain", how="inner", validate="m:m"
    ).with_columns(value=pl.concat_str("local", pl.lit("@"), "other"))
    by_theirs = (
        listed.select("value", "local", other="domain")
        .join(named.filter("other_is_rare"), on="other", how="inner", validate="m:m")
        .join(kept, on=["local", "domain"], how="inner", validate="m:m")
    )
    found = [
        side.select(candidates(Match.ADDRESS, pl.col("value"), "typo_in_domain", 4))
        for side in (by_ours, by_theirs)
    ]
    return pl.concat(found)


def sister_domains(kept: pl.LazyFrame, listed: pl.LazyFrame) -> pl.LazyFrame:
    """Return candidates of the same name at a domain of the same registered name.

    Where a registered name ends is guessed from its last two labels, without the public
    suffix list. Two public mailbox domains are no sisters.

    Args:
        kept: The kept rows: `row`, `local`, `domain`.
        listed: Distinct suppressed addresses: `value`, `local`, `domain`.
    """
    public = public_mailbox_domains().implode()
    both_public = pl.col("domain").is_in(public) & pl.col("_other").is_in(public)
    theirs = listed.select(
        "value", "local", _other="domain", _name=_registered(pl.col("domain"))
    )
    return (
        kept.with_columns(_name=_registered(pl.col("domain")))
        .join(theirs, on=["local", "_name"], how="inner", validate="m:m")
        .filter((pl.col("domain") != pl.col("_other")) & ~both_public)
        .select(candidates(Match.ADDRESS, pl.col("value"), "sister_domain", 6))
    )


def _registered(domain: pl.Expr) -> pl.Expr:
    """Return the label before the ending: `shop` of `a.shop.co.uk`."""
    labels = domain.str.split(".")
    second = labels.list.get(-2, null_on_oob=True)
    third = labels.list.get(-3, null_on_oob=True)
    return (
        pl.when(second.is_in(_SECOND_LEVEL) & third.is_not_null())
        .then(third)
        .otherwise(second)
    )
