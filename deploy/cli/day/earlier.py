"""What the hours before a play would have left at a centre in referrals and groups.

Whoever would have done it does it now, one after the other, through the same doors, and writes it
down like everything that is played. What is there already stays: a play that begins again adds
nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from deploy.cli.day import answers, groups, staff
from deploy.cli.day.catalogue import TELEPHONE
from deploy.cli.day.chance import chance
from deploy.cli.day.groups import GROUPS
from deploy.cli.day.handed import Sent, Session
from deploy.cli.day.handing import Meeting
from deploy.cli.day.house import House
from deploy.cli.day.partners import REFERRALS, send_one, unplanned, write
from deploy.cli.day.people import Person, Refused
from shared.city import Unit

COMING, SMALL, WAITING, GIVEN_BACK = 5, 6, 3, 3
"""People in today's session; in the full one its places, who wait besides, and who leave."""
SOONEST = 2
"""So many days ahead the full session is at least: what is free there is offered in turn."""
STAGES = ("new", "arrived", "lacking", "working", "visiting", "waiting", "mistaken")
"""How far each of these referrals has come; two are accepted with a visit and with a place."""
ASKED = "Us va bé que en parlem aquesta setmana?"
ANSWERED = "Sí. Dimecres al matí hi serà la mediadora."
NUMBERED = 900
"""Numbers of those who are referred here; the plan's are lower."""
PAUSE, TRIES = timedelta(seconds=1), 30
"""So often is looked whether one service has heard of what another was told."""

Told = dict[str, Any]


async def leave(house: House, unit: Unit, sender: str) -> None:
    """Leave a session of today with people, a full one, and referrals of that partner."""
    full = None
    with suppress(Refused):
        full = await _sessions(house, unit, sender)
    with suppress(Refused):
        await _referrals(house, unit, sender, full)
    if full is not None:
        with suppress(Refused):
            await _line(house, unit, sender, full)


async def _sessions(house: House, unit: Unit, sender: str) -> Meeting | None:
    """Open and fill what is lacking; the full one, if there was none. Raises ``Refused``."""
    colleague, wishes = house.person(staff.facilitator(unit.code)), house.plan.wishes
    path = f"{GROUPS}/units/{unit.code}/sessions"
    listed = (await colleague.get(path, limit="200"))["sessions"]
    starts = (datetime.fromisoformat(each["session"]["starts_at"]) for each in listed)
    taken = {wishes.here.day(at) for at in starts}
    if wishes.day not in taken:
        with suppress(Refused):
            next_hour = house.time.now().astimezone(wishes.here.zone).hour + 1
            today = await _open(house, unit, (wishes.day, next_hour), COMING)
            await _enrol_theirs(house, sender, today, COMING)
    ahead = range(SOONEST, wishes.numbers.groups.days + 1)
    days = (wishes.day + timedelta(days=each) for each in ahead)
    free = [day for day in days if day not in taken and wishes.here.hours(unit, day)]
    if any(each["waiting"] for each in listed) or not free:
        return None
    opens = wishes.here.hours(unit, free[0])[0].opens.hour
    return await _open(house, unit, (free[0], opens + 1), SMALL)


async def _open(house: House, unit: Unit, when: tuple[date, int], people: int) -> Meeting:
    """Open a session on a day at an hour, and enrol so many. Raises ``Refused``."""
    (day, hour), numbers = when, house.plan.wishes.numbers.groups
    size = SMALL if people == SMALL else numbers.size
    programme = numbers.programmes[day.weekday() % len(numbers.programmes)]
    colleague = house.person(staff.facilitator(unit.code))
    session = Session(unit.code, day, hour, programme, size)
    opened = await groups.open_one(house, colleague, session)
    await _enrol(house, unit, opened, range(people))
    return opened


async def _enrol(house: House, unit: Unit, at: Meeting, numbers: range) -> None:
    for number in numbers:
        name = f"{house.plan.wishes.here.day(at.starts_at):%d}-{number}"
        who = {"name": name, "telephone": TELEPHONE.format(number)}
        await groups.enrol_one(house, _professional(house, unit), at, who)


async def _enrol_theirs(house: House, sender: str, at: Meeting, number: int) -> None:
    """The partner enrols somebody of its own, who agrees. Raises ``Refused``."""
    name = f"Persona inventada {house.plan.wishes.day:%y%m%d}-p{number}"
    path = f"{GROUPS}/organisations/{sender}/sessions/{at.id}/places"
    system, said = house.person(staff.partner(sender)), {"name": name, "consent": True}
    house.ledger.handing.stands(await system.post(path, said), at)
    house.ledger.notes["places asked for by partners"] += 1


