"""Looking a contact up: its rows in the audience, and the records about it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hygiene.deciding import Decided
from hygiene.errors import InputError
from hygiene.keys.digests import ALGORITHMS, digests
from hygiene.keys.domains import domain_of, parents
from hygiene.keys.points import COLUMNS, read_point
from hygiene.text import stripped
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
        InputError: The audience has none.
    """
    point = _point(decided, contact)
    same = pl.col("person") == contact.strip()
    if point["strict"] is not None:
        same = same | (pl.col("strict_key") == point["strict"])
    entry, channel = decided.inputs.audience, decided.inputs.campaign.channel
    name = entry.columns.get(COLUMNS[channel], COLUMNS[channel])
    keyed = decided.keyed
    if name in decided.audience.collect_schema():
        text = stripped(pl.col(name).cast(pl.String)) == contact.strip()
        given = decided.audience.select(_same_text=text)
        keyed = pl.concat([keyed, given], how="horizontal")
        same = same | pl.col("_same_text")
    rows = keyed.filter(same.fill_null(value=False)).collect()
    if rows.is_empty():
        raise InputError(_stranger(decided, contact))
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


def _point(decided: Decided, contact: str) -> dict[str, str | None]:
    campaign = decided.inputs.campaign
    region = pl.lit(campaign.default_region, pl.String)
    read: dict[str, str | None] = pl.select(
        read_point(pl.lit(contact), campaign.channel, region)
    ).item()
    return read


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
    point, person = _point(decided, contact), contact.strip()
    keys = Keys(*([key] if key else [] for key in (person, *_both(point))))
    heights = {
        table: frame.select(pl.len()).collect().item()
        for table, frame in records_about(decided, keys).items()
    }
    held = [f"{table}: {height}" for table, height in heights.items() if height]
    about = (
        f"Records are held about it all the same ({', '.join(held)})."
        if held
        else "No record is held about it either."
    )
    return (
        "The audience has no contact with this address or contact id, so nothing was "
        f"decided about it. {about} Look it up as it stands in the audience file."
    )


def _both(point: dict[str, str | None]) -> tuple[str | None, str | None]:
    return point["strict"], point["wide"]
