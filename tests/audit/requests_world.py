"""The files of a campaign that hold Ann in every way, and others beside her."""

import hashlib
import json
from datetime import UTC, datetime

from tests.unit.world import ANN, HEAD, dealing, event, rows, send

AT = datetime(2026, 5, 25, 9, tzinfo=UTC)
OTHER = "other@example.com"
MD5 = hashlib.md5(ANN.encode(), usedforsecurity=False).hexdigest()

# The second row's name holds a line break, so that lines are not rows.
AUDIENCE = (
    "Id,Mail,Name,source\r\n"
    f'1,{OTHER},"Other, of\r\ntwo lines",shop\r\n'
    f'7, Ann@Example.com ,"Ann ""A"" Doe",fair\r\n'
    "3,third@example.com,Third,shop\r\n"
    f"7,{ANN.replace('@', '+news@')},Ann again,web\r\n"
)
SUPPRESSIONS = "\n".join(
    [
        "suppression_id,match,value,contact_id,reason,purpose,effective_from,source",
        "s1,address,third@example.com,,unsubscribed,,2026-05-01,crm",
        f"s2,address,{ANN},7,complained,marketing,2026-05-02,desk",
        "s3,domain,example.com,,blocked,other,2026-05-01,",
        f"s4,md5,{MD5.upper()},,objected,other,2026-05-01,",
        "s5,contact_id,7,,paused,other,2026-05-01,",
        "",
    ]
)
TABLES = """
[tables.audience]
path = "audience.csv"
columns = { contact_id = "Id", email = "Mail" }
[tables.consents]
path = "consents.parquet"
[tables.relationships]
path = "dealings.ndjson"
[[tables.suppressions]]
path = "suppressions.csv"
[[tables.suppressions]]
path = "typed.txt"
format = "plain_list"
constants = { reason = "objected", purpose = "other", effective_from = 2026-05-03 }
[tables.sends]
path = "sends.csv"
[tables.wordings]
path = "wordings.csv"
"""


def write_world(folder, *, suppressions=SUPPRESSIONS):
    """Write the tables and the campaign file; return the path of that one."""
    (folder / "audience.csv").write_bytes(AUDIENCE.encode())
    (folder / "suppressions.csv").write_text(suppressions)
    (folder / "typed.txt").write_text(f"somebody@example.org\n{ANN.upper()}\n")
    (folder / "wordings.csv").write_text("wording,invalidated_at\nv1,\nv2,\n")
    rows(
        event(event_id="e1", address=OTHER, wording="v1"),
        event(event_id="e2", wording="v2", method="web_form", source="site"),
        event(event_id="e3", address=None, contact_id="7", wording="v2"),
        event(event_id="e4", controller="rival", collected_by="broker"),
    ).write_parquet(folder / "consents.parquet")
    deals = [
        dealing(relationship_id="r1", address=OTHER),
        dealing(relationship_id="r2", role="processor", controller="shop"),
        dealing(relationship_id="r3", address=None, contact_id="7"),
    ]
    text = "\n\n".join(json.dumps(one) for one in deals)
    (folder / "dealings.ndjson").write_text(f"{text}\n")
    sends = rows(send(send_id="m0", address=OTHER), send(send_id=f"m-{ANN}"))
    sends.write_csv(folder / "sends.csv")
    return campaign(folder, TABLES)


def campaign(folder, tables, name="campaign.toml", as_of="2026-06-01T09:00:00Z"):
    """Write a campaign file over some tables; return its path."""
    head = HEAD.replace("2026-06-01T09:00:00Z", as_of)
    (folder / name).write_text(f"{head}{tables}")
    return folder / name
