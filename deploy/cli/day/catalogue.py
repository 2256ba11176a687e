"""At the public catalogue: somebody chooses a session there and enrols, known to nobody.

It has no API to enrol with: what is touched is the page of a session and its form.
"""

import html
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from deploy.cli.day.chance import any_of, chance
from deploy.cli.day.handed import Enrolment
from deploy.cli.day.handing import Meeting, meeting
from deploy.cli.day.house import House
from deploy.cli.day.kiosk import FIELD, FORM, UNREADABLE
from deploy.cli.day.people import Person, Refused
from shared.city import Unit

CATALOGUE = "/groups/catalogue.json"
TELEPHONE = "+44 7700 900{:03d}"
"""Numbers that no telephone has; they are kept free for inventions."""


async def come(house: House, unit: Unit) -> None:
    """People enrol themselves in that centre's sessions, as the plan says."""
    mine = [each for each in house.plan.enrolled_themselves if each.unit == unit.code]
    for number, enrolment in enumerate(mine):
        await house.time.until(enrolment.at)
        with suppress(Refused):
            await _enrol(house, unit, enrolment, number)


async def _enrol(house: House, unit: Unit, enrolment: Enrolment, number: int) -> None:
    visitor = Person(house.line, None)
    listed = await visitor.get(CATALOGUE, district=unit.district or "")
    found = [meeting(each) for each in listed["sessions"] if each["unit"] == unit.code]
    coming = [each for each in found if each.starts_at > house.time.now()]
    if coming:
        session = any_of(chance("catalogue", unit.code, enrolment.at), coming)
        name = f"Persona inventada {house.plan.wishes.day:%y%m%d}-w{number}"
        said = {"name": name, "telephone": TELEPHONE.format(number), "places": "1"}
        if await _send(visitor, session, said) == "enrolled":
            house.ledger.handing.enrolled_themselves(session)
        house.ledger.notes["places asked for on the public page"] += 1


async def _send(visitor: Person, session: Meeting, said: dict[str, str]) -> str:
    """Fill in the session's form; what the page says came of it. Raises ``Refused``."""
    page = (await visitor.ask("GET", f"/groups/open/{session.id}")).text
    forms = [(html.unescape(to), fields) for to, fields in FORM.findall(page)]
    for to, fields in forms:
        if to.endswith(session.id):
            kept = {name: html.unescape(value) for name, value in FIELD.findall(fields)}
            # the form has its own command id, so asking again takes no second place
            answer = await visitor.ask("POST", to, data={**kept, **said})
            query = parse_qs(urlsplit(answer.headers.get("location", "")).query)
            return query.get("done", [""])[0]
    raise visitor.refuse(UNREADABLE)
