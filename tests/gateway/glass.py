"""Somebody found without a relation, and who breaks the glass for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import asyncpg
import httpx2

from shared.identity import Role
from tests.fixtures import canaries
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Served, command

NAME, MASK = "Kanarivogel Roca", "K••• R•••"
WORDS = canaries.WORDS
NUMBERS = count(1000)
SAID = {"unit": SUD, "reason": "danger", "words": WORDS}
OVER = "UPDATE break_glass SET until = clock_timestamp() WHERE person = $1"
FOUND_LONG_AGO = "UPDATE person_search SET at = at - interval '61 minutes' WHERE found = $1"


def a_telephone() -> str:
    """A number that nobody else here has."""
    return canaries.telephone(next(NUMBERS))


@dataclass(frozen=True)
class Stranger:
    """A person of NORD, whom a colleague at SUD found by their telephone."""

    glass: "Glass"
    reader: httpx2.AsyncClient
    id: str
    telephone: str

    async def found_by(self, who: httpx2.AsyncClient, unit: str = SUD) -> None:
        """Somebody searches for them."""
        url = f"/api/units/{unit}/people/search"
        answer = await who.post(url, json={"telephone": self.telephone})
        assert [each["id"] for each in answer.json()["people"]] == [self.id]

    async def broken(
        self, who: httpx2.AsyncClient | None = None, key: dict[str, str] | None = None, **said: Any
    ) -> httpx2.Response:
        """The glass is broken for them, or it is tried."""
        url = f"/api/people/{self.id}/break-glass"
        return await (who or self.reader).post(url, json={**SAID, **said}, headers=key or command())

    async def data(self, who: httpx2.AsyncClient | None = None) -> httpx2.Response:
        """Somebody asks for their data."""
        return await (who or self.reader).post(f"/api/people/{self.id}/data")

    async def uses(self) -> list[asyncpg.Record]:
        """The uses for them, oldest first."""
        found = "SELECT * FROM break_glass WHERE person = $1 ORDER BY opened_at"
        return await self.glass.owner.fetch(found, self.id)

    async def looks(self) -> list[tuple[str, str]]:
        """Acts and relations of the looks at them."""
        found = "SELECT act, relation FROM look WHERE person = $1 ORDER BY number"
        return [tuple(row) for row in await self.glass.owner.fetch(found, self.id)]


@dataclass(frozen=True)
class Glass:
    """A gateway, and its database as the owner sees it."""

    served: Served
    owner: asyncpg.Pool

    async def someone(self, *roles: Role, unit: str | None = None) -> httpx2.AsyncClient:
        """A new colleague of a unit, or of the whole city."""
        return await self.served.signed_in(roles or {Role.RECEPTION}, {unit} if unit else None)

    async def kept(self, who: httpx2.AsyncClient) -> tuple[str, str]:
        """A new person of NORD, and their telephone."""
        telephone = a_telephone()
        new = {"name": NAME, "telephone": telephone}
        answer = await who.post(f"/api/units/{NORD}/people", json=new, headers=command())
        return str(answer.json()["id"]), telephone

    async def stranger(self, reader: httpx2.AsyncClient | None = None) -> Stranger:
        """A new person, and somebody new at SUD who found them, unless one is named."""
        person, telephone = await self.kept(await self.someone(unit=NORD))
        found = Stranger(self, reader or await self.someone(unit=SUD), person, telephone)
        await found.found_by(found.reader)
        return found

    async def officer(self, language: str = "en") -> httpx2.AsyncClient:
        """A data-protection officer who reads this language."""
        client = await self.someone(Role.DATA_PROTECTION_OFFICER)
        token = client.cookies[self.served.around.settings.cookie]
        await self.served.around.sessions.speak(token, language)
        return client

    @asynccontextmanager
    async def without(self, table: str) -> AsyncIterator[None]:
        """Nothing can be written to this table within the block."""
        await self.owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT no CHECK (false) NOT VALID")
        try:
            yield
        finally:
            await self.owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT no")
