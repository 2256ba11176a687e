"""How often somebody may ask: buckets of tokens in this process's memory.

Whoever is known is counted alone, wherever they ask from; nobody in particular by address.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from shared.errors import TooMany
from shared.identity import Principal
from shared.identity.tries import network_of

MOST_KNOWN = 10_000
"""So many who asked lately are remembered in a bucket's table; then the fullest are forgotten."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second in the long run."""

    burst: int
    per_second: float


PEOPLE = Rate(600, 10)
MACHINES = Rate(5000, 1000)
ADDRESSES = Rate(600, 10)
FAILED_SIGN_INS = Rate(20, 1 / 30)
"""Of one address, whatever the names; a known device of the name's owner is not counted."""
BY_ROUTE = {
    "new_password_page": Rate(30, 1 / 10),
    "set_new_password": Rate(30, 1 / 10),
    "appointment_page": Rate(60, 1),
    "appointment_change": Rate(30, 1 / 5),
    "open_page_enrol": Rate(20, 1 / 30),
    "place_page": Rate(60, 1),
    "place_page_answer": Rate(30, 1 / 5),
    "provider_ask": Rate(60, 1),
    "provider_answer": Rate(60, 1),
    "provider_logout": Rate(300, 10),
    "oauth_token": Rate(60, 1),
    "ticket_page": Rate(20, 1 / 30),
    "kiosk_check_in": Rate(20, 1 / 30),
}
"""Routes with a rate of their own, by address, whoever asks; of tickets and codes only guesses."""
OPEN_STREAMS, OPEN_STREAMS_OF_MACHINES = 12, 200


@dataclass(slots=True)
class Buckets:
    """A bucket for each who asks, kept as the time at which it is full again."""

    rate: Rate
    clock: Callable[[], float] = time.monotonic
    _full_at: dict[Hashable, float] = field(default_factory=dict)

    def take(self, who: Hashable) -> None:
        """Take a token. Raises ``TooMany`` with the seconds until there is one."""
        now, rate = self.clock(), self.rate
        full_at = max(self._full_at.get(who, now), now) + 1 / rate.per_second
        wait = full_at - now - rate.burst / rate.per_second
        if wait > 0:
            raise TooMany(math.ceil(wait))
        self._full_at[who] = full_at
        if len(self._full_at) > MOST_KNOWN:
            self._forget()

    def put_back(self, who: Hashable) -> None:
        """Undo a ``take``."""
        if who in self._full_at:
            self._full_at[who] -= 1 / self.rate.per_second

    def _forget(self) -> None:
        """Keep the half that has taken most, so that nobody is forgotten by asking often."""
        by_time = sorted(self._full_at.items(), key=lambda each: each[1])
        self._full_at = dict(by_time[len(by_time) // 2 :])


def _by_route() -> dict[str, Buckets]:
    return {route: Buckets(rate) for route, rate in BY_ROUTE.items()}


@dataclass(slots=True)
class Rates:
    """One process's buckets, and who has how many streams open."""

    people: Buckets = field(default_factory=lambda: Buckets(PEOPLE))
    machines: Buckets = field(default_factory=lambda: Buckets(MACHINES))
    addresses: Buckets = field(default_factory=lambda: Buckets(ADDRESSES))
    failed_sign_ins: Buckets = field(default_factory=lambda: Buckets(FAILED_SIGN_INS))
    by_route: dict[str, Buckets] = field(default_factory=_by_route)
    streams: Counter[UUID] = field(default_factory=Counter)

    def ask(self, route: str, principal: Principal | None, address: str | None) -> None:
        """Count a request. Raises ``TooMany``."""
        if own := self.by_route.get(route):
            own.take(network_of(address))
        elif principal is None:
            self.addresses.take(network_of(address))
        elif principal.machine:
            self.machines.take(principal.id)
        else:
            self.people.take(principal.id)

    def room(self, who: Principal) -> bool:
        """Whether somebody may open another stream."""
        return self.streams[who.id] < _most_streams(who)

    def crowded(self, who: Principal) -> bool:
        """Whether more streams of theirs are open than may be."""
        return self.streams[who.id] > _most_streams(who)

    @contextmanager
    def streaming(self, who: Principal) -> Iterator[None]:
        """Count a stream while the block lasts."""
        self.streams[who.id] += 1
        try:
            yield
        finally:
            self.streams[who.id] -= 1
            if not self.streams[who.id]:
                del self.streams[who.id]


def _most_streams(who: Principal) -> int:
    return OPEN_STREAMS_OF_MACHINES if who.machine else OPEN_STREAMS
