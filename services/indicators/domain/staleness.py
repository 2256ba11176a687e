"""How far the figures can be trusted: a quiet feed and a dead one are told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STALE_AFTER = timedelta(seconds=12)
"""Without a heartbeat for so long a feed is called dead: 15 s, less the time to show it."""
CATCHING_UP = timedelta(seconds=6)
"""A partition that applied something so lately, and older than the heartbeat, is behind."""


class Freshness(StrEnum):
    """What a figure's number is worth."""

    LIVE = "live"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a partition's events are applied, and whether it stands still, all in real time."""

    name: str
    told_at: datetime | None
    heard_at: datetime | None
    paused: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What came from one service: its newest heartbeat, and its partitions.

    ``at`` is the heartbeat's business time, ``told_at`` its publication in real time.
    """

    service: str
    at: datetime | None
    told_at: datetime | None
    places: Sequence[Place] = ()

    @property
    def as_of(self) -> datetime | None:
        """Everything published before is in the figures, as far as can be told; none: nothing."""
        if self.told_at is None:
            return None
        behind = [place.told_at for place in self.places if place.told_at and self._lags(place)]
        return min([self.told_at, *behind])

    def _lags(self, place: Place) -> bool:
        if self.told_at is None or place.told_at is None or place.heard_at is None:
            return False
        busy = self.told_at - place.heard_at < CATCHING_UP
        return busy and place.heard_at - place.told_at > CATCHING_UP

    @property
    def shown_as_of(self) -> datetime | None:
        """``as_of`` on the business's clock, as screens show it."""
        if self.at is None or self.told_at is None or self.as_of is None:
            return None
        return self.at - (self.told_at - self.as_of)

    @property
    def paused(self) -> list[str]:
        """Names of partitions whose events wait because one could not be applied."""
        return sorted(place.name for place in self.places if place.paused)


def freshness(feed: Feed, now: datetime) -> Freshness:
    """What the feed's figures are worth at ``now``, real time."""
    if feed.as_of is None:
        return Freshness.UNKNOWN
    dead = now - feed.as_of > STALE_AFTER
    return Freshness.STALE if dead or feed.paused else Freshness.LIVE
