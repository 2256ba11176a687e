"""Whether those who watch a live view still may: asked for all of them at once, again and again."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from shared.identity.hashing import digest
from shared.identity.principal import Principal
from shared.identity.sessions import Sessions

EVERY_SECONDS = 2.0
_log = structlog.get_logger()


class Watching:
    """Knows who watches, and asks every two seconds whose session, key or token is still good.

    While the identity database does not answer, what was known last counts.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._watching: Counter[bytes] = Counter()
        self._asked: frozenset[bytes] = frozenset()
        self._good: dict[bytes, Principal] = {}
        self._poll: asyncio.Task[None] | None = None

    @contextmanager
    def of(self, token: str, principal: Principal) -> Iterator[Callable[[], bool]]:
        """While the block lasts: whether the token is good, with the rights it had."""
        hashed = digest(token)
        self._watching[hashed] += 1
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._keep_asking())

        def still() -> bool:
            if hashed not in self._asked:
                return True
            now = self._good.get(hashed)
            return now is not None and _rights(now) == _rights(principal)

        try:
            yield still
        finally:
            self._watching[hashed] -= 1
            if not self._watching[hashed]:
                del self._watching[hashed]
                self._asked -= {hashed}

    async def _keep_asking(self) -> None:
        while self._watching:
            hashes = list(self._watching)
            try:
                self._good = await self._sessions.still(hashes)
                self._asked = frozenset(hashes)
            except Exception as why:  # whatever it is, it is asked again
                _log.warning("cannot ask who may still watch", exc_info=why)
            await asyncio.sleep(EVERY_SECONDS)


def _rights(principal: Principal) -> tuple[object, ...]:
    return principal.roles, principal.units, principal.organisation
