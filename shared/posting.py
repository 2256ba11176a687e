"""Something is handed in, and what became of it is written down.

A try was written down with the time of the next one before it is made, so that whatever ends the
worker it goes out later; one whose acknowledgement was lost goes out twice.
"""

from collections.abc import Awaitable, Callable

import structlog

from shared.db import Pool, Scope, Tx, transaction
from shared.mail.sending import NotNow, RefusedForGood

UNREADABLE = 0
"""Instead of a server's code: there is an address, but it does not open."""
_log = structlog.get_logger()


async def unreadable() -> None:
    """What is handed in where the address does not open."""
    raise RefusedForGood(UNREADABLE)


async def post(
    pool: Pool,
    what: str,
    handed_in: Awaitable[None],
    sent: Callable[[Tx], Awaitable[None]],
    refused: Callable[[Tx, int], Awaitable[None]],
) -> None:
    """Keep what becomes of it; what is not taken now is due again by itself.

    ``what`` it is, for the log; ``refused`` gets the server's code, or ``UNREADABLE``.
    """
    try:
        await handed_in
    except NotNow as why:
        _log.warning(f"{what} waits", reason=str(why))
        return
    except RefusedForGood as why:
        _log.error(f"{what} refused", reason=str(why.code))
        code: int | None = why.code
    else:
        code = None
    async with transaction(pool, Scope.SYSTEM) as tx:
        await (sent(tx) if code is None else refused(tx, code))
