"""How far each service was heard: whether its figures of a time are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.indicators.domain import Feed, Freshness, Trusted, trusted
from services.indicators.queries.feeds import feeds
from shared.db import Tx

AN_INSTANT = timedelta(microseconds=1)
SERVICES = ("gateway", "referrals", "groups")
SINCE = "SELECT service, since FROM feed WHERE service = ANY($1)"
NEVER = Trusted(Freshness.UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far each service was heard, in real time ``real``."""

    feeds: Mapping[str, Feed]
    since: Mapping[str, datetime]
    """Of those that were heard, the first instant."""
    real: datetime

    def at(self, service: str, moment: datetime) -> Trusted:
        """What can be said of a service's figures at an instant that has come."""
        feed, since = self.feeds[service], self.since.get(service)
        if since is None or since > moment:
            return NEVER
        if feed.shown_as_of is not None and moment < feed.shown_as_of:
            return Trusted(Freshness.LIVE, moment)
        return trusted(feed, self.real)


def handed_known(
    told: Hearing, bounds: tuple[datetime, datetime], now: datetime, door: str | None
) -> tuple[bool, bool]:
    """Whether referrals, and groups, of an interval are known: never of one door of the gateway."""
    start, end = bounds
    if door is not None or start > now:
        return False, False
    moment = min(end - AN_INSTANT, now)
    return told.at("referrals", moment).known, told.at("groups", moment).known


async def hearing(tx: Tx, real: datetime) -> Hearing:
    """How far each service was heard by now, in real time."""
    since = {row["service"]: row["since"] for row in await tx.fetch(SINCE, list(SERVICES))}
    return Hearing(await feeds(tx), since, real)
