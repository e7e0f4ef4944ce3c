"""The classes of past sends (docs/past_sends.md); the first that holds is a send's."""

from __future__ import annotations

from enum import StrEnum


class SendClass(StrEnum):
    """What became of the rules when a message was sent; the first that holds."""

    CONTROL_FAILURE = "control_failure"
    UNPROVEN = "unproven"
    LATENCY_FAILURE = "latency_failure"
    RETRO_PERMISSION = "retro_permission"
    GRACE = "grace"
    OK = "ok"

    @property
    def is_failure(self) -> bool:
        """Whether the message should not have been sent.

        >>> SendClass.GRACE.is_failure, SendClass.RETRO_PERMISSION.is_failure
        (False, True)
        """
        return self not in {SendClass.GRACE, SendClass.OK}


SEND_CLASSES: dict[SendClass, str] = {
    SendClass.CONTROL_FAILURE: "What forbids it was known before it was sent.",
    SendClass.UNPROVEN: "Nothing proves a ground, neither then nor now.",
    SendClass.LATENCY_FAILURE: "What forbids it had happened, but was learned later.",
    SendClass.RETRO_PERMISSION: "A ground was learned only after it was sent.",
    SendClass.GRACE: "Sent after an opt-out, within the days that the law allows.",
    SendClass.OK: "A ground was proven, and nothing known forbade it.",
}
