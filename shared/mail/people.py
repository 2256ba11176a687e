"""Letters to people who gave an address: each is written once it is due, and no address stays."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

import structlog

from shared.city.store import NoCity
from shared.clock import Clock
from shared.db import Pool, Scope, Tx, transaction
from shared.encryption import Keyring, KeysMissing, KeySource
from shared.mail.sending import Letter, MailServer
from shared.posting import post, unreadable
from shared.settings import Settings

LOOK_SECONDS = 2.0
_log = structlog.get_logger()


class Due(Protocol):
    """A letter that is due."""

    @property
    def letter(self) -> UUID:
        """Which it is, where its service keeps it."""


D = TypeVar("D", bound=Due)


class Kept(Protocol):
    """Where a service keeps addresses, and what became of its letters."""

    async def forget_mail(self, tx: Tx, at: datetime) -> None:
        """Let go of the addresses that nothing will be written to any more, by business time."""

    async def letter_sent(self, tx: Tx, letter: UUID) -> None:
        """The mail server has taken it."""

    async def letter_refused(self, tx: Tx, letter: UUID, code: int) -> None:
        """The mail server will not take it."""


@dataclass(frozen=True, slots=True)
class Letters(Generic[D]):
    """The letters of one service."""

    kept: Kept
    made: Callable[[Settings, Tx, Keyring, datetime], Awaitable[tuple[D, Letter | None] | None]]
    """The one that is due longest at that business time, its next try set already, and what it
    says: nothing where its address does not open. None where nothing is due.
    """


async def write_letters(settings: Settings, pool: Pool, identity: Pool, of: Letters[D]) -> None:
    """Write what is due where a mail server is set, and let go of addresses in any case."""
    server, clock = MailServer.of(settings), Clock(identity)
    keys = KeySource.of(settings)
    while True:
        await clock.refresh()
        async with transaction(pool, Scope.SYSTEM) as tx:
            await of.kept.forget_mail(tx, clock.now())
        try:
            while server and await write_one(settings, pool, server, (keys, clock.now()), of):
                pass
        except (KeysMissing, NoCity) as why:
            _log.warning("letters wait", reason=type(why).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def write_one(
    settings: Settings,
    pool: Pool,
    server: MailServer,
    at: tuple[KeySource, datetime],
    of: Letters[D],
) -> bool:
    """Try the letter that is due longest, at that business time; whether there was one.

    Raises ``KeysMissing``, and then has tried none.
    """
    keys, now = at
    ring = keys.ring()
    async with transaction(pool, Scope.SYSTEM) as tx:
        made = await of.made(settings, tx, ring, now)
    if made is None:
        return False
    due, written = made
    await post(
        pool,
        "mail",
        server.send(written) if written else unreadable(),
        sent=lambda tx: of.kept.letter_sent(tx, due.letter),
        refused=lambda tx, code: of.kept.letter_refused(tx, due.letter, code),
    )
    return True
