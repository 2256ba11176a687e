"""What happens once a day without anybody: counting, and removing if the city says so."""

from datetime import timedelta

import asyncpg
from rich.progress import Progress

from deploy.cli.erasing import gateway
from deploy.cli.instance import Instance
from deploy.cli.retention import job, runs
from deploy.cli.retention.runs import Run

A_DAY = timedelta(hours=20)
"""Less than a day, so that a day's run is not missed for being a minute early."""


async def once(instance: Instance, shown: Progress) -> Run | None:
    """Count, and apply if the city's rules say automatic; none when there was a run today."""
    at = await job.moment(instance)
    async with gateway(instance) as tx:
        last = await runs.newest(tx)
        city = await job.city_of(tx, at)
    if last and at.real - last.at.real < A_DAY:
        return None
    run = await job.due(instance, at)
    if not city.rules.retention.automatic or not run.rows:
        return run
    return await job.apply(instance, run.id, shown)


async def waiting(instance: Instance) -> Run | None:
    """The newest report, if what it shows was not removed; none also when nobody can tell."""
    try:
        async with gateway(instance) as tx:
            last = await runs.newest(tx)
    except (OSError, asyncpg.PostgresError):
        return None
    return last if last and last.rows and last.ended_at is None else None
