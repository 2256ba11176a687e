"""A kiosk that somebody stands before, in a browser that keeps its cookies and runs no script."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Served, Serving, command

MONDAY_TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLAY = """
INSERT INTO business_clock (anchor_real, anchor_played, speed) VALUES (clock_timestamp(), $1, 1)
ON CONFLICT (only_row) DO UPDATE SET anchor_real = excluded.anchor_real,
  anchor_played = excluded.anchor_played
"""


@dataclass
class Standing:
    """Somebody before the kiosk of a centre."""

    served: Served
    client: httpx2.AsyncClient
    unit: str = NORD

    @property
    def path(self) -> str:
        """The first screen."""
        return f"/units/{self.unit}/kiosk"

    async def sees(self, address: str) -> httpx2.Response:
        """A screen, wherever it leads."""
        return await self.client.get(address, follow_redirects=True)

    async def touches(self, page: httpx2.Response, step: str) -> httpx2.Response:
        """A link of that screen."""
        found = re.search(rf'href="([^"]*/{step}\?visit=[^"]*)"', page.text)
        assert found, step
        return await self.sees(html.unescape(found[1]))

    async def chooses(self, language: str) -> httpx2.Response:
        """From the first screen to the second."""
        first = await self.sees(self.path)
        if language in {"ca", "es", "en"}:
            return await self.touches(first, language)
        return await self.touches(await self.touches(first, "languages"), language)

    async def takes(self, page: httpx2.Response, **other: str) -> httpx2.Response:
        """A ticket, by the form of that screen; ``other`` goes before what stands in it."""
        found = re.search(r'<form[^>]* action="([^"]+)"[^>]*>(.*?)</form>', page.text, re.S)
        assert found
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[2]))
        form = {**fields, **command_of(fields), **other}
        return await self.client.post(
            html.unescape(found[1]),
            data=form,
            headers={"referer": f"http://portes.test{self.path}"},
        )

    async def ticket(self, language: str = "ca") -> httpx2.Response:
        """The last screen: a ticket for somebody who comes to talk."""
        taken = await self.takes(await self.chooses(language))
        assert taken.status_code == 303, taken.text
        return await self.sees(taken.headers["location"])

    def token(self) -> str:
        """What the ticket's QR code holds: the visit's token, as the browser keeps it."""
        name = self.served.around.settings.cookie_name("kiosk")
        return str(self.client.cookies[name])

    async def rows(self, statement: str) -> list[dict[str, object]]:
        """What the database has, beyond every scope."""
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return [dict(row) for row in await tx.fetch(statement)]

    async def plays(self, at: datetime) -> None:
        """It is another time."""
        await play(self.served, at)


def command_of(fields: dict[str, str]) -> dict[str, str]:
    """The command id that stands in the form, else another."""
    return {"idempotency_key": fields.get("idempotency_key", command()["Idempotency-Key"])}


async def play(served: Served, at: datetime) -> None:
    """Let the business time be this."""
    await served.around.identity.execute(PLAY, at)
    served.around.clock._due = 0.0
    await served.around.clock.refresh()


async def standing(serving: Serving, unit: str = NORD, at: datetime = MONDAY_TEN) -> Standing:
    """Somebody before a kiosk, on a Monday at ten."""
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    await play(served, at)
    return Standing(served, await served.signed_in({Role.KIOSK}, {unit}), unit)
