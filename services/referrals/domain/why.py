"""Why a receiver says no, pauses or fails: by codes, so that it can be counted."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why the answer is no, or another door is right."""

    NOT_OURS = "not-ours"
    """Somebody else is in charge."""
    TERRITORY = "territory"
    CRITERIA = "criteria"
    """They do not meet what the service asks for, such as an age."""
    NO_CAPACITY = "no-capacity"
    ALREADY_ATTENDED = "already-attended"
    NO_CONSENT = "no-consent"


class Pause(StrEnum):
    """Why work pauses."""

    WAITS_FOR_SENDER = "waits-for-sender"
    WAITS_FOR_PERSON = "waits-for-person"
    WAITS_FOR_OTHERS = "waits-for-others"


class Failure(StrEnum):
    """Why it could not be done."""

    NOT_FOUND = "not-found"
    """Nobody could reach them."""
    DECLINED = "declined"
    """They do not want it any more."""
    MOVED_AWAY = "moved-away"
    OTHER_HELP = "other-help"
