"""Up to when all is heard that others told, for which offers that ended are kept."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from services.groups.commands import pass_all_on
from shared.consumer import Told
from shared.contracts.heartbeat import GatewayHeartbeat, Heartbeat, ReferralsHeartbeat
from shared.db import Tx

PATIENCE = timedelta(hours=1)
"""So long an offer that ended is kept for a yes that may be on its way, while this worker runs."""
LOOK_SECONDS = 1.0
TELLERS: tuple[type[Heartbeat], ...] = (GatewayHeartbeat, ReferralsHeartbeat)
"""Who tells us what people answer. A sign of life was sent after all that was told before it."""


class Hearing:
    """Up to when, in business time, all is heard that the gateway and the referrals told."""

    def __init__(self) -> None:
        self._told: dict[type[Heartbeat], datetime] = {}
        self._heard_to: datetime | None = None
        self._began: datetime | None = None

    async def note(self, _tx: Tx, told: Sequence[Told[Heartbeat]]) -> None:
        """Each one's newest sign of life; of other partitions less may be heard yet."""
        self._told |= {type(each.event): each.event.at for each in told}

    async def follow(self, heard_all: Callable[[], Awaitable[bool]]) -> None:
        """Know it from the first time on that all is heard, for ever."""
        while True:
            await self.look(heard_all)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, heard_all: Callable[[], Awaitable[bool]]) -> None:
        """Once all that Kafka holds is heard, so is all that was told before those signs."""
        told = dict(self._told)
        if len(told) == len(TELLERS) and await heard_all():
            self._heard_to = min(told.values())

    async def pass_on(self, tx: Tx, at: datetime) -> None:
        """Offers that ended go on once nobody's yes can be on its way, or nobody waits any more."""
        self._began = self._began or at
        patient_to = at - PATIENCE
        heard_to = self._heard_to
        if patient_to >= self._began:
            heard_to = max(heard_to or patient_to, patient_to)
        await pass_all_on(tx, at, heard_to)
