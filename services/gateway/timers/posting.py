"""A letter is handed in, and what became of it is written down.

A try was written down with the time of the next one before it is made, so that whatever ends the
worker the letter goes out later; one whose acknowledgement was lost goes out twice.
"""

from collections.abc import Awaitable, Callable

import structlog

from shared.db import Pool, Scope, Tx, transaction
from shared.mail.sending import Letter, MailServer, NotNow, RefusedForGood

UNREADABLE = 0
"""Instead of a mail server's code: there is an address, but it does not open."""
_log = structlog.get_logger()


async def post(
    pool: Pool,
    server: MailServer,
    letter: Letter | None,
    sent: Callable[[Tx], Awaitable[None]],
    refused: Callable[[Tx, int], Awaitable[None]],
) -> None:
    """Hand it in and have the outcome kept; one that is not taken now is due again by itself.

    ``refused`` gets the server's code, or ``UNREADABLE`` where there is no letter.
    """
    try:
        if letter is None:
            raise RefusedForGood(UNREADABLE)
        await server.send(letter)
    except NotNow as why:
        _log.warning("mail waits", reason=str(why))
        return
    except RefusedForGood as why:
        _log.error("mail refused", reason=str(why.code))
        code: int | None = why.code
    else:
        code = None
    async with transaction(pool, Scope.SYSTEM) as tx:
        await (sent(tx) if code is None else refused(tx, code))
