"""At the desks of a centre: people come to the door, colleagues call, serve and close."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.outcomes import end
from deploy.cli.day.people import Person, Refused
from deploy.cli.day.planned import Shift, Visit
from shared.contracts.gateway import ContactState, Door

WALK = timedelta(seconds=20)
AGAIN = timedelta(seconds=40)
GRACE = timedelta(minutes=2, seconds=10)
"""So long whoever was called may still come; a little more than the city's rule."""
AFTER_CLOSING = timedelta(minutes=20)
"""So long after closing those who are inside are served."""
TIDY = timedelta(minutes=5)
LOOK = timedelta(seconds=60)
TAKEN = timedelta(minutes=5)


async def arrive(house: House, unit: str) -> None:
    """People come to that centre's desk, as the plan says."""
    at_the_door = house.person(staff.door(unit))
    for visit in house.plan.visits:
        if visit.unit == unit and visit.door is Door.DESK:
            await house.time.until(visit.at)
            with suppress(Refused):
                await _open(house, at_the_door, visit)


async def _open(house: House, at_the_door: Person, visit: Visit) -> None:
    body = {"door": "desk", "reason": visit.fate.reason if visit.known else None}
    contact = await at_the_door.post(f"{GATEWAY}/units/{visit.unit}/contacts", body)
    house.visits[contact["id"]] = visit
    house.ledger.opened(contact)
    house.came(visit.unit)


async def leave(house: House, unit: str) -> None:
    """Those whose patience ends, and who say so, leave."""
    at_the_door = house.person(staff.door(unit))
    leaving = sorted(
        (visit.at + visit.patience, place)
        for place, visit in enumerate(house.plan.visits)
        if visit.unit == unit and visit.patience is not None and not visit.silent
    )
    for at, place in leaving:
        await house.time.until(at)
        wanted = house.plan.visits[place]
        for contact, visit in list(house.visits.items()):
            if visit is wanted:
                with suppress(Refused):
                    gone = await at_the_door.post(f"{GATEWAY}/contacts/{contact}/abandon")
                    house.ledger.contact(gone)


async def work(house: House, shift: Shift) -> None:
    """A colleague works at a desk, from when it opens until nobody is left to be served."""
    colleague = house.person(staff.desk(shift.unit, shift.desk))
    desk = f"{GATEWAY}/units/{shift.unit}/desks/{shift.desk}"
    await house.time.until(shift.starts)
    if not await _sit_down(house, colleague, desk, shift):
        return
    await _go_on(house, colleague, shift)
    while house.time.now() < shift.ends + AFTER_CLOSING:
        came = await _somebody(house, shift)
        if not came and house.time.now() >= shift.ends:
            break
        with suppress(Refused):
            called = await colleague.post(f"{desk}/call-next")
            await attend(house, colleague, called["contact"])
    if shift.desk == min(each.desk for each in house.plan.shifts if each.unit == shift.unit):
        await house.time.until(shift.ends + AFTER_CLOSING + TIDY)
        await _send_home(house, colleague, shift.unit)
    with suppress(Refused):
        await colleague.post(f"{desk}/close")


async def _sit_down(house: House, colleague: Person, desk: str, shift: Shift) -> bool:
    while house.time.now() < shift.ends:
        with suppress(Refused):
            await colleague.post(f"{desk}/open")
            return True
        await house.time.sleep(TAKEN)
    return False


async def _somebody(house: House, shift: Shift) -> bool:
    """Whether somebody waits; looks by itself where others bring people too."""
    now = house.time.now()
    over = now >= shift.ends
    until = now if over else min(shift.ends, now + LOOK) if house.patient else shift.ends
    waiting = house.waiting[shift.unit]
    if not waiting.locked():
        await waiting.acquire()
        return True
    if over:
        return False
    return bool(await house.time.first(waiting.acquire(), until)) or house.patient


async def _go_on(house: House, colleague: Person, shift: Shift) -> None:
    """Whoever is at the desk still, from a play that was stopped, is served to the end."""
    with suppress(Refused):
        desks = await colleague.get(f"{GATEWAY}/units/{shift.unit}/desks")
        for each in desks["desks"]:
            if each["number"] == shift.desk and each["contact"] is not None:
                contact = await colleague.get(f"{GATEWAY}/contacts/{each['contact']}")
                house.ledger.contact(contact)
                await attend(house, colleague, contact)
        queue = await colleague.get(f"{GATEWAY}/units/{shift.unit}/queue", limit="200")
        for contact in queue["contacts"]:
            if contact["id"] not in house.visits:
                house.visits[contact["id"]] = _stranger(house, contact)
                house.came(shift.unit)


def _stranger(house: House, contact: dict[str, Any]) -> Visit:
    at = datetime.fromisoformat(contact["opened_at"])
    return Visit(contact["unit"], at, Door.DESK, house.fate(contact), known=True)


async def attend(house: House, colleague: Person, contact: dict[str, Any]) -> None:
    """Whoever was called comes and is served, or has left. Raises ``Refused``."""
    house.ledger.contact(contact)
    of = f"{GATEWAY}/contacts/{contact['id']}"
    if contact["state"] == ContactState.CALLED:
        await house.time.sleep(WALK)
        if _has_left(house, contact):
            await _missed(house, colleague, of)
            return
        if contact["appointment_at"]:
            house.ledger.contact(await colleague.post(f"{of}/take-in"))
            return
        contact = await colleague.post(f"{of}/start")
        house.ledger.contact(contact)
    await serve(house, colleague, contact)


def _has_left(house: House, contact: dict[str, Any]) -> bool:
    visit = house.visit(contact)
    if visit is None or visit.patience is None:
        return False
    return house.time.now() > visit.at + visit.patience


async def _missed(house: House, colleague: Person, of: str) -> None:
    """Called as often as the city says, then missed; those who wait again are called again."""
    for _ in range(2):
        await house.time.sleep(AGAIN)
        house.ledger.contact(await colleague.post(f"{of}/recall"))
    await house.time.sleep(GRACE)
    contact = await colleague.post(f"{of}/miss")
    house.ledger.contact(contact)
    if contact["state"] == ContactState.WAITING:
        house.came(contact["unit"])


async def serve(house: House, colleague: Person, contact: dict[str, Any]) -> None:
    """Ask what it is about, talk, and end it. Raises ``Refused``."""
    of, fate = f"{GATEWAY}/contacts/{contact['id']}", house.fate(contact)
    if contact["reason"] is None:
        contact = await colleague.post(f"{of}/reasons", {"reason": fate.reason})
    if contact["interpreter"]:
        with suppress(Refused):
            await colleague.post(f"{of}/interpreter/arrived")
    await house.time.sleep(fate.service)
    await end(house, colleague, contact, fate)


async def _send_home(house: House, colleague: Person, unit: str) -> None:
    """Who still waits after closing has to leave."""
    with suppress(Refused):
        queue = await colleague.get(f"{GATEWAY}/units/{unit}/queue", limit="200")
        for contact in queue["contacts"]:
            house.ledger.contact(contact)
            with suppress(Refused):
                gone = await colleague.post(f"{GATEWAY}/contacts/{contact['id']}/abandon")
                house.ledger.contact(gone)
