"""Steps: single things that could change a decision, as the policy lets them count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from hygiene.campaign import Limits
from hygiene.explaining.dossier import Change, Dossier
from hygiene.explaining.findings import Findings
from hygiene.explaining.words import listed_or, said_time
from hygiene.policy import Ground
from hygiene.rulebook import Rulebook
from hygiene.times import CALENDAR
from hygiene.transforms.prohibition import until as end_of
from hygiene.vocabulary import Action, GroundKind, Reason, Role

_RECORD = "what-if"
_INSTANT = timedelta(microseconds=1)

_WHO_ENDS: dict[str, str] = {
    Reason.DECEASED: "only whoever reported it can correct it",
    Reason.MINOR: "only whoever recorded it can correct it",
    Reason.COMPLAINED: "no consent lifts a complaint; only the person can take it back",
    Reason.BLOCKED: "only whoever blocked the contact can end that",
    Reason.ON_REGISTER: "only the person can leave the register",
    Reason.PAUSED: "only the person can end the pause",
    Reason.HARD_BOUNCED: "only when the mailbox is known to take messages again",
}
"""Who can end a suppression that no consent lifts."""

_SETTINGS = {
    Reason.ROLE_ADDRESS: ("role", "mailboxes of a function"),
    Reason.DISPOSABLE_ADDRESS: ("disposable", "disposable mailboxes"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that could be different.

    Attributes:
        kind: `consent`, `relationship`, `source`, `end`, `wait`, `campaign`, `nothing`.
        said: What it is, as part of a sentence.
        citation: The rule by which it counts.
        records: The suppressions that would end.
        after: The consent must come after this moment.
        change: What to change to try it.
        is_single: Whether it is one thing, and not the end of several suppressions.
    """

    kind: str
    said: str
    citation: str = ""
    records: tuple[str, ...] = ()
    after: datetime | None = None
    change: Change = field(default_factory=Change)
    is_single: bool = True


def steps_for(
    dossier: Dossier, findings: Findings, row: Mapping[str, Any]
) -> Iterator[Step]:
    """Yield what could take something away that stands against a row.

    What the person can do comes first, then what time does, then what others must do.
    """
    maker = _Steps(dossier, findings, row)
    yield from maker.consent()
    if dossier.campaign.is_marketing and row["proof"] is None:
        yield from maker.grounds()
    yield from maker.waiting()
    yield from maker.ending()
    yield from maker.settings()


