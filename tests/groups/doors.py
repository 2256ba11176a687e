"""The groups' service as browsers and machines are answered, and what tests do in it besides."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import httpx2

from services.groups import commands
from services.groups.commands import Asked, NewSeries
from services.groups.domain.series import Every, Recurrence
from services.groups.domain.sessions import Session
from shared.contracts.groups import PlaceDoor
from shared.db import Scope, transaction
from tests.fixtures.cities import NORD, open_day
from tests.fixtures.web import Served
from tests.groups.scene import Facilitator


@dataclass
class Doors:
    """The groups' service, which runs, and what tests do in it beside the pages."""

    served: Served

    @property
    def now(self) -> datetime:
        return self.served.around.clock.now()

    async def session(self, capacity: int = 2, unit: str = NORD, **said: object) -> Session:
        """A published session on a day to come."""
        first = open_day(self.now, 12)
        once = Recurrence(Every.ONCE, first, time(10), 1)
        told = {"room": f"Aula {uuid4().hex[:6]}", "capacity": capacity, **said}
        new = NewSeries(str(told.pop("programme", "energy")), once, **told)  # type: ignore[arg-type]
        by = Facilitator().at(self.now)
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            [draft], _ = await commands.open_series(tx, unit, new, by)
            return await commands.publish(tx, draft.id, by)

    async def ask(self, session: Session, person: UUID | None = None) -> UUID:
        """The gateway sends somebody."""
        asked = Asked(uuid4(), session.id, PlaceDoor.GATEWAY, NORD, person=person)
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            await commands.ask_by_event(tx, asked, self.now)
        return asked.place_id

    async def begins(self, session: Session, ago: timedelta = timedelta(minutes=5)) -> None:
        """It began so long ago, as if so much time had passed."""
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            at = self.now - ago
            await tx.execute(
                "UPDATE group_session SET starts_at = $2 WHERE id = $1", session.id, at
            )

    async def value(self, query: str, *args: object) -> object:
        """One value of the database."""
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetchval(query, *args)


async def posted(client: httpx2.AsyncClient, path: str, **said: object) -> httpx2.Response:
    form = {"idempotency_key": str(uuid4()), **{name: str(each) for name, each in said.items()}}
    return await client.post(path, data=form)
