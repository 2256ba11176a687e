"""How long each kind of datum lives."""

import calendar
import re
from datetime import datetime, timedelta
from enum import StrEnum

from shared.city.texts import Document, Texts

FOREVER = "forever"
KEEP = re.compile(r"P([1-9][0-9]{0,3})([DMY])")
YEAR_MONTHS = 12


class Since(StrEnum):
    """From when the time counts."""

    CREATED = "created"
    ENDED = "ended"
    LAST_CONTACT = "last-contact"
    LAST_USED = "last-used"
    NEVER = "never"
    """It stays."""


class Then(StrEnum):
    """What is done when the time is over."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    ERASE = "erase"
    """What is known of a person goes, as on their request."""
    KEEP = "keep"
    ELSEWHERE = "elsewhere"
    """Somebody else removes it: the broker, whoever keeps logs and backups."""


class Retention(Document):
    """How long one kind of datum lives, what is done then, and why."""

    kind: str
    keep: str
    """``P12M``, ``P30D``, ``P2Y`` (ISO 8601), or ``forever``."""
    since: Since
    then: Then
    reason: Texts

    def limit(self, at: datetime) -> datetime | None:
        """Whatever began before that is due at ``at``; none: it stays."""
        return None if self.keep == FOREVER else before(at, self.keep)


def before(at: datetime, keep: str) -> datetime:
    """The instant so long before; on a day that the month lacks, its last."""
    found = KEEP.fullmatch(keep)
    if found is None:
        raise ValueError(keep)
    number, unit = int(found[1]), found[2]
    if unit == "D":
        return at - timedelta(days=number)
    months = at.year * YEAR_MONTHS + at.month - 1 - number * (YEAR_MONTHS if unit == "Y" else 1)
    year, month = months // YEAR_MONTHS, months % YEAR_MONTHS + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))
