"""Citations: the statute behind each rule, and a case in which it was broken.

A ground's citation stands in its policy; these are of the rules that every policy has.
They are for a lawyer to sign, not legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass

from hygiene.policy import Ground, Policy
from hygiene.vocabulary import Reason


@dataclass(frozen=True, slots=True)
class Citation:
    """What a rule rests on.

    Attributes:
        source: The statute, or what else stands behind the rule.
        lesson: A published case of its breach; blank where none is known.
    """

    source: str
    lesson: str = ""


CITATIONS: dict[Reason, Citation] = {
    Reason.ADDRESS_MISSING: Citation("keep on proof: GDPR art. 7(1)"),
    Reason.ADDRESS_INVALID: Citation(
        "keep on proof: GDPR art. 7(1); what cannot be read cannot be matched with a no"
    ),
    Reason.DECEASED: Citation("GDPR art. 5(1)(d), accuracy; no statute on the list"),
    Reason.MINOR: Citation("UK GDPR art. 8"),
    Reason.ERASED: Citation("UK GDPR art. 17; ICO: suppress, do not only delete"),
    Reason.OBJECTED: Citation(
        "GDPR art. 21(2)-(3)",
        "Penny Appeal, ICO 2024: a database was rebuilt without the opt-outs",
    ),
    Reason.COMPLAINED: Citation(
        "GDPR art. 21(3), read as an objection; mailbox providers' limits on complaints"
    ),
    Reason.UNSUBSCRIBED: Citation(
        "PECR reg. 22(2): consent for the time being; GDPR art. 7(3)",
        "Royal Mail, ICO 2022: people on hold were picked up by a reminder",
    ),
    Reason.BLOCKED: Citation("the controller's own instruction, or a court's"),
    Reason.ON_REGISTER: Citation(
        "PECR reg. 21; DPR 26/2022 art. 6(7) (Italy)",
        "Pinnacle Life, ICO 2024: no effective screening against the register",
    ),
    Reason.PAUSED: Citation("PECR reg. 22(2): consent for the time being"),
    Reason.HARD_BOUNCED: Citation("mailbox providers' rules for senders; no statute"),
    Reason.CONSENT_WITHDRAWN: Citation(
        "GDPR art. 7(3)", "HelloFresh, ICO 2024: opt-outs were not honoured"
    ),
    Reason.CONSENT_REFUSED: Citation(
        "GDPR arts. 4(11), 7(3)",
        "Flybe, ICO 2017: people who had said no were asked for their details",
    ),
    Reason.WORDING_INVALID: Citation(
        "GDPR art. 4(11): specific and informed",
        "HelloFresh, ICO 2024: the text did not name the channel",
    ),
    Reason.EVIDENCE_MISSING: Citation(
        "GDPR art. 7(1): the controller must be able to demonstrate consent",
        "Sports Direct, ICO 2021: no evidence of consent could be produced",
    ),
    Reason.METHOD_REFUSED: Citation(
        "GDPR art. 4(11): a clear affirmative act",
        "Join the Triboo, ICO 2023: registration was used as consent",
    ),
    Reason.CONSENT_EXPIRED: Citation(
        "GDPR art. 7(1); ages are values of the policy",
        "Sports Direct, ICO 2021: aged records were used again",
    ),
    Reason.CONSENT_PENDING: Citation(
        "GDPR art. 7(1); BGH I ZR 164/09: the confirmed address is the accepted proof"
    ),
    Reason.OTHER_ADDRESS: Citation(
        "ICO: consent does not move to another address of the same person"
    ),
    Reason.OTHER_PURPOSE: Citation("GDPR arts. 4(11), 6(1)(a): specific"),
    Reason.OTHER_CHANNEL: Citation(
        "GDPR art. 4(11): specific",
        "HelloFresh, ICO 2024: the text did not name the channel",
    ),
    Reason.RELATIONSHIP_EXPIRED: Citation(
        "ages are values of the policy",
        "Halfords, ICO 2022: who had bought in the last three years was selected",
    ),
    Reason.TRANSACTION_ONLY: Citation(
        "PECR reg. 22(2)-(3): a transaction is not consent",
        "Papa John's, ICO 2021: no refusal was offered when the order was taken",
    ),
    Reason.PROCESSOR_ONLY: Citation(
        "GDPR art. 28(10)",
        "Tested.me, ICO 2021: a service provider mailed its customers' visitors",
    ),
    Reason.OTHER_CONTROLLER: Citation(
        "PECR reg. 22(2): consent is notified to the sender",
        "Leave.EU and Eldon, ICO 2019: a sister's list was used",
    ),
    Reason.UNKNOWN_ORIGIN: Citation(
        "GDPR arts. 14(2)(f), 15(1)(g): the source must be told",
        "Global One 2015, ICO 2021: a third party's list was assumed permissioned",
    ),
    Reason.ROLE_ADDRESS: Citation("GDPR art. 7(1): nobody can say which person agreed"),
    Reason.DISPOSABLE_ADDRESS: Citation("the campaign's own setting"),
    Reason.FREQUENCY_CAP: Citation("the campaign's own promise"),
    Reason.DUPLICATE: Citation("one person, one message: the campaign's own setting"),
}
"""What each reason rests on."""

_KEYS = {
    Reason.CONSENT_PENDING: "double_opt_in",
    Reason.METHOD_REFUSED: "refused_methods",
}


def citation_of(reason: Reason, policy: Policy) -> Citation:
    """Return what a reason rests on: the policy's own citation, where it has one.

    >>> from hygiene.policy import load_policy
    >>> citation_of(Reason.CONSENT_PENDING, load_policy("uk")).source[:19]
    'UK GDPR art. 7(1): '
    """
    general = CITATIONS[reason]
    own = dict(policy.citations).get(_KEYS.get(reason, ""))
    return Citation(own, general.lesson) if own else general


def cited(ground: Ground) -> str:
    """Return the citation of a ground, or that its policy gives none."""
    return ground.citation or "the policy cites no source"
