"""How to reach somebody who is not here, from what was said at their contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.gateway.domain.ways import ReachedBy, SafeContact, Speaker, Ways


@dataclass(frozen=True, slots=True)
class Told:
    """The ways that were said at a contact, and whether an interpreter was asked for."""

    ways: Ways
    interpreter: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """What to know before anybody calls; none is what nobody said."""

    language: str | None = None
    interpreter: bool = False
    """Whether it takes one to speak with them."""
    reached_by: ReachedBy | None = None
    speaker: Speaker | None = None

    @property
    def by_another(self) -> bool:
        """Whether somebody answers for whom it concerns, and has no right to hear their data."""
        return Ways(speaker=self.speaker).by_another


class Begin(StrEnum):
    """What to do to reach them."""

    CALL = "call"
    WRITE = "write"
    """By text; nobody dials."""
    VIDEO = "video"
    """In sign language."""
    NEITHER = "neither"
    """They want no contact, or are reached by text only, where no message may be left."""


def is_out_of_reach(reach: Reach, safe: SafeContact | None) -> bool:
    """Whether nothing may be tried.

    They want no contact, or are reached by text only, where no message may be left.
    """
    written_to = reach.reached_by is ReachedBy.TEXT
    return safe is SafeContact.NO_CONTACT or (written_to and safe is SafeContact.NO_MESSAGE)


def begin(reach: Reach, safe: SafeContact | None) -> Begin:
    """What to do, where that is as safe as they said."""
    if is_out_of_reach(reach, safe):
        return Begin.NEITHER
    if reach.reached_by is ReachedBy.TEXT:
        return Begin.WRITE
    return Begin.VIDEO if reach.reached_by is ReachedBy.SIGN_VIDEO else Begin.CALL


CAUTION = (SafeContact.NO_CONTACT, SafeContact.NO_MESSAGE, SafeContact.YES)


def cautious(answers: Sequence[SafeContact | None]) -> SafeContact | None:
    """The most careful of what was said; none if nobody asked."""
    return next((each for each in CAUTION if each in answers), None)


def reach(told: Sequence[Told]) -> Reach:
    """Each from the first contact that says it: the one that it comes of, then the newest."""
    said = next((each for each in told if each.ways.language), None)
    language = said.ways.language if said else None
    asked = said.interpreter if said else any(each.interpreter for each in told[:1])
    return Reach(
        language,
        asked or Ways(language=language).needs_interpreter,
        next((each.ways.reached_by for each in told if each.ways.reached_by), None),
        next((each.ways.speaker for each in told if each.ways.speaker), None),
    )
