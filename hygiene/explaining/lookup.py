"""Looking a contact up: its rows in the audience, and the records about it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hygiene.deciding import Decided
from hygiene.errors import InputError
from hygiene.explaining.words import CHANNEL_WORDS
from hygiene.keys.digests import ALGORITHMS, digests
from hygiene.keys.domains import domain_of, parents
from hygiene.keys.points import COLUMNS, read_point
from hygiene.text import stripped
from hygiene.transforms.audience import countries
from hygiene.transforms.prohibition import match_value
from hygiene.vocabulary import Match


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys under which records are about a contact.

    Attributes:
        persons: Contact ids.
        strict: Strict keys of its addresses.
        wide: Wide keys of its addresses.
    """

    persons: list[str]
    strict: list[str]
    wide: list[str]

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Keys:
        """Return the keys of keyed audience rows."""
        columns = ("person", "strict_key", "wide_key")
        return cls(*(rows[name].drop_nulls().unique().to_list() for name in columns))


def rows_of(decided: Decided, contact: str) -> pl.DataFrame:
    """Return the keyed audience rows of a contact: same key, id or text.

    Raises:
        InputError: The audience has none, or several that a number without a country
            code may be; or a file of it changed since it was screened.
    """
    entry, channel = decided.inputs.audience, decided.inputs.campaign.channel
    by_address = pl.col("strict_key").is_in(
        _readings(decided, contact)["strict"].to_list()
    )
    name = entry.columns.get(COLUMNS[channel], COLUMNS[channel])
    keyed, audience = decided.keyed, decided.audience
    if name in audience.collect_schema():
        text = stripped(pl.col(name).cast(pl.String)) == contact.strip()
        keyed = pl.concat([keyed, audience.select(_same_text=text)], how="horizontal")
        by_address = by_address | pl.col("_same_text")
    by_id = (pl.col("person") == contact.strip()).fill_null(value=False)
    same = by_address.fill_null(value=False)
    rows = keyed.with_columns(_by_address=same).filter(same | by_id).collect()
    if rows.is_empty():
        raise InputError(_stranger(decided, contact))
    numbers = rows.filter("_by_address")["strict_key"].drop_nulls().n_unique()
    if numbers > 1:
        raise InputError(
            f"It may be any of {numbers} numbers of the audience, each of another "
            "country. Write it with its country code, or ask for the contact id."
        )
    return rows


def records_about(decided: Decided, keys: Keys) -> dict[str, pl.LazyFrame]:
    """Return the staged records about a contact, by table."""
    about = (
        pl.col("wide_key").is_in(keys.wide)
        | pl.col("strict_key").is_in(keys.strict)
        | pl.col("person").is_in(keys.persons)
    )
    by_id = pl.when(pl.col("match") == Match.CONTACT_ID)
    listed = match_value().is_in(_listed_values(keys))
    named = by_id.then(match_value().is_in(keys.persons)).otherwise(listed)
    staged = decided.staged
    return {
        table: staged[table].frame.filter(
            (about | named if table == "suppressions" else about).fill_null(value=False)
        )
        for table in ("consents", "relationships", "suppressions", "sends")
    }


def _readings(decided: Decided, contact: str) -> pl.DataFrame:
    """Return `strict`, `wide` of a contact: in every country of the audience, if valid.

    A number without its country code is a different one in each of them.
    """
    inputs = decided.inputs
    campaign = inputs.campaign
    found = countries(decided.audience, inputs.audience)
    regions = pl.Series([campaign.default_region, *found], dtype=pl.String).unique()
    point = read_point(pl.lit(contact), campaign.channel, pl.col("region"))
    read = pl.DataFrame({"region": regions}).select(point.alias("point"))
    return read.unnest("point").filter("valid").select("strict", "wide").unique()


def _listed_values(keys: Keys) -> list[str]:
    """Return the digests and domains under which a suppression lists a contact."""
    hashed = pl.DataFrame({"key": [*keys.strict, *keys.wide]}, {"key": pl.String})
    hexadecimal = [digests(pl.col("key"), name).alias(name) for name in ALGORITHMS]
    strict = pl.DataFrame({"key": keys.strict}, {"key": pl.String})
    domains = strict.select(parents(domain_of(pl.col("key"))).explode())
    values = [*hashed.select(hexadecimal).iter_columns(), domains.to_series()]
    return (
        pl.concat([series.alias("value") for series in values]).drop_nulls().to_list()
    )


def _stranger(decided: Decided, contact: str) -> str:
    """Say that nothing was decided, and whether records are held all the same."""
    read, person = _readings(decided, contact), contact.strip()
    strict, wide = read["strict"].to_list(), read["wide"].to_list()
    keys = Keys([person] if person else [], strict, wide)
    heights = {
        table: frame.select(pl.len()).collect().item()
        for table, frame in records_about(decided, keys).items()
    }
    held = [f"{table}: {height}" for table, height in heights.items() if height]
    if held:
        about = f"Records are held about it all the same ({', '.join(held)})."
    elif strict:
        about = "No record is held about it either."
    else:
        kind = CHANNEL_WORDS[decided.inputs.campaign.channel].kind
        about = f"It cannot be read as {kind}, so nothing is said of records about it."
    return (
        "The audience has no contact with this address or contact id, so nothing was "
        f"decided about it. {about} Look it up as it stands in the audience file."
    )
