"""Why a receiver says no, pauses or fails, and a sender cancels: by codes, to be counted."""

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


class Despite(StrEnum):
    """Why it goes there although the check names a better route."""

    PREFERS = "prefers"
    """The person wants it so."""
    KNOWN_HERE = "known-here"
    """They know the person there already."""
    NEEDS_MORE = "needs-more"
    """They need something else of that service too."""
    TRIED = "tried"
    """The better route was tried, and did not lead there."""


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


class Cancellation(StrEnum):
    """Why the sender cancels what was opened already."""

    DECLINED = "declined"
    """The person does not want it any more."""
    MOVED_AWAY = "moved-away"
    OTHER_HELP = "other-help"
    CHANGED = "changed"
    """What is asked for is not right any more."""
    NOT_NEEDED = "not-needed"
