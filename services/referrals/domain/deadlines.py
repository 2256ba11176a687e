"""Until when a receiver confirms and answers: in working time, with a warning before each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.referrals.domain.referral import Referral
from shared.city import City
from shared.city.working_time import worked


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed, as working time of the receiving unit."""

    acknowledge: timedelta
    answer: timedelta
    warn: timedelta
    """So long before an answer is late somebody is warned."""

    @property
    def warn_acknowledge(self) -> timedelta:
        """So long before it is late that it was confirmed: the same share of that time."""
        return self.acknowledge * (self.warn / self.answer)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a referral that was sent is late."""

    acknowledge_by: datetime
    answer_by: datetime
    warn_at: datetime
    acknowledge_warn_at: datetime


def deadlines(here: City, referral: Referral, terms: Terms) -> Deadlines | None:
    """Of a referral that was sent; none of a draft.

    Where the unit is not open for so long within two weeks, so much time as such.
    """
    since, unit = referral.sent_at, here.unit(referral.unit)
    if since is None:
        return None

    def after(much: timedelta) -> datetime:
        found = worked(here, unit, since, much) if unit else None
        return found or since + much

    warning = max(timedelta(0), terms.answer - terms.warn)
    first = max(timedelta(0), terms.acknowledge - terms.warn_acknowledge)
    return Deadlines(after(terms.acknowledge), after(terms.answer), after(warning), after(first))
