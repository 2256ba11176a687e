"""What happens because time passed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.audit.months import open_months
from shared.clock import Clock
from shared.contracts.heartbeat import HEARTBEATS
from shared.db import Pool, Scope, Tx, transaction
from shared.outbox import put

HEARTBEAT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Timer:
    """An act done every so often, in one transaction, told the business's time."""

    name: str
    every: timedelta
    act: Callable[[Tx, datetime], Awaitable[None]]


def heartbeat(service: str) -> Timer:
    """The sign of life of a service's worker, through the outbox like every event."""
    event_type = HEARTBEATS[service]

    async def beat(tx: Tx, at: datetime) -> None:
        await put(tx, event_type(at=at, version=round(at.timestamp() * 1000)))

    return Timer("heartbeat", HEARTBEAT, beat)


async def keep(timer: Timer, pool: Pool, clock: Clock) -> None:
    """Do the timer's act again and again; a failure ends the worker, which starts anew."""
    while True:
        started = time.monotonic()
        await clock.refresh()
        async with transaction(pool, Scope.SYSTEM) as tx:
            await timer.act(tx, clock.now())
        left = timer.every.total_seconds() - (time.monotonic() - started)
        await asyncio.sleep(max(left, 0.01))


async def open_archive(tx: Tx, _at: datetime) -> None:
    """Have the archive's days ready: those that events wait for, today, and the coming week."""
    await tx.execute(
        "SELECT outbox_partition(day) FROM ("
        "SELECT DISTINCT (at AT TIME ZONE 'UTC')::date AS day FROM outbox_archive_rest "
        "UNION SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date + ahead "
        "FROM generate_series(0, 7) AS ahead) AS needed"
    )


async def forget_answers(tx: Tx, _at: datetime) -> None:
    """Let go of answers to commands older than a day: nobody asks again after that. Real time."""
    await tx.execute("DELETE FROM answered_command WHERE at < clock_timestamp() - interval '1 day'")


ANSWERS = Timer("answers", timedelta(minutes=10), forget_answers)
ARCHIVE = Timer("archive", timedelta(hours=1), open_archive)
MONTHS = Timer("months", timedelta(hours=1), open_months)
DAILY = timedelta(days=1)
