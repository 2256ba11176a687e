"""Mail about places: taken, waited for, offered, taken back, and reminded of in time."""

import asyncio
from datetime import datetime

import structlog

from services.groups import store
from services.groups.store.letters import Due
from services.groups.timers.place_letter import letter
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


async def write_letters(settings: Settings, pool: Pool, identity: Pool) -> None:
    """Write what is due where a mail server is set, and let go of addresses in any case."""
    server, clock = MailServer.of(settings), Clock(identity)
    keys = KeySource.of(settings)
    while True:
        await clock.refresh()
        async with transaction(pool, Scope.SYSTEM) as tx:
            await store.letters.forget_mail(tx, clock.now())
        try:
            while server and await write_one(settings, pool, server, (keys, clock.now())):
                pass
        except (KeysMissing, NoCity) as why:
            _log.warning("letters wait", reason=type(why).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def write_one(
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
        sent=lambda tx: store.letters.sent(tx, due.letter),
        refused=lambda tx, code: store.letters.refused(tx, due.letter, code),
    )
    return True


async def _made(
    settings: Settings, pool: Pool, ring: Keyring, now: datetime
) -> tuple[Due, Letter | None] | None:
    """The letter with a new link, of which only the hash is kept; none where nothing is due."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        due = await store.letters.next_due(tx, now)
        if due is None:
            return None
        here = await current(tx, now)
        try:
            to = store.people.mail_of(due.place.id, due.mail, ring)
        except CannotBeOpened:
            return due, None
        token = fresh()
        await store.links.add(tx, due.place, digest(token), now)
        return due, letter(settings, to, due, (here, token))
