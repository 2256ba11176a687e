"""The city's telephone: what its exchange tells, and what agents note of the calls."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from deploy.cli.day import staff
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.outcomes import end
from deploy.cli.day.people import Person, Refused
from deploy.cli.day.planned import Call, Fate
from shared.contracts.gateway import contact_id

MOST = 500
TOGETHER = timedelta(seconds=15)
"""Events of so long are told in one request."""
REFUSED = frozenset({"conflict", "unknown_unit"})
SOON = timedelta(seconds=5)
SHORT = timedelta(seconds=60)
"""Of calls that last no longer nobody notes anything."""
BEFORE_THE_END = timedelta(seconds=20)
"""So long before a call ends its agent notes how."""


def told(calls: tuple[Call, ...], unit: str) -> Iterator[tuple[datetime, str, Call]]:
    """What the exchange tells of that unit, and when."""
    for call in (each for each in calls if each.unit == unit):
        yield call.rang, "rang", call
        if call.queued is not None:
            yield call.queued, "queued", call
        if call.answered is not None:
            yield call.answered, "answered", call
        yield call.hung_up, "hung_up", call


async def ring(house: House, unit: str) -> None:
    """The exchange tells what happens, each when its time has come; what is due, together."""
    events = sorted(told(house.plan.calls, unit), key=lambda each: (each[0], each[2].name))
    place = 0
    while place < len(events):
        await house.time.until(events[place][0] + TOGETHER)
        now, last = house.time.now(), place
        while last < len(events) and events[last][0] <= now and last - place < MOST:
            last += 1
        await _tell(house, events[place:last])
        place = last


async def _tell(house: House, batch: list[tuple[datetime, str, Call]]) -> None:
    exchange = house.person(staff.EXCHANGE)
    events = [
        {"call": call.name, "event": event, "at": at.isoformat(), "unit": call.unit}
        for at, event, call in batch
    ]
    try:
        answer = await exchange.post(f"{GATEWAY}/telephony/events", {"events": events})
    except Refused:
        return
    for (_, event, call), result in zip(batch, answer["results"], strict=True):
        if result["status"] in REFUSED:
            house.line.refusals[result["status"]] += 1
        else:
            _write_down(house, event, call)


def _write_down(house: House, event: str, call: Call) -> None:
    ledger = house.ledger
    if event == "rang":
        ledger.rang(call.name, call.unit, call.rang)
    elif event == "answered":
        ledger.answered(call.name)
    elif event == "hung_up":
        ledger.hung_up(call.name)


async def answer(house: House, unit: str, agent: int) -> None:
    """One of the agents notes what each of their calls was about, and how it ends."""
    colleague = house.person(staff.desk(unit, agent))
    desk = f"{GATEWAY}/units/{unit}/desks/{agent}"
    mine = [
        (each.answered, each, each.fate)
        for each in house.plan.calls
        if each.unit == unit and each.agent == agent and each.answered and each.fate
    ]
    if not mine:
        return
    await house.time.until(mine[0][0])
    with suppress(Refused):
        await colleague.post(f"{desk}/open")
    for answered, call, fate in mine:
        await house.time.until(answered + TOGETHER + SOON)
        # whoever is behind notes nothing of a call that is over, or of which nobody heard yet
        heard = house.ledger.is_answered(call.name)
        if heard and call.hung_up - house.time.now() > SHORT:
            await _note(house, colleague, call, fate)
    with suppress(Refused):
        await colleague.post(f"{desk}/close")


async def _note(house: House, colleague: Person, call: Call, fate: Fate) -> None:
    of = f"{GATEWAY}/contacts/{contact_id(call.name)}"
    with suppress(Refused):
        contact = await colleague.post(f"{of}/take-up")
        try:
            contact = await colleague.post(f"{of}/reasons", {"reason": fate.reason})
            await house.time.until(call.hung_up - BEFORE_THE_END)
            await end(house, colleague, contact, fate)
        except Refused:
            await colleague.post(f"{of}/put-down")
