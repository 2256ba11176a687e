"""Papers: what somebody comes for with them, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PapersFor(StrEnum):
    """Why somebody comes with papers, or for them."""

    DELIVER = "deliver"
    COLLECT = "collect"
    BRING_MISSING = "bring_missing"
    """One that was missing the last time."""
    UNSURE = "unsure"
    """They do not know which ones they need."""


class PapersDone(StrEnum):
    """What came of it."""

    DELIVERED = "delivered"
    COLLECTED = "collected"
    MISSING = "missing"
    """Something is missing still."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Why somebody comes, if they said so, and what came of it, once somebody noted it."""

    purpose: PapersFor | None = None
    done: PapersDone | None = None
    at: datetime | None = None
    """When it was noted."""
