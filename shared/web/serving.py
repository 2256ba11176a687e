"""Whether somebody serves a contact now: then neither limit ends their session."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from shared.db import Tx, transaction
from shared.identity import Principal
from shared.web.edge import around, credential, scope_of

Serves = Callable[[Tx, Principal], Awaitable[bool]]
"""What a service with desks knows of it (``app.state.serves``), asked within their scope."""


async def keep_while_serving(request: Request, who: Principal) -> bool:
    """Let a session last because of the contact before its owner, if there is one; whether so."""
    here, token = around(request), credential(request)
    serves: Serves | None = getattr(request.app.state, "serves", None)
    if serves is None or token is None:
        return False
    async with transaction(here.pool, scope_of(who)) as tx:
        busy = await serves(tx, who)
    if busy:
        await here.sessions.serve(token)
    return busy
