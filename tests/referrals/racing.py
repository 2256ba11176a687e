"""One of two processes that act on the same referrals at the same instants: the one side's act.

``python -m tests.referrals.racing DSN ACT SIDE START PACE ID:VERSION ...``; a line tells what
became of each.
"""

import asyncio
import sys
import time
from dataclasses import replace
from uuid import UUID

from services.referrals import commands
from services.referrals.commands import Act, By, Said
from services.referrals.domain.why import Cancellation
from shared import db
from shared.db import Pool, Scope, transaction
from shared.errors import Refused
from tests.referrals.scene import centre, partner

DONE = "done"
SAID = Said(cancellation=Cancellation.CHANGED)
SIDES = {"sender": partner(5), "receiver": centre(5)}


async def race(dsn: str, act: Act, by: By, when: tuple[float, float], ids: list[str]) -> None:
    """Try each at its own instant, within a scope as that side's requests have it."""
    start, pace = when
    pool = await db.connect(dsn, size=1, application="test")
    for turn, each in enumerate(ids):
        one, _, version = each.partition(":")
        seen = replace(by, seen=int(version) if version else None)
        print(await tried(pool, act, UUID(one), seen, start + turn * pace), flush=True)
    await pool.close()


async def tried(pool: Pool, act: Act, one: UUID, by: By, instant: float) -> str:
    """What became of it: ``done``, or the name of the refusal."""
    units = frozenset[str]() if by.who.organisation else by.who.units
    try:
        await asyncio.sleep(max(0.0, instant - time.time()))
        async with transaction(pool, Scope(units, by.who.id, by.who.organisation)) as tx:
            await commands.do(tx, one, act, SAID, by)
    except Refused as why:
        return type(why).__name__
    return DONE


if __name__ == "__main__":
    dsn, act, side, start, pace, *ids = sys.argv[1:]
    asyncio.run(race(dsn, Act(act), SIDES[side], (float(start), float(pace)), ids))
