"""The officer's mail about each use of break-glass: once it is told, refused for good, or noted."""

import asyncio
from collections.abc import Collection

from opentelemetry import metrics

from services.gateway import store
from services.gateway.store.notices import Notice
from services.gateway.timers.officer_letter import letter
from shared.db import Pool, Scope, transaction
from shared.mail.officer import tell_next
from shared.mail.sending import MailServer
from shared.settings import Settings

LOOK_SECONDS = 2.0
_meter = metrics.get_meter("portes")
_unnoted = _meter.create_gauge(
    "portes.break_glass.unnoted", description="Uses of break-glass that no officer has noted."
)
_refused = _meter.create_gauge(
    "portes.break_glass.mail_refused",
    description="Of these, those whose mail the server refused for good.",
)


async def tell_officer(settings: Settings, pool: Pool, identity: Pool) -> None:
    """Write to the officer of each use, if an address is set; count those that wait for a note.

    What was refused for good is tried once more by each worker that starts: settings may be right
    by then.
    """
    server = MailServer.of(settings) if settings.officer_mail else None
    if server:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await store.notices.try_refused_again(tx)
    while True:
        while server and await tell_one(settings, pool, identity, server):
            pass
        async with transaction(pool, Scope.SYSTEM) as tx:
            unnoted, refused = await store.notices.count_due(tx)
        _unnoted.set(unnoted)
        _refused.set(refused)
        await asyncio.sleep(LOOK_SECONDS)


async def tell_one(settings: Settings, pool: Pool, identity: Pool, server: MailServer) -> bool:
    """Try the next letter that is due; whether there was one."""

    async def send(notice: Notice, spoken: Collection[str]) -> None:
        await server.send(letter(settings, notice, spoken))

    return await tell_next(pool, identity, store.notices, send)
