"""What was done against what the indicators say: equal, or every difference by its name."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from deploy.cli.day import staff
from deploy.cli.day.house import GATEWAY, House
from deploy.cli.day.ledger import Figures
from deploy.cli.day.people import Person, Refused
from deploy.local.command import Problem
from shared.contracts.gateway import AppointmentState, Door

INDICATORS = "/indicators/api"
QUIET_SECONDS = 120.0
LOST_SECONDS = 10.0
"""So long after they heard that all is told, whatever is still lacking does not come."""
PAUSE_SECONDS = 0.5
OF_GROUPS = {
    "sessions": "sessions",
    "sessions held": "held",
    "places taken": "taken",
    "people attended": "attended",
    "people absent": "absent",
}
"""Figures of groups, and how the indicators call them."""
Said = dict[tuple[str, date], Figures]
STANDING = frozenset({AppointmentState.BOOKED, AppointmentState.ARRIVED})


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of which one side says other than the other; none: that side does not know it."""

    unit: str
    day: date
    figure: str
    done: int | None
    told: int | None


async def said(house: House, days: tuple[date, date]) -> Said:
    """What the indicators say of each unit and day."""
    reader = house.person(staff.READER)
    wishes, found = house.plan.wishes, Said()
    for unit in [*wishes.centres, *wishes.telephones]:
        answer = await reader.get(
            f"{INDICATORS}/areas/{unit.code}/figures",
            **{"from": days[0].isoformat(), "to": days[1].isoformat()},
            grain="day",
            limit="200",
        )
        for stretch in answer["intervals"]:
            day = wishes.here.day(datetime.fromisoformat(stretch["start"]))
            found[unit.code, day] = figures_of(stretch)
    return found


def figures_of(stretch: Mapping[str, Any]) -> Figures:
    """One stretch of them, by the names of what is written down."""
    work = stretch["work"] or {}
    told = Figures(
        {
            "opened": stretch["offered"] or 0,
            "served": stretch["answered"] or 0,
            "left unserved": stretch["abandoned"] or 0,
            "calls to return": (work.get("callbacks") or {}).get("opened", 0),
        }
    )
    for outcome, number in (work.get("by_outcome") or {}).items():
        told[f"ended: {outcome}"] = number
    for state, number in ((work.get("visits") or {}).get("by_state") or {}).items():
        told[f"appointments: {state}"] = number
    return told | _handed(stretch)


def _handed(stretch: Mapping[str, Any]) -> Figures:
    """Referrals and groups; nothing of either where it is unknown."""
    referrals, groups = stretch["referrals"] or {}, stretch["groups"] or {}
    told = Figures({figure: groups.get(code, 0) for figure, code in OF_GROUPS.items()})
    told["referrals sent"] = referrals.get("sent", 0)
    for answer, number in referrals.get("by_answer", {}).items():
        told[f"referrals {answer}"] = number
    return told


def differences(done: Said, before: Said, after: Said) -> list[Difference]:
    """Where what was done is not what the figures grew by, of all units and days they name."""
    found = []
    for unit, day in sorted({*after, *done}):
        grown = Counter(after.get((unit, day), Counter()))
        grown.subtract(before.get((unit, day), Counter()))
        mine = done.get((unit, day), Counter())
        found += [
            Difference(unit, day, figure, mine[figure], grown[figure])
            for figure in sorted({*grown, *mine})
            if mine[figure] != grown[figure]
        ]
    return found


def done(house: House) -> Said:
    """What was done in the units that are played, of which alone the indicators are asked."""
    wishes = house.plan.wishes
    played = {unit.code for unit in [*wishes.centres, *wishes.telephones]}
    figures = house.ledger.figures().items()
    return begun({key: each for key, each in figures if key[0] in played}, wishes.day)


def begun(figures: Said, today: date) -> Said:
    """The same without the sessions of days to come, of which the indicators say nothing yet."""
    return {
        (unit, day): Figures({name: each[name] for name in each if name not in OF_GROUPS})
        if day > today
        else each
        for (unit, day), each in figures.items()
    }


async def settled(house: House) -> None:
    """See how those ended whose end was not seen, when it came by itself or the play stopped."""
    for name, booked in list(house.ledger.appointments.items()):
        if booked.state in STANDING and booked.day <= house.plan.wishes.day:
            with suppress(Refused):
                await _visit(house, name, booked.unit)
    for name in house.ledger.unended():
        with suppress(Refused):
            await _contact(house, name, house.ledger.contacts[name].unit)


async def _visit(house: House, name: str, unit: str) -> None:
    colleague = house.person(staff.door(unit))
    visit = await colleague.get(f"{GATEWAY}/appointments/{name}")
    house.ledger.appointment(visit)
    if visit["arrival"]:
        await _contact(house, visit["arrival"], unit)


async def _contact(house: House, name: str, unit: str) -> None:
    colleague = house.person(staff.door(unit))
    house.ledger.contact(await colleague.get(f"{GATEWAY}/contacts/{name}"))


async def until_heard(house: House, since: datetime, cli: Person) -> None:
    """Wait until the indicators have heard everything that the gateway told, and the other doors.

    What is lacking once they have is lost: then the recount says what. Raises ``Problem`` when
    nothing is heard for two minutes.
    """
    end, moved, last = house.time.now(), time.monotonic(), None
    window = {"since": since.isoformat(), "until": end.isoformat()}
    while True:
        sides = [await _tallies(house, cli, window), await _tallies(house, cli, window, there=True)]
        board = await house.person(staff.READER).get(f"{INDICATORS}/areas/city/board")
        feeds = (board["as_of"], board["referrals"]["as_of"], board["groups"]["as_of"])
        heard = all(each is not None and datetime.fromisoformat(each) > end for each in feeds)
        if (sides[1], heard) != last:
            moved, last = time.monotonic(), (sides[1], heard)
        quiet = time.monotonic() - moved
        if heard and (sides[0] == sides[1] or quiet > LOST_SECONDS):
            return
        if quiet > QUIET_SECONDS:
            raise Problem(
                f"Nothing has arrived at the indicators for {QUIET_SECONDS:.0f} s, and something "
                "is lacking. It is kept and goes on by itself. See: portes status"
            )
        await asyncio.sleep(PAUSE_SECONDS)


async def _tallies(
    house: House, cli: Person, window: Mapping[str, str], *, there: bool = False
) -> Sequence[dict[str, Any]]:
    path = f"{INDICATORS}/tally" if there else f"{GATEWAY}/telephony/tally"
    return [await cli.get(path, door=str(door), **window) for door in Door]
