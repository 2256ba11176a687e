"""The officer's mail about each referral that was sent by mistake and opened: once, and retried."""

import asyncio
from collections.abc import Collection

from opentelemetry import metrics

from services.referrals import store
from services.referrals.store.notices import Notice
from services.referrals.timers.officer_letter import letter
from shared.db import Pool, Scope, transaction
from shared.mail.officer import tell_next
from shared.mail.sending import MailServer
from shared.settings import Settings

LOOK_SECONDS = 2.0
_refused = metrics.get_meter("portes").create_gauge(
    "portes.mistakes.mail_refused",
    description="Referrals sent by mistake and opened whose mail the server refused for good.",
)


async def tell_officer(settings: Settings, pool: Pool, identity: Pool) -> None:
    """Write to the officer of each, if an address is set.

    What was refused for good is tried once more by each worker that starts: settings may be right
    by then.
    """
    server = MailServer.of(settings) if settings.officer_mail else None
    if server is None:
        return
    async with transaction(pool, Scope.SYSTEM) as tx:
        await store.notices.try_refused_again(tx)
    while True:
        while await tell_one(settings, pool, identity, server):
            pass
        async with transaction(pool, Scope.SYSTEM) as tx:
            _refused.set(await store.notices.count_refused(tx))
        await asyncio.sleep(LOOK_SECONDS)


async def tell_one(settings: Settings, pool: Pool, identity: Pool, server: MailServer) -> bool:
    """Try the next letter that is due; whether there was one."""

    async def send(notice: Notice, spoken: Collection[str]) -> None:
        await server.send(letter(settings, notice, spoken))

    return await tell_next(pool, identity, store.notices, send)
