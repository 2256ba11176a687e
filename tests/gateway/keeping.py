"""People who are to be kept from somebody, and those who ask for them, at two centres."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import httpx2

from shared.db import Pool, Scope, transaction
from shared.identity import Principal, Role
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Served, Serving, command

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONCE = re.compile(r"(nonce-|nonce=\")[\w-]+")
READ_AT = re.compile(r'data-live-at="[0-9.]+"')
TELEPHONE = "600 913 427"


@dataclass
class Asker:
    """Somebody who asks, and who they are."""

    client: httpx2.AsyncClient
    who: Principal

    @property
    def id(self) -> UUID:
        return self.who.id

    async def post(self, path: str, **body: Any) -> httpx2.Response:
        return await self.client.post(path, json=body, headers=command())

    async def form(self, path: str, **fields: Any) -> httpx2.Response:
        return await self.client.post(path, data=fields, headers=command())


@dataclass
class House:
    """A gateway with a city, and who works at its two centres."""

    served: Served
    anna: Asker
    berta: Asker
    carla: Asker
    south: Asker
    lead: Asker
    officer: Asker
    made: list[str] = field(default_factory=list)

    async def rows(self, statement: str, *values: object) -> list[asyncpg.Record]:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetch(statement, *values)

    async def person(self, telephone: str = TELEPHONE, **told: Any) -> str:
        """Somebody of the north, as Anna writes them down."""
        fields = {"name": "Kanarivogel Roca", "telephone": telephone, **told}
        answer = await self.anna.post(f"/api/units/{NORD}/people", **fields)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def contact(self, person: str | None = None, **told: Any) -> str:
        """Somebody comes to the north; whom it concerns, if that is said."""
        answer = await self.anna.post(f"/api/units/{NORD}/contacts", **told)
        contact = str(answer.json()["id"])
        if person:
            named = await self.anna.post(f"/api/contacts/{contact}/person", person=person)
            assert named.status_code == 200, named.text
        return contact

    async def name_of(self, asker: Asker) -> str:
        """Somebody's user name."""
        name: str = await self.served.around.identity.fetchval(
            "SELECT user_name FROM account WHERE id = $1", asker.id
        )
        return name

    async def exclude(self, person: str, asker: Asker) -> httpx2.Response:
        """Anna notes that the person does not want somebody."""
        colleague = await self.name_of(asker)
        return await self.anna.post(f"/api/people/{person}/exclusions", colleague=colleague)

    async def seal(self, person: str, *units: str) -> httpx2.Response:
        """Carla seals the person for the north, and for those units."""
        path = f"/api/units/{NORD}/people/{person}/seal"
        return await self.carla.post(path, units=list(units), reason="risk")

    async def desk(self, asker: Asker, number: int = 1) -> None:
        """Somebody opens a desk of the north."""
        answer = await asker.post(f"/api/units/{NORD}/desks/{number}/open")
        assert answer.status_code == 200, answer.text

    async def call(self, asker: Asker, number: int = 1) -> str | None:
        """Whom the desk calls next."""
        answer = await asker.post(f"/api/units/{NORD}/desks/{number}/call-next")
        return str(answer.json()["contact"]["id"]) if answer.status_code == 200 else None

    async def queue(self, asker: Asker, **page: int) -> list[str]:
        """Who waits in the north, to somebody."""
        answer = await asker.client.get(f"/api/units/{NORD}/queue", params=page)
        return [each["id"] for each in answer.json()["contacts"]]


async def asker(
    served: Served, role: Role, *units: str, also: frozenset[Role] = frozenset()
) -> Asker:
    """Somebody new with this role at these units; without units, of the whole city."""
    client = await served.signed_in({role, *also}, set(units) or None)
    token = client.cookies[served.around.settings.cookie]
    who = await served.around.sessions.by_cookie(token)
    assert who
    return Asker(client, who)


async def house_of(serving: Serving) -> House:
    """The house, with its city."""
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return House(
        served,
        await asker(served, Role.RECEPTION, NORD),
        await asker(served, Role.RECEPTION, NORD, also=frozenset({Role.PROFESSIONAL})),
        await asker(served, Role.PROFESSIONAL, NORD),
        await asker(served, Role.RECEPTION, SUD),
        await asker(served, Role.MANAGER, NORD),
        await asker(served, Role.DATA_PROTECTION_OFFICER),
    )


@contextmanager
def asked_of(pool: Pool) -> Iterator[list[str]]:
    """The statements that the pool's connections are asked within the block."""
    told: list[str] = []

    def note(record: Any) -> None:
        told.append(UUIDS.sub("ID", record.query))

    connections = [holder._con for holder in pool._holders if holder._con]
    for each in connections:
        each.add_query_logger(note)
    yield told
    for each in connections:
        each.remove_query_logger(note)


def plain(answer: httpx2.Response) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, without identifiers asked for or made, nonces, and read times."""

    def always(text: str) -> str:
        return READ_AT.sub("AT", NONCE.sub(r"\1ONCE", UUIDS.sub("ID", text)))

    headers = {name: always(value) for name, value in answer.headers.items()}
    return answer.status_code, headers, always(answer.text)
