"""The officer's mail about each referral that was sent by mistake and opened: once, and retried."""

import asyncio

from services.referrals import store
from services.referrals.timers.officer_letter import letter
from shared.db import Pool, Scope, transaction
from shared.identity.accounts import languages_of
from shared.identity.principal import Role
from shared.mail.sending import MailServer
from shared.posting import post
from shared.settings import Settings

LOOK_SECONDS = 2.0


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
        await asyncio.sleep(LOOK_SECONDS)


async def tell_one(settings: Settings, pool: Pool, identity: Pool, server: MailServer) -> bool:
    """Try the next letter that is due; whether there was one."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        notice = await store.notices.next_notice(tx)
    if notice is None:
        return False
    spoken = await languages_of(identity, Role.DATA_PROTECTION_OFFICER)
    await post(
        pool,
        "mail",
        server.send(letter(settings, notice, spoken)),
        sent=lambda tx: store.notices.notice_sent(tx, notice.referral),
        refused=lambda tx, code: store.notices.notice_refused(tx, notice.referral, code),
    )
    return True
