"""Pending calls that ended on a day, the last first, a page after the other."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from services.gateway.domain import access_to_calls
from services.gateway.queries.pending_listed import LISTED, Listed, listed_of
from shared.city import City
from shared.contracts.gateway import PendingOrigin
from shared.db import Tx
from shared.identity import Principal
from shared.widening import as_the_service

ENDED = f"""
WITH page AS MATERIALIZED (
  SELECT id FROM pending_call WHERE unit = $1 AND ended_at >= $3 AND (ended_at, id) < ($4, $5)
    AND ($6::text IS NULL OR origin = $6)
  ORDER BY ended_at DESC, id DESC LIMIT $7
)
{LISTED} JOIN page ON page.id = p.id ORDER BY p.ended_at DESC, p.id DESC
"""
"""What is said besides is asked only of those of the page."""
FIRST = UUID(int=0)
GOES_ON = r"^\d{1,16}-[0-9a-f]{32}$"
"""How an address says where a page goes on."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class EndedAt:
    """Where a page goes on: at those that ended before this one."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.id.hex}"


def goes_on(said: str | None) -> EndedAt | None:
    """Where the page goes on, as an address says it; none if it says nothing of that kind."""
    if said is None or not re.fullmatch(GOES_ON, said):
        return None
    microseconds, _, entry = said.partition("-")
    return EndedAt(EPOCH + timedelta(microseconds=int(microseconds)), UUID(entry))


@dataclass(frozen=True, slots=True)
class EndedAsked:
    """Which of those that ended are asked for."""

    day: date
    """Of the city's calendar."""
    limit: int
    origin: PendingOrigin | None = None
    after: EndedAt | None = None


@dataclass(frozen=True, slots=True)
class EndedPage:
    """A page of them, as somebody may know of them, and where the next one goes on."""

    calls: tuple[Listed, ...]
    more: EndedAt | None


async def ended_page(
    tx: Tx, here: City, unit: str, asked: EndedAsked, who: Principal, at: datetime
) -> EndedPage:
    """Who ended on that day at the unit, but those of whom the reader may not know."""
    since, until = (here.instant(each, time.min) for each in _both(asked.day))
    end = EndedAt(until, FIRST)
    place = min(asked.after or end, end)
    known: list[Listed] = []
    while len(known) <= asked.limit:
        told = (unit, at, since, place.at, place.id, asked.origin, asked.limit + 1)
        async with as_the_service(tx):  # as the list of the open ones
            rows = await tx.fetch(ENDED, *told)
        found = [listed_of(row) for row in rows]
        known += [each for each in found if _may_know(here, each, who, at)]
        if len(found) <= asked.limit:
            break
        place = _place(found[-1])
    shown = known[: asked.limit]
    return EndedPage(tuple(shown), _place(shown[-1]) if len(known) > asked.limit else None)


def _both(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _place(listed: Listed) -> EndedAt:
    entry = listed.entry
    return EndedAt(entry.ended_at or EPOCH, entry.id)


def _may_know(here: City, listed: Listed, who: Principal, at: datetime) -> bool:
    return access_to_calls.may_know_call(here, listed.facts, who, at)
