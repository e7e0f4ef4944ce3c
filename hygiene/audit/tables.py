"""The tables of one campaign as a snapshot holds them: pseudonyms, matched rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from hygiene.audit.contents import (
    DIGESTS,
    EVIDENCE_IDS,
    FREE_TEXT,
    ORDER,
    SCHEMAS,
    SEPARATOR,
)
from hygiene.audit.lth1 import logical_hash
from hygiene.audit.pids import POINTS, Kind, PseudonymKey
from hygiene.audit.rules import rules_of, texts_of
from hygiene.deciding import Decided
from hygiene.keys.digests import ALGORITHMS
from hygiene.rulebook import subscriber_types
from hygiene.transforms.prohibition import match_value
from hygiene.transforms.traits import of_the_key
from hygiene.vocabulary import Match, Reason

_VALUE_KINDS = {
    Match.CONTACT_ID: Kind.PERSON,
    Match.DOMAIN: Kind.DOMAIN,
    **dict.fromkeys(ALGORITHMS, Kind.DIGEST),
}
_ID = "_id"
_ORDERED = ("consents", "relationships", "suppressions")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a snapshot holds of one campaign.

    Attributes:
        stored: Table to its rows: evidence only where it matches an audience row.
        full: Evidence table to the logical hash of all of its rows, without ranks.
        full_rows: Evidence table to the number of all of its rows.
    """

    stored: dict[str, pl.DataFrame]
    full: dict[str, str]
    full_rows: dict[str, int]


def pseudonymised(decided: Decided, key: PseudonymKey) -> Tables:
    """Return the tables of a decided campaign with pseudonyms in place of people."""
    maker = _Maker(decided, key)
    audience = maker.audience()
    stored: dict[str, pl.DataFrame] = {}
    full: dict[str, str] = {}
    rows: dict[str, int] = {}
    for table in (*EVIDENCE_IDS, "wordings"):
        # One whole table at a time: what matches nobody is hashed and let go.
        frame = maker.evidence(table)
        full[table] = logical_hash(frame.drop(_ID, strict=False))
        rows[table] = frame.height
        stored[table] = frame.filter(_is_matched(table, audience))
    made = {
        "audience": audience,
        "decisions": maker.decisions(audience),
        **_with_ranks(stored),
    }
    ordered = {name: in_order(name, frame) for name, frame in made.items()}
    return Tables(ordered, full, rows)


def bridge(decided: Decided, old: PseudonymKey, new: PseudonymKey) -> pl.DataFrame:
    """Return `pid_old` and `pid_new` of everybody in an audience, each once."""
    kind = POINTS[decided.inputs.campaign.channel]
    keys = decided.keyed.select(pl.col("strict_key").drop_nulls().unique()).collect()
    return pl.DataFrame(
        {
            "pid_old": old.pids(kind, keys["strict_key"]),
            "pid_new": new.pids(kind, keys["strict_key"]),
        }
    )


