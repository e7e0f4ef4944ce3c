"""Write a drawn world as the files of a real screening: a campaign, policies, CSV."""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.oracle import World
from tests.strategies.frames import COLUMNS

SECTIONS = ("limits", "addresses", "policy_by_country")


def write_files(world: World, folder: Path) -> Path:
    """Write a world into a folder and return the path of its campaign file."""
    for name, policy in world.policies.items():
        grounds = [_section("[grounds]", ground) for ground in policy["grounds"]]
        keys = {key: value for key, value in policy.items() if key != "grounds"}
        text = "\n".join([_lines(keys), *grounds])
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    for table, rows in world.tables.items():
        _write_csv(folder / f"{table}.csv", table, rows)
    path = folder / "campaign.toml"
    path.write_text(campaign_text(world), encoding="utf-8")
    return path


def campaign_text(world: World) -> str:
    """Return the campaign file of a world."""
    settings = {k: v for k, v in world.campaign.items() if k not in SECTIONS}
    if settings["policy"] != "by_country":
        settings["policy"] = f"{settings['policy']}.toml"
    parts = [_section("campaign", settings)]
    for name in SECTIONS:
        values = world.campaign.get(name)
        if values and name == "policy_by_country":
            values = {key: f"{policy}.toml" for key, policy in values.items()}
        if values:
            parts.append(_section(name, values))
    for table in world.tables:
        zone = {"timezone": world.timezones.get(table)}
        parts.append(_section(f"tables.{table}", {"path": f"{table}.csv", **zone}))
    return "\n".join(parts)


def _section(name: str, values: dict[str, Any]) -> str:
    return f"[{name}]\n{_lines(values)}"


def _lines(values: dict[str, Any]) -> str:
    found = {key: value for key, value in values.items() if value is not None}
    return "".join(f"{key} = {_toml(value)}\n" for key, value in found.items())


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _write_csv(path: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Write one table; a null and an empty text are the same in CSV."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or COLUMNS[table])
        writer.writeheader()
        writer.writerows([{k: _cell(v) for k, v in row.items()} for row in rows])


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
