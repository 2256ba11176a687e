"""A whole day: everybody who is played, at once, until the last has gone home."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx2

from deploy.cli.backstage.accounts import secrets_of
from deploy.cli.backstage.clock import clock_of
from deploy.cli.day import (
    agenda,
    answers,
    callbacks,
    came_back,
    catalogue,
    desk,
    groups,
    kiosk,
    partners,
    staff,
    telephone,
)
from deploy.cli.day.clock import Time
from deploy.cli.day.house import House
from deploy.cli.day.ledger import Ledger
from deploy.cli.day.people import Line, Pass
from deploy.cli.day.plan import Plan
from deploy.cli.day.wishes import Wishes
from deploy.cli.instance import Instance
from deploy.cli.origin import trusted
from shared.city import Unit

Act = Coroutine[Any, Any, None]
CONNECTIONS = 16


@asynccontextmanager
async def line(instance: Instance) -> AsyncIterator[Line]:
    """The way to the instance, and its clock."""
    limits = httpx2.Limits(max_connections=CONNECTIONS)
    transport = httpx2.AsyncHTTPTransport(verify=trusted(instance), limits=limits)
    async with transport, clock_of(instance) as clock:
        yield Line(instance.origin, transport, Time(clock))


async def house_of(instance: Instance, way: Line, plan: Plan) -> House:
    """The day, with its staff, nothing of it played yet."""
    wanted = {each.name: each for each in staff.everybody(plan.wishes)}
    secrets = await secrets_of(instance, list(wanted.values()))
    passes = {name: Pass(name, secrets[name], each.machine) for name, each in wanted.items()}
    return House(plan, way, passes, way.time, Ledger(plan.wishes.here))


async def play(house: House) -> None:
    """Play the day to its end; cancelled, it stops where it is, and nothing is lost.

    ``open_agendas`` comes before it, or with it.
    """
    async with asyncio.TaskGroup() as everybody:
        for act in acts(house):
            everybody.create_task(act)


async def prepare(house: House) -> None:
    """Whoever is played signs in; who does not now does when they first act."""
    async with asyncio.TaskGroup() as before:
        for name in house.passes:
            before.create_task(house.person(name).come_in())


async def open_agendas(house: House) -> None:
    """Professionals open times, facilitators sessions, of the day and those to come."""
    async with asyncio.TaskGroup() as before:
        for unit in house.plan.wishes.centres:
            before.create_task(agenda.open_times(house, unit))
            before.create_task(groups.open_sessions(house, unit))


def acts(house: House) -> Iterator[Act]:
    """What each of them does."""
    yield from at_the_other_doors(house)
    for unit in house.plan.wishes.centres:
        yield from at_a_centre(house, unit)


def at_the_other_doors(house: House) -> Iterator[Act]:
    """What partners and those at the telephones do."""
    yield partners.send(house)
    for unit in house.plan.wishes.telephones:
        yield from _at_the_telephone(house, unit)


def at_a_centre(house: House, unit: Unit) -> Iterator[Act]:
    """What people and staff do at a centre."""
    yield desk.arrive(house, unit.code)
    for shift in house.plan.shifts:
        if shift.unit == unit.code:
            yield desk.work(house, shift)
    yield desk.leave(house, unit.code)
    yield kiosk.come(house, unit.code)
    yield groups.enrol(house, unit)
    yield catalogue.come(house, unit)
    for hours in _played(house.plan.wishes, house.plan.wishes.hours(unit)):
        yield agenda.keep(house, unit, hours)
        yield answers.answer(house, unit, hours)
        yield came_back.see_to(house, unit, staff.professional(unit.code, 1), hours)
        yield groups.keep(house, unit, hours)
        yield callbacks.call_back(house, unit.code, hours)


def _at_the_telephone(house: House, unit: Unit) -> Iterator[Act]:
    yield telephone.ring(house, unit.code)
    for hours in _played(house.plan.wishes, house.plan.wishes.hours(unit)):
        yield callbacks.call_back(house, unit.code, hours)
        yield came_back.see_to(house, unit, staff.door(unit.code), hours)
    for agent in range(1, house.plan.wishes.numbers.calls.noted + 1):
        yield telephone.answer(house, unit.code, agent)


def _played(
    wishes: Wishes, hours: Sequence[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """The opening hours, as far as they are played."""
    for opens, closes in hours:
        start = max(opens, wishes.since or opens)
        end = min(closes, wishes.until or closes)
        if start < end:
            yield start, end
