"""The demonstration's agenda: its professional keeps times open at their centre, by command."""

from contextlib import suppress
from datetime import date, time, timedelta

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.erasing import gateway
from deploy.cli.instance import OWNER, Instance
from services.gateway.commands import By, open_slots
from services.gateway.domain.refusals import NothingToOpen, SlotsOverlap
from services.gateway.domain.slots import Series
from shared.city import City
from shared.contracts.gateway import AppointmentKind
from shared.db import Connection
from shared.identity import Principal, Role

DAYS = 14
"""So many days ahead, weekends left out."""
FRIDAY = 4
TIMES = (
    (AppointmentKind.PREFERENTIAL, 20, time(9), time(10)),
    (AppointmentKind.ORDINARY, 30, time(10), time(12)),
    (AppointmentKind.FIRST_VISIT, 45, time(12), time(13, 30)),
    (AppointmentKind.URGENT, 30, time(13, 30), time(14)),
)
"""Kind, minutes, and between which hours, each day."""
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
    async with gateway(instance) as tx:
        for day in days:
            if day.weekday() <= FRIDAY:
                await _open(tx, unit, day, By(who, at))


async def _open(tx: Connection, unit: str, day: date, by: By) -> None:
    for kind, minutes, opens, closes in TIMES:
        series = Series(kind, minutes, opens, closes, day, day, frozenset({day.weekday()}))
        with suppress(SlotsOverlap, NothingToOpen):
            async with tx.transaction():
                await open_slots(tx, unit, series, by)
