"""At the kiosk: a language, what for, a ticket; or the code of an appointment.

It has no API: what is touched are its pages and their forms, as they are without scripts.
"""

import html
import re
from contextlib import suppress
from urllib.parse import urlsplit

from deploy.cli.day import staff
from deploy.cli.day.chance import any_of, chance
from deploy.cli.day.house import House
from deploy.cli.day.people import Person, Refused
from deploy.cli.day.planned import Visit
from shared.contracts.gateway import Door

LINK = r'href="([^"]*/{}\?visit=[^"]*)"'
FORM = re.compile(r'<form[^>]* action="([^"]+)"[^>]*>(.*?)</form>', re.S)
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')
TICKET = re.compile(r'class="p-slip"[^>]*>.*?<b>([^<]+)</b>', re.S)
THREE = ("ca", "es", "en")
UNREADABLE = "not-as-expected"


async def come(house: House, unit: str) -> None:
    """People come to that centre's kiosk, as the plan says."""
    for visit in house.plan.visits:
        if visit.unit == unit and visit.door is Door.KIOSK:
            await house.time.until(visit.at)
            with suppress(Refused):
                code = await take(house, visit)
                if code is not None:
                    house.tickets[unit, code] = visit
                house.ledger.ticket(unit, code, house.time.now())
                house.came(unit)


async def take(house: House, visit: Visit) -> str | None:
    """Take a ticket; its code, none if the kiosk went on before it was read. Raises ``Refused``."""
    screen = house.person(staff.kiosk(visit.unit))
    async with house.kiosks[visit.unit]:
        language = visit.language or THREE[0]
        page = await _first(screen, visit.unit)
        if language not in THREE:
            public = house.plan.wishes.here.public
            tongues = [each.code for each in public.languages] if public else []
            language = any_of(chance(visit.unit, visit.at), tongues or THREE)
        if language not in THREE:
            page = await _touch(screen, page, "languages")
        page = await _touch(screen, page, language)
        return await _send(screen, page, {})


async def check_in(house: House, unit: str, code: str) -> str | None:
    """Say with an appointment's code that one is here; as ``take``. Raises ``Refused``."""
    screen = house.person(staff.kiosk(unit))
    async with house.kiosks[unit]:
        page = await _touch(screen, await _first(screen, unit), THREE[0])
        return await _send(screen, await _touch(screen, page, "appointment"), {"code": code})


async def _first(screen: Person, unit: str) -> str:
    return (await screen.ask("GET", f"/gateway/units/{unit}/kiosk")).text


async def _touch(screen: Person, page: str, step: str) -> str:
    found = re.search(LINK.format(step), page)
    if found is None:
        raise screen.refuse(UNREADABLE)
    return (await screen.ask("GET", html.unescape(found[1]))).text


async def _send(screen: Person, page: str, said: dict[str, str]) -> str | None:
    """Send that screen's form, and read the ticket that follows."""
    found = FORM.search(page)
    if found is None:
        raise screen.refuse(UNREADABLE)
    fields = {name: html.unescape(value) for name, value in FIELD.findall(found[2])}
    # the form has its own command id, so asking again takes no second ticket
    answer = await screen.ask("POST", html.unescape(found[1]), data={**fields, **said})
    leads = answer.headers.get("location", "")
    if not urlsplit(leads).path.endswith("/ticket"):
        raise screen.refuse(UNREADABLE)
    code = TICKET.search((await screen.ask("GET", leads)).text)
    return html.unescape(code[1]) if code else None
