"""Measure how fast addresses become keys, against plain Python in the same run.

    python -m benchmarks.addresses [--plain 1000000] [--odd 20000] [--rounds 3]

The rival asks email-validator, or phonenumbers, once for each distinct value: what
careful plain Python does. Ours must give the same answers. Every case is run in turn,
round by round; quote the ratios, for seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable
from random import Random

import phonenumbers
import polars as pl
from email_validator import EmailNotValidError, validate_email

from hygiene.keys import email, phone
from hygiene.keys.domains import domain_of
from hygiene.keys.email import STRIPPED
from hygiene.keys.lookalikes import is_mixed_script, is_slip
from hygiene.keys.points import POINT

Answers = list[tuple[str | None, bool | None]]
_REGION = "GB"


def main() -> None:
    """Generate the addresses, time every case, and print the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--plain", type=int, default=1_000_000)
    parser.add_argument("--odd", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    random = Random(0)
    cases = {
        "plain emails": (plain_emails(chosen.plain, random), our_emails, their_emails),
        "odd emails": (odd_emails(chosen.odd, random), our_emails, their_emails),
        "phones": (phones(chosen.odd, random), our_phones, their_phones),
    }
    print(f"{os.cpu_count()} cores, {chosen.rounds} rounds, medians")
    heads = ("values", "distinct", "ours s", "rival s", "ours / s", "ratio")
    print(f"{'':14}" + "".join(f"{head:>12}" for head in heads))
    for name, (texts, ours, theirs) in cases.items():
        report(name, texts, ours, theirs, chosen.rounds)
    flags(cases["plain emails"][0])


def report(
    name: str,
    texts: list[str],
    ours: Callable[[pl.Series], pl.Series],
    theirs: Callable[[list[str]], Answers],
    rounds: int,
) -> None:
    """Print one case: both sides in turn, and end where they differ."""
    series, spent = pl.Series(texts), []
    ours(series.head(1_000))  # what is built once is not counted
    for _ in range(rounds):
        phone.e164.cache_clear()
        mine, other = timed(lambda: ours(series)), timed(lambda: theirs(texts))
        spent.append((mine, other))
    if answers(ours(series)) != theirs(texts):
        sys.exit(f"{name}: the answers differ")
    mine = statistics.median(pair[0] for pair in spent)
    other = statistics.median(pair[1] for pair in spent)
    figures = f"{len(texts):>12,}{series.n_unique():>12,}{mine:>12.2f}{other:>12.2f}"
    print(f"{name:<14}{figures}{len(texts) / mine:>12,.0f}{other / mine:>12.1f}")


def timed(run: Callable[[], object]) -> float:
    """Return how many seconds a call took."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def flags(texts: list[str]) -> None:
    """Print what pointing out slips and mixed scripts adds."""
    keys = pl.DataFrame({"key": texts})
    key = pl.col("key")
    found = (is_slip(domain_of(key)), is_mixed_script(key).alias("mixed"))
    spent = timed(lambda: keys.lazy().select(found).collect(engine="streaming"))
    print(f"flags of {len(texts):,} plain keys: {spent:.2f} s")


def plain_emails(count: int, random: Random) -> list[str]:
    """Return ASCII addresses, one in ten twice, as an audience has them."""
    domains = [f"shop{n}.example" for n in range(500)] + ["gmail.com"] * 500
    made = [f"Ann.Doe{n}@{random.choice(domains)}" for n in range(count * 9 // 10)]
    return [*made, *random.choices(made, k=count - len(made))]


def odd_emails(count: int, random: Random) -> list[str]:
    """Return addresses outside ASCII and broken ones, half of them repeated."""
    shapes = (
        "zo\u00eb{}@b\u00fccher.example", " ann{}\u200b@example.com", "ann{}@example",
        "\u0430nn{}@example.com", "ann{}@@example.com", "ann..{}@example.com",
    )  # fmt: skip
    made = [random.choice(shapes).format(n) for n in range(count // 2)]
    return [*made, *random.choices(made, k=count - len(made))]


def phones(count: int, random: Random) -> list[str]:
    """Return British numbers in several spellings, half of them repeated."""
    shapes = ("07700 {:06}", "+44 7700 {:06}", "(0)20 7946 {:04}", "0044-7700-{:06}")
    made = [
        random.choice(shapes).format(random.randrange(10_000))
        for _ in range(count // 2)
    ]
    return [*made, *random.choices(made, k=count - len(made))]


def our_emails(texts: pl.Series) -> pl.Series:
    """Return struct(strict, wide, valid) of every address, by both cores."""
    frame = texts.alias("text").to_frame().lazy()
    read = pl.struct("text").map_batches(
        email.read_points, return_dtype=POINT, is_elementwise=True
    )
    return frame.select(read).collect(engine="streaming").to_series()


def our_phones(texts: pl.Series) -> pl.Series:
    """Return struct(strict, wide, valid) of every number."""
    points = texts.alias("text").to_frame().with_columns(region=pl.lit(_REGION))
    return phone.read_points(points.to_struct())


def answers(points: pl.Series) -> Answers:
    """Return the key of each valid value, and whether it is valid."""
    frame = points.struct.unnest()
    return frame.select(pl.when("valid").then("strict"), "valid").rows()  # type: ignore[return-value]


def their_emails(texts: list[str]) -> Answers:
    """Return what email-validator says, once a distinct value."""
    known: dict[str, tuple[str | None, bool | None]] = {}
    for text in texts:
        if text not in known:
            try:
                found = validate_email(text.strip(STRIPPED), check_deliverability=False)
            except EmailNotValidError:
                known[text] = None, False
            else:
                local = unicodedata.normalize("NFC", found.local_part).lower()
                known[text] = f"{local}@{found.ascii_domain}", True
    return [known[text] for text in texts]


def their_phones(texts: list[str]) -> Answers:
    """Return what phonenumbers says, once a distinct value."""
    known: dict[str, tuple[str | None, bool | None]] = {}
    for text in texts:
        if text not in known:
            number = phonenumbers.parse(text, _REGION)
            valid = phonenumbers.is_valid_number(number)
            form = phonenumbers.PhoneNumberFormat.E164
            key = phonenumbers.format_number(number, form)
            known[text] = key if valid else None, valid
    return [known[text] for text in texts]


if __name__ == "__main__":
    main()