async def _referrals(house: House, unit: Unit, sender: str, full: Meeting | None) -> None:
    """Some at each stage, and a draft, written last: where one is, nothing is lacking.

    Raises ``Refused``.
    """
    system, colleague = house.person(staff.partner(sender)), _professional(house, unit)
    drafts = await system.get(f"{REFERRALS}/referrals", box="drafts", limit="200")
    if any(each["unit"] == unit.code for each in drafts["referrals"]):
        return
    letters = [_sent(house, unit, sender, number) for number in range(len(STAGES))]
    sent = {stage: await send_one(house, each) for stage, each in zip(STAGES, letters, strict=True)}
    acts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("arrived", "acknowledge", {}),
        ("lacking", "give_back", {"missing": answers.MISSING}),
        ("working", "accept", {}),
        ("working", "work_on", {}),
        ("visiting", "accept", await _visit(house, unit)),
        ("waiting", "accept", await _place(house, unit, full)),
    )
    for stage, act, said in acts:
        with suppress(Refused):
            await answers.do(house, colleague, unit, sent[stage], (act, said))
    with suppress(Refused):
        await _mistake(house, unit, sender, sent["mistaken"])
    with suppress(Refused):
        await _talk(house, unit, sender, sent["working"])
    await write(house, _sent(house, unit, sender, len(STAGES)))


async def _mistake(house: House, unit: Unit, sender: str, referral: str) -> None:
    """It is opened, and then the partner says that it was sent by mistake. Raises ``Refused``."""
    of = f"{REFERRALS}/referrals/{referral}"
    await _professional(house, unit).post(f"{of}/open")
    await house.person(staff.partner(sender)).post(f"{of}/acts/call_error", {})
    house.ledger.handing.mistaken(unit.code, house.time.now())
    house.ledger.notes["referrals sent by mistake"] += 1


async def _talk(house: House, unit: Unit, sender: str, referral: str) -> None:
    """The centre asks who sent it, who answers; nobody has read that yet. Raises ``Refused``."""
    of = f"{REFERRALS}/referrals/{referral}/messages"
    await _professional(house, unit).post(of, {"words": ASKED})
    await house.person(staff.partner(sender)).post(of, {"words": ANSWERED})


def _professional(house: House, unit: Unit) -> Person:
    return house.person(staff.professional(unit.code, 1))


def _sent(house: House, unit: Unit, sender: str, number: int) -> Sent:
    reasons = house.plan.wishes.numbers.referrals.reasons
    reason, lacking = reasons[number % len(reasons)], STAGES[number : number + 1] == ("lacking",)
    return unplanned(house, unit.code, sender, reason, NUMBERED + number, incomplete=lacking)


async def _visit(house: House, unit: Unit) -> Told:
    """A time for a first visit, once one is known of; none if that takes long."""
    openings = await _openings(house, unit, lambda told: bool(told["times"]))
    return answers.first_visit(house, unit.code, openings, chance(unit.code, "earlier"))


async def _place(house: House, unit: Unit, full: Meeting | None) -> Told:
    """A place in the full session, once it is known of; none if that takes long."""
    if full is None:
        return {}

    def known(told: Told) -> bool:
        return any(each["id"] == full.id for each in told["sessions"])

    return {"session": full.id} if known(await _openings(house, unit, known)) else {}


async def _openings(house: House, unit: Unit, known: Callable[[Told], bool]) -> Told:
    """What can be given there, once that is known which somebody waits for, or after a while."""
    for _ in range(TRIES):
        told = await _professional(house, unit).get(f"{REFERRALS}/units/{unit.code}/openings")
        if known(told):
            break
        await house.time.sleep(PAUSE)
    return told


async def _line(house: House, unit: Unit, sender: str, full: Meeting) -> None:
    """Whoever was referred waits first, then the partner's, then others; then some leave.

    What is given back is offered in that order.

    Raises ``Refused``.
    """
    colleague = house.person(staff.facilitator(unit.code))
    for _ in range(TRIES):
        places = (await colleague.get(f"{GROUPS}/sessions/{full.id}/places"))["places"]
        if any(each["door"] == "referral" for each in places):
            break
        await house.time.sleep(PAUSE)
    await _enrol_theirs(house, sender, full, SMALL)
    await _enrol(house, unit, full, range(SMALL, SMALL + WAITING))
    for place in [each for each in places if each["state"] == "enrolled"][:GIVEN_BACK]:
        await groups.say(house, colleague, full, (place, "withdrawn"))
