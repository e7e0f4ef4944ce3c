"""Hand a drawn world to the product: as frames, and as a campaign."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl

from tests.oracle import World

if TYPE_CHECKING:
    import hygiene as hy

COLUMNS: dict[str, tuple[str, ...]] = {
    "audience": (
        "contact_id", "email", "phone", "postal_key", "country", "subscriber_type",
        "source",
    ),
    "consents": (
        "event_id", "contact_id", "address", "channel", "purpose", "controller",
        "action", "occurred_at", "recorded_at", "expires_at", "method",
        "collected_by", "wording", "source",
    ),
    "relationships": (
        "relationship_id", "contact_id", "address", "controller", "role", "kind",
        "category", "opt_out_offered", "occurred_at", "recorded_at",
    ),
    "suppressions": (
        "suppression_id", "match", "value", "contact_id", "reason", "channel",
        "purpose", "controller", "blocks", "effective_from", "effective_until",
        "recorded_at", "source",
    ),
    "sends": (
        "send_id", "contact_id", "address", "controller", "channel", "purpose",
        "campaign", "sent_at",
    ),
    "wordings": ("wording", "invalidated_at"),
}  # fmt: skip
TIMES = frozenset(
    {"occurred_at", "recorded_at", "expires_at", "effective_from", "effective_until",
     "sent_at", "invalidated_at"}
)  # fmt: skip
BOOLEANS = frozenset({"opt_out_offered"})


def frames(world: World) -> dict[str, pl.DataFrame]:
    """Return the tables of a world as Polars frames, each column in its drawn type."""
    return {table: frame(table, rows) for table, rows in world.tables.items()}


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return one table; one without rows has all of its columns."""
    present = list(dict.fromkeys(name for row in rows for name in row))
    columns = present or COLUMNS[table]
    return pl.DataFrame(
        {
            name: pl.Series(
                name, [row.get(name) for row in rows], dtype_of(name, rows), strict=True
            )
            for name in columns
        }
    )


def dtype_of(
    column: str, rows: list[dict[str, Any]]
) -> pl.DataType | type[pl.DataType]:
    """Return the type that holds a column's values as they were drawn."""
    if column in BOOLEANS:
        return pl.Boolean()
    found = [row[column] for row in rows if row.get(column) is not None]
    if column not in TIMES or not found:
        return pl.Datetime("us", "UTC") if column in TIMES else pl.String()
    value = found[0]
    if isinstance(value, datetime):
        zone = value.tzinfo
        name = zone.key if isinstance(zone, ZoneInfo) else zone and "UTC"
        return pl.Datetime("us", name)
    return pl.Date() if isinstance(value, date) else pl.String()


def campaign(world: World) -> "hy.Campaign":
    """Return a world's campaign as the product's own object."""
    import hygiene as hy

    settings = dict(world.campaign)
    policies = {
        name: hy.Policy.from_dict(content) for name, content in world.policies.items()
    }
    if settings["policy"] == "by_country":
        named = settings["policy_by_country"].items()
        settings["policy_by_country"] = {key: policies[name] for key, name in named}
    else:
        settings["policy"] = policies[settings["policy"]]
    settings["categories"] = tuple(settings["categories"])
    if "limits" in settings:
        settings["limits"] = hy.Limits(**settings["limits"])
    if "addresses" in settings:
        settings["addresses"] = hy.Addresses(**settings["addresses"])
    return hy.Campaign(**settings)
