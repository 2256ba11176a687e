"""How a contact ends: each outcome with the act that it stands for."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from deploy.cli.day.catalogue import TELEPHONE
from deploy.cli.day.chance import any_of, chance
from deploy.cli.day.handing import Meeting
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.people import Person, Refused
from deploy.cli.day.planned import Fate
from shared.contracts.gateway import AppointmentKind, Level, Outcome

Contact = dict[str, Any]
End = Callable[[House, Person, Contact, Fate], Awaitable[Contact | None]]
TRIED_TIMES = 4
KINDS = {
    Level.URGENT: (AppointmentKind.URGENT, AppointmentKind.PREFERENTIAL),
    Level.PREFERENTIAL: (AppointmentKind.PREFERENTIAL, AppointmentKind.ORDINARY),
    Level.ORDINARY: (AppointmentKind.FIRST_VISIT, AppointmentKind.ORDINARY),
}


async def end(house: House, colleague: Person, contact: Contact, fate: Fate) -> None:
    """End it as the plan says; where that cannot be, with information. Raises ``Refused``."""
    act, ended = ENDS.get(fate.outcome), None
    if act is not None:
        with suppress(Refused):
            ended = await act(house, colleague, contact, fate)
        if ended is None:
            house.ledger.notes[f"instead of {fate.outcome}: informed"] += 1
    if ended is None:
        outcome = Outcome.INFORMED if act else fate.outcome
        ended = await _close(colleague, contact, outcome)
    house.ledger.contact(ended)


async def _close(colleague: Person, contact: Contact, outcome: Outcome) -> Contact:
    of = f"{GATEWAY}/contacts/{contact['id']}"
    return await colleague.post(f"{of}/close", {"outcome": outcome})


async def _today(house: House, colleague: Person, contact: Contact, _fate: Fate) -> Contact:
    of = f"{GATEWAY}/contacts/{contact['id']}/reasons/{contact['reason']}/attend-today"
    return await colleague.post(of, {"unit": contact["centre"] or centre_of(house, contact)})


async def _redirect(house: House, colleague: Person, contact: Contact, _fate: Fate) -> Contact:
    here = house.plan.wishes.here
    reason = here.reason(contact["reason"] or "")
    owner = here.owner(reason.owner) if reason else None
    if owner is None or owner.ours:
        return await _close(colleague, contact, Outcome.RESOLVED)
    of = f"{GATEWAY}/contacts/{contact['id']}/reasons/{contact['reason']}/redirect"
    return await colleague.post(of, {"owner": owner.code})


async def _call_back(_house: House, colleague: Person, contact: Contact, _fate: Fate) -> Contact:
    of = f"{GATEWAY}/contacts/{contact['id']}/ways"
    await colleague.post(of, {"safe_contact": "no_message"})
    said = {"outcome": Outcome.CALL_BACK, "telephone": _number_of(contact)}
    return await colleague.post(f"{GATEWAY}/contacts/{contact['id']}/close", said)


def _number_of(contact: Contact) -> str:
    """An invented number, of few people each."""
    return TELEPHONE.format(UUID(contact["id"]).int % 1000)


async def give(house: House, colleague: Person, contact: Contact, fate: Fate) -> Contact | None:
    """An appointment at the next free time, sooner for whom it presses; none without any."""
    unit = contact["centre"] or centre_of(house, contact)
    level = Level(contact["level"] or Level.ORDINARY)
    for kind in KINDS[level]:
        free = await colleague.get(f"{GATEWAY}/units/{unit}/agenda/free", kind=kind)
        for slot in free["slots"][:TRIED_TIMES]:
            with suppress(Refused):
                body = {"unit": unit, "slot": slot["id"]}
                of = f"{GATEWAY}/contacts/{contact['id']}"
                house.ledger.booked(await colleague.post(f"{of}/appointments", body))
                return await colleague.get(of)
    return None


def centre_of(house: House, contact: Mapping[str, Any]) -> str:
    """The centre of whoever calls the city's telephone; always the same for the same call."""
    centres = house.plan.wishes.centres or house.plan.wishes.here.centres
    return centres[int(contact["id"][-6:], 16) % len(centres)].code


async def _group(house: House, colleague: Person, contact: Contact, _fate: Fate) -> Contact | None:
    """A place in a session that answers it, or in the line for one; none where there is none."""
    unit, of = contact["centre"] or centre_of(house, contact), f"{GATEWAY}/contacts/{contact['id']}"
    path = f"{GATEWAY}/units/{unit}/sessions"
    listed = await colleague.get(path, reason=contact["reason"], limit="50")
    found = sorted(listed["sessions"], key=lambda each: (each["unit"] != unit, not each["answers"]))
    for session in found[:TRIED_TIMES]:
        with suppress(Refused):
            body = {"session": session["session"], "places": 1}
            path = f"{of}/reasons/{contact['reason']}/group-place"
            place = await colleague.post(path, body)
            house.ledger.handing.asked(place["id"], meeting_of(place))
            return await colleague.get(of)
    return None


def meeting_of(place: Mapping[str, Any]) -> Meeting:
    """The session of a place, as the gateway knows it."""
    starts = datetime.fromisoformat(place["starts_at"])
    return Meeting(place["session"], place["held_at"], starts)


async def _refer(house: House, colleague: Person, contact: Contact, _fate: Fate) -> Contact | None:
    """Another of the centres that are played goes on with them; none where there is no other."""
    others = [each.code for each in house.plan.wishes.centres if each.code != contact["unit"]]
    if not others:
        return None
    unit = any_of(chance("referred", contact["id"]), others)
    of = f"{GATEWAY}/contacts/{contact['id']}/reasons/{contact['reason']}/refer"
    ended = await colleague.post(of, {"unit": unit})
    house.ledger.handing.sent(unit, house.time.now())
    house.ledger.notes["referrals sent by a desk or the telephone"] += 1
    return ended


ENDS: Mapping[Outcome, End] = {
    Outcome.SAME_DAY_CARE: _today,
    Outcome.REDIRECTED: _redirect,
    Outcome.CALL_BACK: _call_back,
    Outcome.APPOINTMENT: give,
    Outcome.GROUP_PLACE: _group,
    Outcome.REFERRED: _refer,
}