@dataclass(frozen=True, slots=True)
class _Steps:
    dossier: Dossier
    findings: Findings
    row: Mapping[str, Any]

    @property
    def _book(self) -> Rulebook:
        book: Rulebook = self.findings.books[self.row["rulebook"]]
        return book

    @property
    def _standing(self) -> pl.DataFrame:
        mine = pl.col("row") == self.row["row"]
        return self.findings.facts.filter(mine, ~pl.col("lifted"))

    def consent(self) -> Iterator[Step]:
        """Yield a consent that comes after everything that a consent can lift."""
        liftable = self._standing.filter("liftable")["orders_at"].to_list()
        after = max(liftable, default=None)
        try:
            at, later = self._moment(after)
        except OverflowError:
            return
        campaign = self.dossier.campaign
        record = self._permissive(at) | {
            "event_id": _RECORD,
            "channel": campaign.channel,
            "purpose": campaign.purpose,
            "action": Action.CONFIRMED.value,
            "collected_by": campaign.controller,
            "wording": self._valid_wording(later),
        }
        grounds = [ground for _, ground in self._book.numbered(GroundKind.CONSENT)]
        yield Step(
            "consent",
            self._said_consent(after),
            grounds[0].citation if grounds else "",
            after=after,
            change=Change(consents=(record,), at=later),
        )

    def grounds(self) -> Iterator[Step]:
        """Yield a dealing for each ground that takes one, and a named source."""
        at, _ = self._moment(None)
        for _, ground in self._book.numbered(GroundKind.RELATIONSHIP):
            record = self._permissive(at) | {
                "relationship_id": _RECORD,
                "role": Role.CONTROLLER.value,
                "kind": ground.kinds[0],
                "category": self._category(ground),
                "opt_out_offered": True,
            }
            yield Step(
                "relationship",
                self._said_dealing(ground),
                ground.citation,
                change=Change(relationships=(record,)),
            )
        for _, ground in self._book.numbered(GroundKind.OPT_OUT_REGIME):
            said = "the audience says where the contact came from (column 'source')"
            yield Step("source", said, ground.citation, change=Change(has_source=True))
            return

    def waiting(self) -> Iterator[Step]:
        """Yield the moment at which the last suppression, or the limit, has run out."""
        zone = self.dossier.campaign.timezone
        if ends := self._ends():
            until = said_time(max(ends), max(ends), zone)
            said = f"waiting until {until}, when what stands against it ends"
            yield Step("wait", said, change=Change(at=max(ends)))
        limits = self.dossier.campaign.limits
        if self.row["capped"] and limits is not None:
            free = self._free_again(limits)
            said = (
                f"waiting until {said_time(free, free, zone)}, when fewer than "
                f"{limits.max_sends} messages lie in the last {limits.window}"
            )
            yield Step("wait", said, change=Change(at=free))

    def ending(self) -> Iterator[Step]:
        """Yield the end of every suppression that no consent lifts."""
        fixed = self._standing.filter(~pl.col("liftable"))
        if fixed.is_empty():
            return
        ids = tuple(sorted(fixed["record"]))
        who = [
            f"{row['record']} ({row['reason']}: {_WHO_ENDS[row['reason']]})"
            for row in fixed.sort("record").iter_rows(named=True)
        ]
        one = len(ids) == 1
        yield Step(
            "end",
            f"the end of the suppression{'' if one else 's'} {' and '.join(who)}",
            records=ids,
            change=Change(ended=ids),
            is_single=one,
        )

    def settings(self) -> Iterator[Step]:
        """Yield the keys of the campaign by which it removes special addresses."""
        addresses = asdict(self.dossier.campaign.addresses)
        for reason, (key, what) in _SETTINGS.items():
            if self.row["mask"] & reason.bit:
                yield Step(
                    "campaign",
                    f"the campaign flags {what} instead of removing them ([addresses] "
                    f'{key} = "flag"); nothing that the person does changes that',
                    change=Change(campaign={"addresses": addresses | {key: "flag"}}),
                )

    def _moment(self, after: datetime | None) -> tuple[datetime, datetime | None]:
        """Return when a new record would be made, and a later moment to decide for."""
        campaign = self.dossier.campaign
        latest = min(campaign.as_of, campaign.known)
        if after is None or after < latest:
            return latest, None
        return after + _INSTANT, after + _INSTANT

    def _permissive(self, at: datetime) -> dict[str, Any]:
        """Return what any new record of the contact holds."""
        times = ("occurred_at_first", "occurred_at_last")
        recorded = ("recorded_at_first", "recorded_at_last")
        keys = ("person", "strict_key", "wide_key")
        return {
            **{name: self.row[name] for name in keys},
            **dict.fromkeys([*times, *recorded], at),
            "controller": self.dossier.campaign.controller,
        }

    def _valid_wording(self, later: datetime | None) -> str | None:
        if self.dossier.wordings is None:
            return None
        at = max(self.dossier.campaign.as_of, later or self.dossier.campaign.as_of)
        found = pl.col("invalidated_at_first")
        valid = self.dossier.wordings.filter(found.is_null() | (found > at))
        return valid["wording"].min()  # type: ignore[return-value]

    def _category(self, ground: Ground) -> str | None:
        categories = self.dossier.campaign.categories
        return categories[0] if ground.similar_only and categories else None

    def _ends(self) -> list[datetime]:
        """Return when each standing suppression ends; none if one of them does not."""
        suppressions = self.dossier.tables["suppressions"].select(
            pl.col("suppression_id").alias("record"),
            end=end_of().clip(upper_bound=CALENDAR[1]),
        )
        ends = self._standing.join(
            suppressions, on="record", how="left", validate="m:1"
        ).with_columns(
            end=pl.when(pl.col("table") == "suppressions").then(pl.col("end"))
        )["end"]
        return [] if ends.null_count() else ends.to_list()

    def _free_again(self, limits: Limits) -> datetime:
        """Return a moment at which the limit would let a message pass."""
        mine = self.findings.counted.filter(pl.col("row") == self.row["row"])
        blocking: datetime = mine["at"][limits.max_sends - 1]
        return limits.window.after(blocking, self.dossier.campaign.timezone)

    def _said_consent(self, after: datetime | None) -> str:
        campaign, policy = self.dossier.campaign, self._book.policy
        confirmed = "a confirmed consent" if policy.double_opt_in else "a consent"
        key = "address" if campaign.permission_key == "address" else "contact id"
        since = f" after {self._said_after(after)}" if after else ""
        how = [f"given to {campaign.controller} by the person{since}"]
        if self.dossier.wordings is not None:
            how.append("to a text that is on record and valid")
        if policy.refused_methods:
            how.append(f"not by {listed_or(policy.refused_methods)}")
        if policy.indirect == "refuse":
            how.append("not collected by anyone else")
        return (
            f"{confirmed} for {campaign.purpose} by {campaign.channel} with this "
            f"{key}, {', '.join(how)}"
        )

    def _said_after(self, after: datetime) -> str:
        """Return the time of the last fact that a consent can lift."""
        spans = [
            self.dossier.tables[table].select(first=f"{at}_first", last=f"{at}_last")
            for table, at in (
                ("suppressions", "effective_from"),
                ("consents", "occurred_at"),
            )
        ]
        first = pl.concat(spans).filter(pl.col("last") == after)["first"].min()
        return said_time(first, after, self.dossier.campaign.timezone)  # type: ignore[arg-type]

    def _said_dealing(self, ground: Ground) -> str:
        campaign = self.dossier.campaign
        article = "an" if ground.kinds[0][:1] in "aeiou" else "a"
        said = f"{article} {listed_or(ground.kinds)} with {campaign.controller} itself"
        if ground.similar_only and campaign.categories:
            said += f", of {listed_or(campaign.categories)}"
        if ground.requires_opt_out_offered:
            said += ", at which a simple refusal was offered and not used"
        return said
