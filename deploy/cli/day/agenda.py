"""A centre's agenda: professionals keep times open; people come to their appointments or do not."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from deploy.cli.day import kiosk, staff
from deploy.cli.day.chance import chance, lasting
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.people import Person, Refused
from shared.city import Unit

LOOK = timedelta(minutes=20)
"""So often somebody looks for appointments that were given for today meanwhile."""
GIVEN_UP = timedelta(minutes=15)
"""So long after its time an appointment is noted as missed; no check-in is possible then."""
LAST = timedelta(hours=2)


async def open_times(house: House, unit: Unit) -> None:
    """Professionals open the times of the days to come; those that are open stay."""
    wishes = house.plan.wishes
    numbers = wishes.numbers.agenda
    given = wishes.scenario.given_until(unit.code)
    for ahead in range(given, given + numbers.days + 1):
        with suppress(Refused):
            await _open_day(house, unit, wishes.day + timedelta(days=ahead))


async def _open_day(house: House, unit: Unit, day: date) -> None:
    """The times of every professional on a day of which none is open yet. Raises ``Refused``."""
    first = house.person(staff.professional(unit.code, 1))
    if not house.plan.wishes.here.hours(unit, day):
        return
    agenda = await first.get(f"{GATEWAY}/units/{unit.code}/agenda", day=day.isoformat())
    if agenda["entries"]:
        return
    for number in range(1, staff.professionals(house.plan.wishes, unit) + 1):
        colleague = house.person(staff.professional(unit.code, number))
        with suppress(Refused):
            await _open_theirs(house, colleague, unit, day)


async def _open_theirs(house: House, colleague: Person, unit: Unit, day: date) -> None:
    """Times of a day, one after another from when the unit opens, as fit. Raises ``Refused``."""
    wishes = house.plan.wishes
    path = f"{GATEWAY}/units/{unit.code}/agenda/slots"
    for hours in wishes.here.hours(unit, day):
        at, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
        for times in wishes.numbers.agenda.times:
            fit = min(times.number, (closes - at) // timedelta(minutes=times.minutes))
            if fit == 0:
                continue
            ends = at + fit * timedelta(minutes=times.minutes)
            body = {
                "kind": times.kind,
                "minutes": times.minutes,
                "opens": at.time().isoformat(),
                "closes": ends.time().isoformat(),
                "first": day.isoformat(),
                "until": day.isoformat(),
            }
            await colleague.post(path, body)
            at = ends


async def keep(house: House, unit: Unit, hours: tuple[datetime, datetime]) -> None:
    """Whoever has an appointment on the day comes or stays away, given before or meanwhile."""
    colleague = house.person(staff.professional(unit.code, 1))
    known: set[str] = set()
    async with asyncio.TaskGroup() as visits:
        while house.time.now() < hours[1]:
            with suppress(Refused):
                for visit in await _booked(house, colleague, unit):
                    if visit["id"] not in known:
                        known.add(visit["id"])
                        house.ledger.appointment(visit)
                        visits.create_task(_visit(house, colleague, visit, hours[0]))
            await house.time.until(min(hours[1], house.time.now() + LOOK))


async def _booked(house: House, colleague: Person, unit: Unit) -> list[dict[str, Any]]:
    day = house.plan.wishes.day.isoformat()
    agenda = await colleague.get(f"{GATEWAY}/units/{unit.code}/agenda", day=day)
    visits = [each["appointment"] for each in agenda["entries"] if each["appointment"]]
    return [each for each in visits if each["state"] in {"booked", "arrived"}]


async def look_at_first_visits(house: House) -> None:
    """See which of the times with which referrals were accepted the gateway has booked."""
    asked = house.ledger.first_visits
    for unit, day in sorted(set(asked.values())):
        colleague, path = (
            house.person(staff.professional(unit, 1)),
            f"{GATEWAY}/units/{unit}/agenda",
        )
        with suppress(Refused):
            agenda = await colleague.get(path, day=day.isoformat())
            for visit in filter(None, (each["appointment"] for each in agenda["entries"])):
                if visit["slot"] in asked:
                    house.ledger.appointment(visit)


async def _visit(house: House, colleague: Person, visit: dict[str, Any], opens: datetime) -> None:
    """What becomes of one appointment; nobody comes in before the doors open."""
    wishes = house.plan.wishes
    starts = datetime.fromisoformat(visit["starts_at"])
    source = chance(wishes.seed, visit["unit"], starts, visit["kind"])
    early = timedelta(minutes=lasting(source, wishes.numbers.agenda.early_minutes, 0.6))
    of = f"{GATEWAY}/appointments/{visit['id']}"
    with suppress(Refused):
        if visit["state"] == "booked" and source.random() < wishes.numbers.agenda.missed:
            await house.time.until(starts + GIVEN_UP)
            house.ledger.appointment(await colleague.post(f"{of}/miss"))
            return
        if visit["state"] == "booked":
            await house.time.until(max(starts - early, opens))
            await _check_in(house, visit, by_kiosk=source.random() < wishes.numbers.visits.kiosk)
        await house.time.until(starts)
        await _seen(house, colleague, await colleague.get(of))


async def _seen(house: House, colleague: Person, visit: dict[str, Any]) -> None:
    """The professional receives them, unless a desk has let them in, and sees them."""
    of = f"{GATEWAY}/appointments/{visit['id']}"
    if visit["began_at"] is None:
        with suppress(Refused):
            visit = await colleague.post(f"{of}/receive")
    house.ledger.appointment(visit)
    await house.time.sleep(timedelta(minutes=visit["minutes"]))
    seen = await colleague.post(f"{of}/attend")
    house.ledger.appointment(seen)
    if seen["arrival"]:
        at_the_door = house.person(staff.door(visit["unit"]))
        contact = await at_the_door.get(f"{GATEWAY}/contacts/{seen['arrival']}")
        house.ledger.contact(contact)


async def _check_in(house: House, visit: dict[str, Any], *, by_kiosk: bool) -> None:
    """At the kiosk or with the colleague at the door. Raises ``Refused``."""
    unit, at_the_door = visit["unit"], house.person(staff.door(visit["unit"]))
    if by_kiosk:
        code = await kiosk.check_in(house, unit, visit["code"])
        if code is None:  # whoever receives them may be the first to meet them, when they go
            seen = await at_the_door.get(f"{GATEWAY}/appointments/{visit['id']}")
            house.ledger.opened(await at_the_door.get(f"{GATEWAY}/contacts/{seen['arrival']}"))
        else:
            house.ledger.ticket(unit, code, house.time.now())
    else:
        seen = await at_the_door.post(f"{GATEWAY}/units/{unit}/check-in", {"code": visit["code"]})
        house.ledger.appointment(seen)
        house.ledger.opened(await at_the_door.get(f"{GATEWAY}/contacts/{seen['arrival']}"))
    house.came(unit)
