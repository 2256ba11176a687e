"""The demonstration's agenda: its professional keeps times open at their centre, by command."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.erasing import gateway
from deploy.cli.instance import OWNER, Instance
from services.gateway.commands import By, open_slots
from services.gateway.domain.refusals import NothingToOpen, SlotsOverlap
from services.gateway.domain.slots import Series
from shared.city import City, Unit
from shared.contracts.gateway import AppointmentKind
from shared.identity import Principal, Role

DAYS = 14
"""So many days ahead."""
TIMES = (
    (AppointmentKind.PREFERENTIAL, 20, 3),
    (AppointmentKind.ORDINARY, 30, 3),
    (AppointmentKind.FIRST_VISIT, 45, 2),
    (AppointmentKind.URGENT, 15, 2),
)
"""Kind, minutes, and how many one after another, whenever the centre opens."""
WHO = "SELECT id, units FROM account WHERE user_name = 'professional'"


async def open_times(instance: Instance, here: City) -> None:
    """Have times to come; those that are open already stay as they are."""
    at = await business_now(instance)
    identity = await asyncpg.connect(instance.dsn("identity", OWNER))
    try:
        row = await identity.fetchrow(WHO)
    finally:
        await identity.close()
    if row is None or not row["units"]:
        return
    [unit] = row["units"]
    who = Principal(row["id"], "professional", frozenset({Role.PROFESSIONAL}), frozenset({unit}))
    days = [here.day(at) + timedelta(days=ahead) for ahead in range(DAYS)]
    place = here.unit(unit)
    if place is None:
        return
    async with gateway(instance) as tx:
        for day in days:
            for series in times_of(here, place, day):
                with suppress(SlotsOverlap, NothingToOpen):
                    async with tx.transaction():
                        await open_slots(tx, unit, series, By(who, at))


def times_of(here: City, unit: Unit, day: date) -> list[Series]:
    """A professional's times of a day: one after another from when the centre opens, as fit."""
    series = []
    for hours in here.hours(unit, day):
        opens = datetime.combine(day, hours.opens)
        for kind, minutes, number in TIMES:
            fit = (datetime.combine(day, hours.closes) - opens) // timedelta(minutes=minutes)
            if fit == 0:
                continue
            closes = opens + timedelta(minutes=minutes * min(number, fit))
            stretch = (opens.time(), closes.time(), day, day)
            series.append(Series(kind, minutes, *stretch, frozenset({day.weekday()})))
            opens = closes
    return series
