"""Until when a receiver answers: in working time of the centre, with a warning before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.referrals.domain.referral import Referral, State
from shared.city import City
from shared.city.working_time import worked


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed, as working time of the receiving unit."""

    acknowledge: timedelta
    answer: timedelta
    warn: timedelta
    """So long before an answer is late somebody is warned."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a referral that was sent is late."""

    acknowledge_by: datetime
    answer_by: datetime
    warn_at: datetime

    def late(self, referral: Referral, at: datetime) -> bool:
        """Whether the receiver owes something that is overdue."""
        if referral.state is not State.REQUESTED:
            return False
        return at > (self.answer_by if referral.acknowledged_at else self.acknowledge_by)

    def near(self, referral: Referral, at: datetime) -> bool:
        """Whether an answer is soon to be late, and still is not."""
        return referral.state is State.REQUESTED and self.warn_at <= at <= self.answer_by


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
    return Deadlines(after(terms.acknowledge), after(terms.answer), after(warning))
