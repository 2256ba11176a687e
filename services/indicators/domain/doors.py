"""The doors that the gateway hands on to: what of them a board shows, and whether it is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.indicators.domain.staleness import Feed, Freshness, freshness

SILENT_FOR = timedelta(minutes=10)
"""After so long a silence the newest figures say nothing of now: what was due has passed since."""
AHEAD = timedelta(days=28)
"""So far ahead places left are counted."""


@dataclass(frozen=True, slots=True)
class ReferralsNow:
    """Referrals that a centre has to answer, at an instant."""

    waiting: int
    """Sent, neither answered nor withdrawn."""
    late: int
    """Of these, those whose time to answer has passed."""
    soon: int
    """Of these, those of which somebody is warned and that are not late."""
    first_visits: int
    """Of the civil day up to then: referrals for whose first visit a time was chosen."""
    booked: int
    """Of these, those whose appointment the gateway has booked."""


@dataclass(frozen=True, slots=True)
class GroupsNow:
    """Sessions and their places, at an instant."""

    sessions: int
    """Of the civil day, without those that are off."""
    taken: int
    """Places in them of those who are enrolled."""
    left: int
    """Places left in sessions of the four weeks to come in which somebody may still enrol."""
    waiting: int
    """Places for which somebody waits without an offer, in all sessions to come."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a service's figures are worth, and the time of which they are."""

    freshness: Freshness
    as_of: datetime | None
    """Of what is unknown the newest instant that was heard of; none: nothing was ever heard."""

    @property
    def known(self) -> bool:
        """Whether there is a figure to show."""
        return self.freshness is not Freshness.UNKNOWN


@dataclass(frozen=True, slots=True)
class Doors:
    """Referrals and groups of an area; none of either is unknown, never zero."""

    referrals_trust: Trusted
    groups_trust: Trusted
    referrals: ReferralsNow | None
    groups: GroupsNow | None


def trusted(feed: Feed, now: datetime) -> Trusted:
    """What the newest figures of a service are worth at ``now``, real time."""
    fresh = freshness(feed, now)
    if feed.as_of is not None and now - feed.as_of > SILENT_FOR:
        fresh = Freshness.UNKNOWN
    return Trusted(fresh, feed.shown_as_of)