def in_order(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns and rows of a table in the order in which they are written."""
    schema = SCHEMAS[table]
    return frame.select(list(schema)).cast(dict(schema)).sort(ORDER[table])  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes pseudonyms of the tables of one campaign."""

    decided: Decided
    key: PseudonymKey

    @property
    def point(self) -> Kind:
        return POINTS[self.decided.inputs.campaign.channel]

    def audience(self) -> pl.DataFrame:
        suppressions = self.decided.staged["suppressions"].frame
        listed = suppressions.select("match", value=match_value()).unique().collect()
        traits = of_the_key()
        frame = self.decided.keyed.select(
            pl.col("row").cast(pl.Int64),
            "strict_key",
            "wide_key",
            "person",
            address_problem=_problem(),
            **self._rulebook(),
            has_source="origin",
            **{
                name: getattr(traits, name).fill_null(value=False)
                for name in SCHEMAS["audience"]
                if name.startswith("is_")
            },
            **_listed_digests(listed),
        ).collect()
        frame = self._with_pids(frame)
        hidden = [self.key.pids(Kind.DIGEST, frame[name]) for name in DIGESTS]
        hidden.append(self.key.pids(Kind.PERSON, frame["person"]))
        return frame.with_columns(hidden).pipe(self._with_domains, listed)

    def evidence(self, table: str) -> pl.DataFrame:
        """Return every row of an evidence table with pseudonyms; `_id` is its id."""
        frame = self.decided.staged[table].frame
        if table == "suppressions":
            other = pl.when(pl.col("match") != Match.ADDRESS).then(match_value())
            frame = frame.with_columns(value=other)
        found = frame.collect()
        if table in EVIDENCE_IDS:
            refs = self.key.pids(Kind.RECORD, found[EVIDENCE_IDS[table]])
            people = self.key.pids(Kind.PERSON, found["person"])
            found = self._with_pids(found.with_columns(refs.alias("ref"), people))
        if table == "suppressions":
            found = found.with_columns(self._values(found))
        known = {*texts_of(rules_of(self.decided.inputs.campaign))}
        veiled = [self.key.veil(found[name], known) for name in FREE_TEXT[table]]
        schema = [name for name in SCHEMAS[table] if name != "ref_order"]
        ids = {_ID: EVIDENCE_IDS[table]} if table in _ORDERED else {}
        return found.with_columns(veiled).select(*schema, **ids)

    def decisions(self, audience: pl.DataFrame) -> pl.DataFrame:
        """Return the decisions with the pseudonyms of their rows and records."""
        found = self.decided.decisions.with_columns(pl.col("row").cast(pl.Int64))
        frame = found.drop("contact_id").collect()
        blocked = frame.select("row", "blocked_by").explode("blocked_by").drop_nulls()
        refs = blocked.with_columns(self.key.pids(Kind.RECORD, blocked["blocked_by"]))
        joined = refs.group_by("row", maintain_order=True).agg(
            pl.col("blocked_by").str.join(SEPARATOR)
        )
        return (
            frame.drop("blocked_by")
            .join(joined, on="row", how="left", validate="1:1")
            .join(
                audience.select("row", "pid", "person"),
                on="row",
                how="left",
                validate="1:1",
            )
            .with_columns(
                pl.col("reasons", "flags").list.join(SEPARATOR),
                self.key.pids(Kind.RECORD, frame["basis_evidence"]),
            )
            .with_columns(pl.col("reasons", "flags").replace("", None))
        )

    def _with_pids(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add the pseudonyms of keys; most keys are their own wide key."""
        strict = self.key.pids(self.point, frame["strict_key"])
        same = pl.col("wide_key").eq_missing(pl.col("strict_key"))
        odd = frame.select(pl.when(~same).then("wide_key")).to_series()
        wide = self.key.pids(self.point, odd)
        return frame.with_columns(
            strict.alias("pid"), wide.alias("_wide")
        ).with_columns(pl.when(same).then("pid").otherwise("_wide").alias("wide"))

    def _rulebook(self) -> dict[str, pl.Expr]:
        """Return what chose the rulebook of a row: its policy's country, its type."""
        countries = list(self.decided.inputs.campaign.policies)
        kinds = subscriber_types()
        number = pl.col("rulebook").cast(pl.Int64)
        return {
            "country": _named(number // len(kinds), countries),
            "subscriber_type": _named(number % len(kinds), kinds),
        }

    def _with_domains(self, frame: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
        """Add the pseudonyms of the suppressed domains that an address lies in."""
        suppressed = listed.filter(pl.col("match") == Match.DOMAIN)["value"]
        above = frame.select("row", domains=of_the_key().domains).explode("domains")
        hits = above.filter(pl.col("domains").is_in(suppressed.implode()))
        found = hits.with_columns(self.key.pids(Kind.DOMAIN, hits["domains"]))
        joined = found.group_by("row").agg(pl.col("domains").sort().str.join(SEPARATOR))
        return frame.join(joined, on="row", how="left", validate="1:1")

    def _values(self, found: pl.DataFrame) -> pl.Expr:
        """Return the pseudonym of what a suppression names, other than an address."""
        hidden = [
            pl.when(pl.col("match") == match).then(
                pl.lit(
                    self.key.pids(
                        kind,
                        found.select(
                            pl.when(pl.col("match") == match).then("value")
                        ).to_series(),
                    )
                )
            )
            for match, kind in _VALUE_KINDS.items()
            if match in found["match"]
        ]
        none = pl.lit(None, pl.String)
        return pl.coalesce([*hidden, none]).alias("value")


def _problem() -> pl.Expr:
    """Return why an audience row has no usable address, or null."""
    codes = {
        reason.bit: reason.value
        for reason in (Reason.ADDRESS_MISSING, Reason.ADDRESS_INVALID)
    }
    return pl.col("address_mask").replace_strict(
        codes, default=None, return_dtype=pl.String
    )


def _named(number: pl.Expr, names: list[str]) -> pl.Expr:
    return number.replace_strict(range(len(names)), names, return_dtype=pl.String)


def _listed_digests(listed: pl.DataFrame) -> dict[str, pl.Expr]:
    """Return the digests of a row's keys that a suppression lists, by column."""
    found: dict[str, pl.Expr] = {}
    for algorithm in ALGORITHMS:
        values = listed.filter(pl.col("match") == algorithm)["value"]
        none = pl.lit(None, pl.String)
        pair = (none, none) if values.is_empty() else of_the_key().digests(algorithm)
        for key, digest in zip(("strict", "wide"), pair, strict=True):
            is_listed = digest.is_in(values.implode())
            found[f"{algorithm}_{key}"] = pl.when(is_listed).then(digest)
    return found


def _is_matched(table: str, audience: pl.DataFrame) -> pl.Expr:
    """Return which rows of an evidence table match an audience row at all."""
    if table == "wordings":
        return pl.lit(value=True)
    domains = audience["domains"].drop_nulls().str.split(SEPARATOR).explode()
    digests = [audience[name].drop_nulls() for name in DIGESTS]
    values = pl.concat([audience["person"].drop_nulls(), domains, *digests])
    known = {"pid": audience["pid"], "wide": audience["wide"], "value": values}
    known["person"] = audience["person"]
    hits = [
        pl.col(name).is_in(series.drop_nulls().unique().implode())
        for name, series in known.items()
        if name in SCHEMAS[table]
    ]
    return pl.any_horizontal(hits).fill_null(value=False)


def _with_ranks(stored: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Add `ref_order`: the rank of each stored record by its id, over all tables."""
    ids = pl.concat([stored[table].select(_ID, "ref") for table in _ORDERED])
    ranks = ids.unique().sort(_ID).with_row_index("ref_order").drop(_ID)
    return {
        table: frame.join(ranks, on="ref", how="left", validate="m:1")
        if table in _ORDERED
        else frame
        for table, frame in stored.items()
    }
