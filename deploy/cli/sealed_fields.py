"""Where sealed fields are, in every service that has some."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg

from deploy.cli.instance import OWNER, Instance
from services.gateway.store.protection import ENCRYPTED as OF_GATEWAY
from services.groups.store.people import ATTENDEES
from services.referrals.store import ENCRYPTED as OF_REFERRALS
from shared.db import Connection
from shared.encryption import Encrypted, Purpose, rotation

Uses = Counter[tuple[Purpose, bytes]]
HOLDERS: Mapping[str, Sequence[Encrypted]] = {
    "gateway": OF_GATEWAY,
    "groups": (ATTENDEES,),
    "referrals": OF_REFERRALS,
}
"""Which tables of which service have sealed fields."""
Held = Sequence[tuple[Connection, Encrypted]]


@asynccontextmanager
async def holders(instance: Instance) -> AsyncIterator[Held]:
    """Every table with sealed fields, with a connection of its owner's."""
    async with AsyncExitStack() as leaving:
        held: list[tuple[Connection, Encrypted]] = []
        for service, tables in HOLDERS.items():
            connection = await asyncpg.connect(instance.dsn(service, OWNER))
            leaving.push_async_callback(connection.close)
            held += [(connection, table) for table in tables]
        yield held


async def uses(held: Held) -> Uses:
    """How many fields of all services need each key."""
    found = [await rotation.uses(tx, [table]) for tx, table in held]
    return sum(found, Uses())
