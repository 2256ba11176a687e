"""Somebody at a centre's desk who called the city's telephone before."""

from dataclasses import dataclass, replace
from uuid import UUID

import httpx2

from services.gateway import commands
from services.gateway.domain.pending import PendingCall
from shared.db import Scope, transaction
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, NORD
from tests.fixtures.web import Serving
from tests.gateway.keeping import House, house_of
from tests.gateway.returning import (
    HUNG_UP,
    QUEUED,
    RANG,
    SOURCE,
    kept,
    lost,
    of_call,
    said,
)
from tests.gateway.scene import EXCHANGE


@dataclass
class Came:
    """Somebody at Anna's desk of the north who is still to be called."""

    house: House
    person: str
    contact: str
    calls: int = 0

    async def called(self, unit: str = DATC, reason: str | None = None) -> UUID:
        """They called that unit in vain, which knows whose the call was."""
        async with transaction(self.house.served.around.pool, Scope.SYSTEM) as tx:
            entry = await lost(tx)
            await tx.execute(
                "UPDATE pending_call SET unit = $2, person = $3, reason = $4 WHERE id = $1",
                entry.id, unit, UUID(self.person), reason,
            )  # fmt: skip
        return entry.id

    async def hung_up(self, number: str = MARIA.called, unit: str = DATC) -> UUID:
        """Somebody called that unit and hung up after a wait; nobody says who it was."""
        self.calls += 1
        call = f"c-elsewhere-{self.calls}"
        events = said(call, RANG, QUEUED, HUNG_UP, number=number)
        news = [replace(each, known=replace(each.known, unit=unit)) for each in events]
        async with transaction(self.house.served.around.pool, Scope.SYSTEM) as tx:
            await commands.hear(tx, news, EXCHANGE, SOURCE)
            return (await of_call(tx, call)).id

    async def seal(self, *units: str) -> None:
        """From now on the staff of these units alone may know of the person."""
        statement = "UPDATE person SET sealed = true, sealed_for = $2 WHERE id = $1"
        await self.house.rows(statement, UUID(self.person), list(units))

    async def offered(self, entry: UUID) -> bool:
        """Whether the desk offers to settle it."""
        page = await self.house.anna.client.get(f"/units/{NORD}/desk")
        assert page.status_code == 200, page.text
        return f"/units/{NORD}/pending/{entry}/do/arrived" in page.text

    async def settle(self, entry: UUID, how: str = "arrived") -> httpx2.Response:
        """Say at the desk that it is done with."""
        body = {"how": how, "contact": self.contact}
        return await self.house.anna.post(f"/api/pending/{entry}/settle", **body)

    async def unseen(self, entry: UUID) -> None:
        """It is as if there were no such call."""
        assert not await self.offered(entry)
        assert (await self.settle(entry)).status_code == 404

    async def entry(self, entry: UUID) -> PendingCall:
        async with transaction(self.house.served.around.pool, Scope.SYSTEM) as tx:
            return await kept(tx, entry)


async def came_to_annas_desk(serving: Serving) -> Came:
    """Somebody whom Anna of the north serves, and knows who it is."""
    house = await house_of(serving)
    person = await house.person(MARIA.telephone)
    await house.desk(house.anna)
    contact = await house.contact()
    assert await house.call(house.anna) == contact
    assert (await house.anna.post(f"/api/contacts/{contact}/start")).status_code == 200
    named = await house.anna.post(f"/api/contacts/{contact}/person", person=person)
    assert named.status_code == 200
    return Came(house, person, contact)
