"""The ways to somebody: who speaks for them, how they are called and reached, in which language."""

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """Who speaks; whom it concerns may be somebody else, and gives them no right to hear."""

    SELF = "self"
    RELATIVE = "relative"
    CARER = "carer"
    PROFESSIONAL = "professional"
    LEGAL_REPRESENTATIVE = "legal_representative"


class CalledBy(StrEnum):
    """How somebody who waits is called to a desk."""

    SCREEN = "screen"
    FETCHED = "fetched"
    """Staff go and fetch them; their code is not on the display."""
    TEXT = "text"


class ReachedBy(StrEnum):
    """How somebody is reached who is not here."""

    VOICE = "voice"
    TEXT = "text"
    SIGN_VIDEO = "sign_video"


class SafeContact(StrEnum):
    """The answer to whether a message may be left where others may see or hear it."""

    YES = "yes"
    NO_MESSAGE = "no_message"
    """Call, but leave nothing and say to nobody else who calls."""
    NO_CONTACT = "no_contact"
    """Do not call or write at all."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What was said of them; none is what nobody asked, which is never taken for a yes."""

    speaker: Speaker | None = None
    called_by: CalledBy = CalledBy.SCREEN
    reached_by: ReachedBy | None = None
    language: str | None = None
    """An ISO 639 code of the city folder's list."""
    safe_contact: SafeContact | None = None


NOTHING_SAID = Ways()
