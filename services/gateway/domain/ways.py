"""The ways to somebody: who speaks for them, how they are called and reached, in which language."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from services.gateway.domain.refusals import AskSafeContact, NotToBeContacted, UnknownLanguage
from shared.city import LANGUAGES, City


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


NOT_SAFE = frozenset({SafeContact.NO_MESSAGE, SafeContact.NO_CONTACT})
"""Answers after which nothing is written to them."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What was said of them; none is what nobody asked, which is never taken for a yes."""

    speaker: Speaker | None = None
    called_by: CalledBy = CalledBy.SCREEN
    reached_by: ReachedBy | None = None
    language: str | None = None
    """An ISO 639 code of the city folder's list."""
    safe_contact: SafeContact | None = None

    @property
    def by_another(self) -> bool:
        """Whether somebody speaks for whom it concerns, and has no right to hear their data."""
        return self.speaker not in (None, Speaker.SELF)

    @property
    def needs_interpreter(self) -> bool:
        """Whether their language is known and none of the interface's."""
        return self.language is not None and self.language not in LANGUAGES

    @property
    def called_by_text(self) -> bool:
        """Whether a message calls them: they asked for it, and nobody said that it is not safe."""
        asked = self.called_by is CalledBy.TEXT
        return asked and withheld(self.safe_contact, restricted=False) is None

    @property
    def may_leave_message(self) -> bool:
        """Only after a yes: what nobody asked is none."""
        return self.safe_contact is SafeContact.YES


class WaysSaid(TypedDict, total=False):
    """What is said of them now; what is not in it stays as it is."""

    speaker: Speaker | None
    called_by: CalledBy
    reached_by: ReachedBy | None
    language: str | None
    safe_contact: SafeContact | None


NOTHING_SAID = Ways()


def require_listed(here: City, language: str | None) -> None:
    """A language is in the city's list, or nobody said one. Raises ``UnknownLanguage``."""
    if language is not None and here.spoken(language) is None:
        raise UnknownLanguage


class Withheld(StrEnum):
    """Why no message may call somebody who asked for it."""

    NOT_SAFE = "not_safe"
    RESTRICTED = "restricted"
    """Nobody asked whether it is safe, and a reason is restricted: only a yes would be one."""


def withheld(safe: SafeContact | None, *, restricted: bool) -> Withheld | None:
    """Why no message may call them; none: it may.

    ``safe`` is the most careful of what they said at this contact and last anywhere.
    """
    if safe in NOT_SAFE:
        return Withheld.NOT_SAFE
    return Withheld.RESTRICTED if safe is None and restricted else None


def require_asked(ways: Ways) -> None:
    """Before anybody is called back. Raises ``AskSafeContact``, ``NotToBeContacted``."""
    if ways.safe_contact is None:
        raise AskSafeContact
    if ways.safe_contact is SafeContact.NO_CONTACT:
        raise NotToBeContacted
