"""Why it changes who may know of a sealed person: a code, and a note for the officer alone."""

from dataclasses import dataclass
from enum import StrEnum

from services.gateway.domain.refusals import SealReasonMissing

LONGEST_NOTE = 500


class SealReason(StrEnum):
    """Why a person is sealed, for other units than before, or opened again."""

    WISH = "wish"
    """The person's own."""
    RISK = "risk"
    """Somebody looks for them, or may."""
    RISK_ENDED = "risk_ended"
    MOVED = "moved"
    """Another centre attends the person now."""
    MISTAKE = "mistake"
    OTHER = "other"


TO_SEAL = (SealReason.RISK, SealReason.WISH, SealReason.OTHER)
"""Offered where somebody is sealed; a change has every reason."""
TO_OPEN = tuple(reason for reason in SealReason if reason is not SealReason.RISK)
"""Offered where somebody is opened again."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why; ``note`` is read by nobody but the officer."""

    reason: SealReason
    note: str | None = None


def because(reason: str, note: str) -> Because:
    """What was said, with single blanks. Raises ``SealReasonMissing``."""
    try:
        return Because(SealReason(reason), " ".join(note.split()) or None)
    except ValueError:
        raise SealReasonMissing from None
