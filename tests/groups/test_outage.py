"""The worker itself, after an outage: what was said in time is heard before an offer passes on."""

import asyncio
import os
import sys
from datetime import timedelta

from services.groups.timers import TELLERS
from shared.contracts import topics_of
from shared.contracts.gateway import PlaceAnswered
from shared.contracts.groups import PlaceAnswer, PlaceState
from shared.db import Scope, connect, transaction
from tests.fixtures.cities import load_city
from tests.fixtures.databases import ROOT, Database
from tests.fixtures.messaging import Messaging, until
from tests.groups.scene import states
from tests.groups.test_hearing import A_MINUTE, offered


async def test_a_worker_that_was_away_hears_a_yes_before_it_passes_offers_on(
    messaging: Messaging, database: Database
) -> None:
    address, identity = await database("groups"), await database("identity")
    pool, clock = await connect(address, size=2), await connect(identity, size=1)
    async with transaction(pool, Scope.SYSTEM) as tx:
        await load_city(tx)
        (taken, ends), (unanswered, _) = await offered(tx), await offered(tx)
    await clock.execute(
        "INSERT INTO business_clock (anchor_real, anchor_played, speed) "
        "VALUES (clock_timestamp(), $1, 1)",
        ends + timedelta(hours=3),
    )
    await messaging.topics(
        *(name for told_by in ("gateway", "referrals") for name in topics_of(told_by))
    )
    await messaging.send_event(
        PlaceAnswered(at=ends - A_MINUTE, version=2, place_id=taken, answer=PlaceAnswer.ACCEPTED)
    )
    for each in TELLERS:
        await messaging.send_event(each(at=ends + A_MINUTE, version=1))
    surroundings = {
        **os.environ,
        "PORTES_DATABASE_URL": address,
        "PORTES_IDENTITY_URL": identity,
        "KAFKA_BOOTSTRAP_SERVERS": messaging.settings.kafka,
        "PORTES_INSTANCE": messaging.settings.instance,
        "PORTES_PARTITIONS": "3",
    }
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.groups.worker"),
        cwd=ROOT,
        env=surroundings,
        stdout=asyncio.subprocess.PIPE,
    )

    async def passed_on() -> bool:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return await states(tx, [unanswered]) == [PlaceState.EXPIRED]

    try:
        await until(passed_on, seconds=60)
        async with transaction(pool, Scope.SYSTEM) as tx:
            assert await states(tx, [taken]) == [PlaceState.ENROLLED]
    finally:
        worker.kill()
        await worker.wait()
        await pool.close()
        await clock.close()
