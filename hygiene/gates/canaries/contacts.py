"""Canaries on the list: contacts whom nobody may write to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

from hygiene.gates.canaries.planter import NOBODY, Planter, plant_send
from hygiene.gates.canaries.tables import figures
from hygiene.resources import package_list

Named = tuple[str, Callable[[int], None]]

_COMPANION = 1_000
_INSTANT = timedelta(seconds=1)
_DIGESTS = ("md5", "sha1", "sha256", "sha512")
_OTHER_CHANNEL = {"email": "sms", "sms": "email", "voice": "email", "post": "email"}


def plant_contacts(planter: Planter) -> None:
    """Plant what the suite of the kept list has to catch."""
    for make in (_points, _ungrounded, _suppressed, _said_no, _limited):
        make(planter)


def _points(planter: Planter) -> None:
    rule = "expect_every_kept_row_to_have_a_contact_point"
    planter.contact(rule, "no contact point", point=None)
    planter.contact(rule, "a blank contact point", point=" \t")
    planter.contact("expect_only_valid_contact_points", "no address at all", point="12")
    planter.record(
        "expect_list_to_have_rows", "an empty list", "probes", is_planted=True
    )
    twice = "expect_no_contact_point_twice"
    again = planter.contact(twice, "the same contact point again")
    if again is not None:
        planter.add("kept", _COMPANION + again, point=planter.point(again).upper())
    if planter.campaign.addresses.duplicates == "alias" and planter.is_email:
        alias = planter.contact(twice, "the same mailbox again")
        if alias is not None:
            tagged = planter.point(alias).replace("@", "+x@")
            planter.add("kept", _COMPANION + alias, point=tagged)
    stranger = planter.case(
        "expect_kept_contact_points_from_the_audience", "somebody who was not proposed"
    )
    if stranger is not None:
        planter.add("kept", stranger, point=planter.point(stranger))
    planter.record(
        "expect_no_sudden_growth",
        "eight times as many kept",
        "planted_runs",
        **figures(kept=8_000),
    )


def _ungrounded(planter: Planter) -> None:
    rule = "expect_no_contact_without_ground"
    planter.contact(rule, "nothing known at all")
    for name, fact in [*_worthless_consents(planter), *_policys_own(planter)]:
        planter.contact(rule, name, fact)
    if planter.is_email and planter.campaign.permission_key == "address":
        number = planter.contact(rule, "consent of another spelling")
        if number is not None:
            planter.event(address=planter.point(number).replace("@", "+x@"))(number)
    dealt, held = planter.dealing(), planter.dealing(role="processor")
    planter.contact("expect_no_contact_known_only_by_dealings", "only ever paid", dealt)
    rule = "expect_no_contact_held_only_as_processor"
    planter.contact(rule, "paid someone else", held)


def _worthless_consents(planter: Planter) -> Iterator[Named]:
    """Yield consents that no policy takes for a ground."""
    campaign, event = planter.campaign, planter.event
    ended = campaign.as_of.isoformat()
    later = (campaign.as_of + _INSTANT).isoformat()
    unknown = (campaign.known + _INSTANT).isoformat()
    yield "consent to another purpose", event(purpose=f"{campaign.purpose}.{NOBODY}")
    yield "consent to any purpose", event(purpose="*")
    yield "consent on another channel", event(channel=_OTHER_CHANNEL[campaign.channel])
    yield "consent to another controller", event(controller=NOBODY)
    yield "consent to any controller", event(controller="*")
    yield "consent only asked for", event("requested")
    yield "consent after the sending", event(occurred_at=later)
    yield "consent not known yet", event(recorded_at=unknown)
    yield "consent that ended", event(expires_at=ended)


def _policys_own(planter: Planter) -> Iterator[Named]:
    """Yield consents that the default policy, or the table of wordings, refuses."""
    policy, event = planter.campaign.policies["default"], planter.event
    if policy.double_opt_in:
        yield "consent never confirmed", event()
    if policy.refused_methods:
        method = policy.refused_methods[0].upper()
        yield "consent by a refused method", event("confirmed", method=method)
    if policy.indirect == "refuse":
        yield "consent collected by others", event(collected_by=NOBODY)
    if "wordings" in planter.tables:
        yield "consent to an unknown text", event(wording=NOBODY)


def _suppressed(planter: Planter) -> None:
    rule, opt_out, point = (
        "expect_no_suppressed_contact",
        planter.suppression,
        planter.point,
    )
    campaign = planter.campaign
    planter.contact(rule, "suppressed by address", opt_out())
    planter.contact(rule, "suppressed in capitals", opt_out(lambda n: point(n).upper()))
    planter.contact(
        rule, "suppressed by contact id", opt_out(planter.person, match="contact_id")
    )
    for kind in _DIGESTS:
        digest = opt_out(_digest(kind, planter), match=kind)
        planter.contact(rule, f"suppressed by {kind}", digest)
    wide = opt_out(
        channel=str(campaign.channel),
        purpose=campaign.purpose.partition(".")[0],
        controller=campaign.controller,
        blocks="all",
    )
    planter.contact(rule, "suppressed for a wider purpose", wide)
    if planter.is_email:
        alias = opt_out(lambda n: point(n).replace("@", "+x@"))
        planter.contact(rule, "suppressed under an alias", alias)
        number = planter.case(rule, "suppressed by domain")
        if number is not None:
            cells = {"point": f"canary{number}@mail.{planter.domain}"}
            planter.add("kept", number, **cells)
            planter.add("audience", number, **cells)
            opt_out(lambda _: f"mail.{planter.domain}", match="domain")(number)


def _digest(kind: str, planter: Planter) -> Callable[[int], str]:
    return lambda number: (
        hashlib.new(kind, planter.point(number).encode()).hexdigest().upper()
    )


def _said_no(planter: Planter) -> None:
    rule, event = "expect_no_withdrawn_contact", planter.event
    planter.contact(rule, "withdrew", event("withdrawn"))
    planter.contact(rule, "refused", event("refused"))
    planter.contact(
        rule, "withdrew everything", event("withdrawn", purpose="*", channel="*")
    )
    bought = planter.dealing(occurred_at=planter.ago(1))
    planter.contact(rule, "withdrew and then bought", event("withdrawn"), bought)


def _limited(planter: Planter) -> None:
    campaign = planter.campaign
    box = package_list("role_mailboxes.txt")[0]
    planter.contact(
        "expect_no_role_address",
        "a mailbox of a function",
        point=f"{box}@{planter.domain}",
    )
    planter.contact(
        "expect_no_disposable_address",
        "a disposable mailbox",
        point=_disposable(planter),
    )
    limits = campaign.limits
    if limits is None or planter.now <= limits.window.before(
        campaign.as_of, campaign.timezone
    ):
        return
    number = planter.contact("expect_no_contact_over_the_limit", "written to too often")
    for turn in range(limits.max_sends if number is not None else 0):
        plant_send(planter, number or 0, turn, planter.now)


def _disposable(planter: Planter) -> str:
    from disposable_email_domains import blocklist

    return f"{planter.person(0)}@{min(blocklist)}"
