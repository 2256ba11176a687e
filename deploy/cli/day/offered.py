"""Calls about places that are offered to who has no address: they open by themselves."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.people import Person, Refused

ASKED = {"origin": "offer", "limit": "200"}


async def look_at_offers_before(house: House) -> None:
    """See which there are before the play: nobody played has made them."""
    today = house.plan.wishes.here.day(house.time.now())
    async for call in _calls(house, today, today):
        house.ledger.offered_before(call)


async def look_at_offers(house: House, first: date) -> None:
    """See which opened since that day, as they stand or ended."""
    async for call in _calls(house, first, house.plan.wishes.day):
        house.ledger.offered(call)


async def _calls(house: House, first: date, last: date) -> AsyncIterator[Mapping[str, Any]]:
    wishes = house.plan.wishes
    looks = [(unit.code, staff.professional(unit.code, 1)) for unit in wishes.centres]
    looks += [(unit.code, staff.door(unit.code)) for unit in wishes.telephones]
    for unit, name in looks:
        for which in _which(first, last):
            for call in await _listed(house.person(name), unit, which):
                yield call


def _which(first: date, last: date) -> Iterator[dict[str, str]]:
    """What is open, and what ended on each of these days."""
    yield {}
    for ahead in range((last - first).days + 1):
        yield {"which": "ended", "day": (first + timedelta(days=ahead)).isoformat()}


async def _listed(
    colleague: Person, unit: str, which: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    with suppress(Refused):
        listed = await colleague.get(f"{GATEWAY}/units/{unit}/pending", **ASKED, **which)
        return [each["call"] for each in listed["calls"]]
    return []
