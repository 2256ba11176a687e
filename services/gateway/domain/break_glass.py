"""Reading without a relation: why somebody may, in a code and in their own words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.gateway.domain.refusals import WordsMissing

SHORTEST, LONGEST = 10, 500
LEAST_LETTERS = 5
"""So many different ones: ten times the same key is no reason."""


class Reason(StrEnum):
    """Why somebody must see a person with whom they have nothing to do."""

    DANGER = "danger"
    URGENT_CARE = "urgent_care"
    OUT_OF_HOURS = "out_of_hours"
    REQUEST = "request"
    """Of the person themselves, who stands before the reader."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Breaking:
    """What somebody says who breaks the glass: where they are, and why."""

    unit: str
    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A use of break-glass, and until when it lasts, in real time."""

    id: UUID
    until: datetime


def words_of(text: str) -> str:
    """The reader's own words, with single blanks. Raises ``WordsMissing`` if they say nothing."""
    words = " ".join(text.split())
    letters = {sign for sign in words.casefold() if sign.isalpha()}
    if not SHORTEST <= len(words) <= LONGEST or len(letters) < LEAST_LETTERS:
        raise WordsMissing
    return words


def remark_of(text: str) -> str | None:
    """What the officer remarks, if anything. Raises ``WordsMissing`` if it is too long."""
    remark = " ".join(text.split())
    if len(remark) > LONGEST:
        raise WordsMissing
    return remark or None
