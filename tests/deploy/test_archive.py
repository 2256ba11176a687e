"""Told days go by an administrator's act only, and a rebuild says from when it could recompute."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from deploy.cli import databases
from deploy.cli.instance import OWNER, Instance, Record
from shared.contracts.gateway import ContactEvent
from shared.db import Scope, stay_within
from shared.outbox import put_many
from tests.fixtures.instances import Instances, Running
from tests.indicators.contacts import a_contact, after, keep

LONG_AGO = 3
"""How many days ago the older contacts were told."""
SHIFT = "UPDATE outbox_archive SET at = at - make_interval(days => $1) WHERE at > $2"
FACTS = "SELECT * FROM contact_fact ORDER BY opened_at"


def today() -> date:
    """By the archive's days; asked each time, for a run may last beyond midnight."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Kept:
    """An instance's databases without its processes: what was told, and the facts of it."""

    running: Running
    gateway: asyncpg.Connection
    indicators: asyncpg.Connection

    async def told(self, events: Sequence[ContactEvent], days_ago: int = 0) -> None:
        """These contacts were told so long ago, and heard."""
        before = await self.gateway.fetchval("SELECT clock_timestamp()")
        await put_many(self.gateway, events)
        await self.gateway.execute(
            "SELECT outbox_partition($1::date)", today() - timedelta(days=days_ago)
        )
        await self.gateway.execute(SHIFT, days_ago, before)
        await keep(self.indicators, events)


@pytest.fixture
async def kept(instance_of: Instances) -> AsyncIterator[Kept]:
    running = instance_of(up=False)
    around = running.environment
    running.home.mkdir()
    instance = Instance(
        running.home,
        Record(
            instance=around["PORTES_INSTANCE"],
            port=int(around["PORTES_PORT"]),
            database=around["DATABASE_URL"],
            kafka=around["KAFKA_BOOTSTRAP_SERVERS"],
        ),
    )
    await databases.prepare(instance)
    instance.save()
    gateway = await asyncpg.connect(instance.dsn("gateway", OWNER))
    indicators = await asyncpg.connect(instance.dsn("indicators", OWNER))
    for connection in (gateway, indicators):
        await stay_within(connection, Scope.SYSTEM)
    yield Kept(running, gateway, indicators)
    await gateway.close()
    await indicators.close()


async def test_after_days_were_dropped_their_facts_are_carried_over_and_it_says_since_when(
    kept: Kept,
) -> None:
    await kept.told([a_contact(after(n)) for n in range(3)], LONG_AGO)
    await kept.told([a_contact(after(1000 + n)) for n in range(2)])
    facts = await kept.indicators.fetch(FACTS)
    dropped = kept.running.portes("archive", "drop", "--before", f"{today():%Y-%m-%d}", "--yes")
    assert dropped.stdout == "1 days deleted.\n"
    since = await kept.gateway.fetchval("SELECT min(at) FROM outbox_archive")
    await kept.indicators.execute(
        "UPDATE contact_fact SET wait_us = 1 WHERE opened_at >= $1", after(1000)
    )
    said = kept.running.portes("rebuild").stdout
    assert (
        f"Recomputed from gateway {since:%Y-%m-%dT%H:%M:%SZ} (publication): 2 events, 2 facts."
        in said
    )
    assert "2 corrected, 0 added, 3 older ones carried over unchanged." in said
    assert await kept.indicators.fetch(FACTS) == facts
    told = json.loads(kept.running.portes("rebuild", "--json").stdout)
    assert told.pop("since") == {"gateway": since.isoformat()}
    assert told == {
        "events": 2, "rebuilt": 2, "corrected": 0, "added": 0, "carried_over": 3
    }  # fmt: skip


async def test_no_day_goes_without_the_administrators_word(kept: Kept) -> None:
    await kept.told([a_contact()], LONG_AGO)
    kept.running.portes("archive", "drop", "--before", f"{today():%Y-%m-%d}", code=1)
    tomorrow = f"{today() + timedelta(days=2):%Y-%m-%d}"
    refused = kept.running.portes("archive", "drop", "--before", tomorrow, "--yes", code=1)
    assert "Only days that are over can go" in refused.stderr
    assert await kept.gateway.fetchval("SELECT count(*) FROM outbox_archive") == 1
    [day] = json.loads(kept.running.portes("archive", "list", "--json").stdout)
    assert day.keys() == {"day", "bytes"}
    assert day["day"] == f"{today() - timedelta(days=LONG_AGO):%Y-%m-%d}"
