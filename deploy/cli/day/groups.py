"""Group sessions of a centre: opened, filled, awaited, offered, held, and who came."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.chance import any_of, chance
from deploy.cli.day.handed import Session, sessions
from deploy.cli.day.handing import Meeting, meeting
from deploy.cli.day.house import House
from deploy.cli.day.people import Person, Refused
from shared.city import Unit

GROUPS = "/groups/api"
LOOK = timedelta(minutes=20)
ROOM = "Sala 1"
SOON = timedelta(minutes=10)
"""So long after it began somebody notes who is there."""
HERE = ("gateway", "referral")
"""Doors of places for which others answer: whoever asked for them."""


async def open_sessions(house: House, unit: Unit) -> None:
    """The facilitator opens the sessions of the days to come; those that are open stay."""
    colleague = house.person(staff.facilitator(unit.code))
    wishes = house.plan.wishes
    with suppress(Refused):
        listed = await colleague.get(f"{GROUPS}/units/{unit.code}/sessions", limit="200")
        there = {
            wishes.here.day(datetime.fromisoformat(each["session"]["starts_at"]))
            for each in listed["sessions"]
        }
        for ahead in range(wishes.numbers.groups.days + 1):
            day = wishes.day + timedelta(days=ahead)
            for session in sessions(wishes, unit, day):
                if day not in there:
                    with suppress(Refused):
                        await open_one(house, colleague, session)


async def look_at_sessions_to_come(house: House) -> None:
    """See which are open before the play, of days of which the indicators say nothing yet."""
    here = house.plan.wishes.here
    tomorrow = here.day(house.time.now()) + timedelta(days=1)
    since = max(house.plan.wishes.day, tomorrow)
    for unit in house.plan.wishes.centres:
        colleague = house.person(staff.facilitator(unit.code))
        with suppress(Refused):
            listed = await colleague.get(f"{GROUPS}/units/{unit.code}/sessions", limit="200")
            for each in listed["sessions"]:
                at, state = meeting(each["session"]), each["session"]["state"]
                if state == "published" and here.day(at.starts_at) >= since:
                    house.ledger.handing.there_already(at, each["taken"])


async def open_one(house: House, colleague: Person, session: Session) -> Meeting:
    """Open it, and let everybody know. Raises ``Refused``."""
    body = {
        "programme": session.programme,
        "first": session.day.isoformat(),
        "clock": f"{session.hour:02d}:00",
        "room": ROOM,
        "capacity": session.size,
        "minutes": house.plan.wishes.numbers.groups.minutes,
    }
    made = await colleague.post(f"{GROUPS}/units/{session.unit}/series", body)
    [opened] = made["sessions"]
    await colleague.post(f"{GROUPS}/sessions/{opened['id']}/publish")
    house.ledger.handing.published(meeting(opened))
    house.ledger.notes["sessions opened"] += 1
    return meeting(opened)


async def enrol(house: House, unit: Unit) -> None:
    """Professionals enrol people, as the plan says."""
    colleague = house.person(staff.professional(unit.code, 1))
    mine = [each for each in house.plan.enrolments if each.unit == unit.code]
    for number, enrolment in enumerate(mine):
        await house.time.until(enrolment.at)
        with suppress(Refused):
            coming = [
                each
                for each in await _listed(colleague, unit)
                if datetime.fromisoformat(each["starts_at"]) > house.time.now()
            ]
            if coming:
                session = any_of(chance(unit.code, enrolment.at), coming)
                await enrol_one(house, colleague, meeting(session), {"name": f"{number}"})


async def enrol_one(house: House, colleague: Person, at: Meeting, who: dict[str, str]) -> None:
    """Enrol somebody invented, named by the day and what is said of them. Raises ``Refused``."""
    body = who | {"name": f"Persona inventada {house.plan.wishes.day:%y%m%d}-{who['name']}"}
    place = await colleague.post(f"{GROUPS}/sessions/{at.id}/places", body)
    house.ledger.handing.stands(place, at)
    house.ledger.notes["places asked for by professionals"] += 1


async def _listed(colleague: Person, unit: Unit) -> list[dict[str, Any]]:
    """Published sessions of the centre from today on. Raises ``Refused``."""
    answer = await colleague.get(f"{GROUPS}/units/{unit.code}/sessions", limit="200")
    found = [each["session"] for each in answer["sessions"]]
    return [each for each in found if each["state"] == "published"]


async def keep(house: House, unit: Unit, hours: tuple[datetime, datetime]) -> None:
    """Answers come in, places are given back, and sessions are held."""
    colleague = house.person(staff.facilitator(unit.code))
    await house.time.until(hours[0])
    while house.time.now() < hours[1] + LOOK:
        with suppress(Refused):
            for session in await _listed(colleague, unit):
                with suppress(Refused):
                    await _see_to(house, colleague, session)
        await house.time.sleep(LOOK)


async def _see_to(house: House, colleague: Person, session: dict[str, Any]) -> None:
    path = f"{GROUPS}/sessions/{session['id']}/places"
    places = (await colleague.get(path))["places"]
    if house.time.now() < datetime.fromisoformat(session["starts_at"]):
        for place in places:
            await _answer(house, colleague, session, place)
    elif house.time.now() >= datetime.fromisoformat(session["starts_at"]) + SOON:
        await _hold(house, colleague, session, places)


async def _answer(
    house: House, colleague: Person, session: dict[str, Any], place: dict[str, Any]
) -> None:
    """What is said to an offer, or to a place that somebody has."""
    numbers, source = house.plan.wishes.numbers.groups, chance("place", place["id"])
    takes, gives_back = source.random() < numbers.accepts, source.random() < numbers.gives_back
    said = None
    if place["state"] == "offered" and place["door"] not in HERE:
        said = "accepted" if takes else "declined"
    elif place["state"] == "enrolled" and gives_back:
        said = "withdrawn"
    if said is not None:
        await say(house, colleague, meeting(session), (place, said))


async def say(
    house: House, colleague: Person, at: Meeting, answer: tuple[dict[str, Any], str]
) -> None:
    """Note what is said to a place, and write it down. Raises ``Refused``."""
    (place, said), handing = answer, house.ledger.handing
    handing.found(place, at)
    path = f"{GROUPS}/places/{place['id']}/answer"
    handing.stands(await colleague.post(path, {"answer": said}), at)
    house.ledger.notes[f"places {said}"] += 1


async def _hold(
    house: House, colleague: Person, session: dict[str, Any], places: list[dict[str, Any]]
) -> None:
    """Note who came, and close the sheet."""
    missed = house.plan.wishes.numbers.groups.missed
    came = [each["attendance"] for each in places if each["attendance"]]
    for place in places:
        if place["state"] == "enrolled" and place["attendance"] is None:
            absent = chance("attendance", place["id"]).random() < missed
            said = {"attendance": "absent" if absent else "attended"}
            await colleague.post(f"{GROUPS}/places/{place['id']}/attendance", said)
            came.append(said["attendance"])
            house.ledger.notes[f"people {said['attendance']} at sessions"] += 1
    await colleague.post(f"{GROUPS}/sessions/{session['id']}/close")
    house.ledger.handing.held(meeting(session), came)
    house.ledger.notes["sessions held"] += 1


async def look_at_sheets(house: House) -> None:
    """See what became of the places that were asked or answered for at other doors."""
    played = {unit.code for unit in house.plan.wishes.centres}
    for session in house.ledger.handing.on_sheets():
        if session.unit in played:
            colleague = house.person(staff.facilitator(session.unit))
            with suppress(Refused):
                sheet = await colleague.get(f"{GROUPS}/sessions/{session.id}/places")
                house.ledger.handing.seen(sheet["places"])
