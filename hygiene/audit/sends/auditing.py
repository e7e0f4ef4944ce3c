"""Auditing past sends: from a campaign file, or tables, to `AuditedSends`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit.sends.audited import AuditedSends
from hygiene.audit.sends.classing import with_class
from hygiene.audit.sends.figures import Found
from hygiene.audit.sends.selecting import (
    Selection,
    audited_sends,
    count_states,
    require_any,
)
from hygiene.audit.sends.states import OPT_OUTS, States, find_states
from hygiene.campaign import Campaign, PolicyLike, read_instant
from hygiene.deciding import (
    Progress,
    Run,
    evidence_of,
    pinned_audience,
    stage_tables,
)
from hygiene.errors import InputError
from hygiene.folders import private_folder
from hygiene.inputs import Inputs, from_file, from_tables
from hygiene.masking import withheld
from hygiene.rulebook import by_rulebook, rulebooks
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import Engine
from hygiene.suppressing.keyed import file_label
from hygiene.transforms.audience import recipients
from hygiene.transforms.claims import permission_key
from hygiene.vocabulary import Reason, Role


def audit_sends(  # noqa: PLR0913 - one keyword a choice reads better than a mapping
    campaign_file: str | Path | None = None,
    *,
    known_at: datetime,
    campaigns: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    campaign: Campaign | None = None,
    policy: PolicyLike | None = None,
    tables: dict[str, Any] | None = None,
    engine: Engine = "streaming",
    progress: Progress | None = None,
) -> AuditedSends:
    """Say of every past send whether it should have been sent, and how bad it is.

    Each send of the campaign's controller, channel and purpose is judged for its own
    instant: with what was known then, and with what is known now.

    Args:
        campaign_file: A TOML file (contract section 3) that names a `sends` table.
        known_at: What is known now.
        campaigns: Only sends with these values in their `campaign` column.
        since: Only sends from this instant on; naive in the campaign's zone.
        until: Only sends before this instant.
        campaign: The campaign, when there is no file.
        policy: Replaces the policy of `campaign`.
        tables: Table name to path or frame, when there is no file; see `screen`.
        engine: The Polars engine.
        progress: Told after each stage: its name and its rows.

    Raises:
        InputError: The campaign or a table cannot be used, the period ends before it
            begins, or there are no sends.
        MissingExtraError: The package of the calendars is not installed.

    Examples:
        >>> from datetime import UTC
        >>> from hygiene.resources import sample_campaign
        >>> found = audit_sends(
        ...     sample_campaign(), known_at=datetime(2026, 11, 24, 9, tzinfo=UTC)
        ... )
        >>> found.summary()["sends"]["audited"]
        315
    """
    if campaign_file is not None:
        inputs = from_file(campaign_file, known_at, known_at)
    elif campaign is None:
        raise InputError("Give a campaign file, or campaign=Campaign(...) and tables.")
    else:
        inputs = from_tables(tables or {}, campaign.at(known_at, known_at), policy)
    zone = inputs.campaign.timezone
    selection = Selection(
        inputs.campaign.known,
        tuple(campaigns),
        since and read_instant(since, zone),
        until and read_instant(until, zone),
    )
    return audit_inputs(inputs, selection, engine, progress or _silent)


def audit_inputs(
    inputs: Inputs, selection: Selection, engine: Engine, progress: Progress
) -> AuditedSends:
    """Audit the sends of inputs that were read before; see `audit_sends`.

    Raises:
        InputError: A table cannot be used, or there are no sends in the scope.
    """
    if not inputs.supplied("sends"):
        raise InputError("The campaign names no [tables.sends]: nothing to audit.")
    campaign, work = inputs.campaign, private_folder()
    audience = pinned_audience(inputs.audience, work, engine)
    people = recipients(audience, inputs.audience, campaign)
    staged = stage_tables(inputs, work, engine, progress)
    run = Run(work, engine, progress, inputs.audience.sources)
    log = staged["sends"].frame
    counts = count_states(log, campaign, selection)
    require_any(log, counts, campaign, selection)
    sends = run.sink("audited", audited_sends(log, people, campaign, selection, work))
    evidence = evidence_of(inputs, staged)
    states = find_states(sends, evidence, campaign, selection.known_at, run.sink)
    merchants = _merchants(states.sends, evidence.relationships, campaign)
    classed = with_class(states.sends).join(
        merchants, on="send", how="left", validate="1:1"
    )
    return AuditedSends(
        Found(
            inputs,
            selection,
            staged,
            counts,
            run.sink("classed", _shown(classed, inputs)),
            run.sink("opt_outs", _opt_outs(states, selection)),
            work,
        )
    )


def _shown(classed: pl.LazyFrame, inputs: Inputs) -> pl.LazyFrame:
    """Return what is written of each send, and `who` it was sent to, as a number."""
    books = rulebooks(inputs.campaign)
    policies = [pl.lit(book.policy.name) for book in books]
    # A prefix keeps an id that reads like an address apart from that address.
    who = pl.coalesce(
        pl.lit("a:") + pl.col("strict_key"), pl.lit("p:") + pl.col("person")
    )
    return classed.sort("send").select(
        send_id=withheld(pl.col("send_id")),
        contact_id=withheld(pl.col("contact_id")),
        file=file_label(inputs.evidence["sends"]),
        file_row=pl.col(ROW),
        campaign=withheld(pl.col("campaign")),
        sent_at="sent_last",
        **{"class": pl.col("class")},
        reason="reason",
        reasons_then="reasons_then",
        reasons_now="reasons_now",
        basis_then="basis_then",
        evidence_then=withheld(pl.col("evidence_then")),
        basis_now="basis_now",
        evidence_now=withheld(pl.col("evidence_now")),
        blocked_by=_ids("blocked_by"),
        learned_late=_ids("learned_late"),
        happened_at="happened_at",
        known_since="known_since",
        deadline="deadline",
        source="source",
        country="country",
        policy=by_rulebook(policies, pl.col("rulebook")),
        merchant=withheld(pl.col("merchant")),
        who=who.rank("dense"),
    )


def _ids(column: str) -> pl.Expr:
    """Return a list of ids, none of which is an address; empty where there are none."""
    nobody = pl.lit([], pl.List(pl.String))
    return pl.col(column).list.eval(withheld(pl.element())).fill_null(nobody)


def _merchants(
    states: pl.LazyFrame, relationships: pl.LazyFrame, campaign: Campaign
) -> pl.LazyFrame:
    """Return `send` and `merchant`: for whom a person was known as a processor alone.

    The controller of the latest dealing that was known when the message was sent.
    """
    key = permission_key(campaign)
    alone = (pl.col("mask_then") & pl.lit(Reason.PROCESSOR_ONLY.bit, pl.UInt32)) != 0
    asked = states.filter(alone).select("send", key, "sent_first")
    held = relationships.filter(pl.col("role") == Role.PROCESSOR).select(
        key, "controller", "relationship_id", "occurred_at_last", "recorded_at_last"
    )
    known = (pl.col("occurred_at_last") <= pl.col("sent_first")) & (
        pl.col("recorded_at_last") <= pl.col("sent_first")
    )
    return (
        # A person has many dealings and many sends: the latest of each pair is kept.
        asked.join(held, on="key", how="inner", validate="m:m")
        .filter(known)
        .sort("occurred_at_last", "relationship_id")
        .group_by("send")
        .agg(merchant=pl.col("controller").last())
    )


def _opt_outs(states: States, selection: Selection) -> pl.LazyFrame:
    """Return every opt-out in scope: when it happened, was known, and the last send."""
    asked = pl.col("bit").is_in([reason.bit for reason in OPT_OUTS])
    now = pl.lit(selection.known_at)
    known = (pl.col("happened_at") <= now) & (pl.col("recorded_at") <= now)
    fact = ["fact_id", "bit"]
    last = states.pairs.group_by(fact).agg(last_send_at=pl.col("sent_last").max())
    return (
        states.facts.filter(asked & known)
        .select(*fact, "happened_at", "recorded_at")
        .join(last, on=fact, how="left", validate="m:1")
    )


def _silent(_stage: str, _rows: int) -> None:
    return None
