"""Mail about appointments: confirmed, moved, cancelled, and reminded of in time."""

import asyncio
from datetime import datetime

import structlog

from services.gateway import store
from services.gateway.store.reminders import Due
from services.gateway.timers.appointment_letter import letter
from shared.city.store import NoCity, current
from shared.clock import Clock
from shared.db import Pool, Scope, transaction
from shared.encryption import CannotBeOpened, Keyring, KeysMissing, KeySource
from shared.identity.hashing import digest, fresh
from shared.mail.sending import Letter, MailServer
from shared.posting import post, unreadable
from shared.settings import Settings

LOOK_SECONDS = 2.0
_log = structlog.get_logger()


async def remind(settings: Settings, pool: Pool, identity: Pool) -> None:
    """Write what is due where a mail server is set, and let go of addresses that are needed no
    more, in any case.
    """
    server, clock = MailServer.of(settings), Clock(identity)
    keys = KeySource.of(settings)
    while True:
        await clock.refresh()
        async with transaction(pool, Scope.SYSTEM) as tx:
            await store.reminders.forget_mail(tx, clock.now())
        try:
            while server and await remind_one(settings, pool, server, (keys, clock.now())):
                pass
        except (KeysMissing, NoCity) as why:
            _log.warning("reminders wait", reason=type(why).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def remind_one(
    settings: Settings, pool: Pool, server: MailServer, at: tuple[KeySource, datetime]
) -> bool:
    """Try the letter that is due longest, at that business time; whether there was one.

    Raises ``KeysMissing``, and then has tried none.
    """
    keys, now = at
    made = await _made(settings, pool, keys.ring(), now)
    if made is None:
        return False
    due, written = made
    await post(
        pool,
        "mail",
        server.send(written) if written else unreadable(),
        sent=lambda tx: store.reminders.letter_sent(tx, due.letter),
        refused=lambda tx, code: store.reminders.letter_refused(tx, due.letter, code),
    )
    return True


async def _made(
    settings: Settings, pool: Pool, ring: Keyring, now: datetime
) -> tuple[Due, Letter | None] | None:
    """The letter with a new link, of which only the hash is kept; none where nothing is due."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        due = await store.reminders.next_letter(tx, now)
        if due is None:
            return None
        unit = (await current(tx, now)).unit(due.appointment.unit)
        try:
            to = store.reminders.mail_of(due.appointment.id, due.mail, ring)
        except CannotBeOpened:
            return due, None
        if unit is None:
            return due, None
        token = fresh()
        await store.appointment_links.add_link(tx, due.appointment, digest(token), now)
        return due, letter(settings, to, due.says, due.appointment, (unit, token))
