"""What is to be returned to somebody is with nobody who must not see them."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import By
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import Outcome
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import WORDS
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving
from tests.gateway.keeping import Asker, House, asker, house_of
from tests.gateway.returning import changes
from tests.gateway.scene import Staff
from tests.gateway.test_reaching import House as Calls


class Promised:
    """A centre where somebody is to be called, two receptionists and two professionals."""

    def __init__(self, house: House, laia: Asker) -> None:
        self.house, self.laia = house, laia

    async def asks(self, person: str | None) -> UUID:
        """Somebody asks to be called."""
        calls = Calls(self.house.served, self.house.anna.client)
        whose = UUID(person) if person else None
        safe = {"safe_contact": SafeContact.YES}
        _, entry = await calls.asks(whose, NORD, Outcome.CALL_BACK, **safe)
        return entry

    async def message(self, person: str) -> UUID:
        """Somebody leaves Carla a message."""
        contact = await self.house.contact(person)
        said = {"to": await self.house.name_of(self.house.carla), "words": WORDS}
        url = f"/api/units/{NORD}/messages"
        left = await self.house.anna.post(url, contact=contact, **said)
        assert left.status_code == 201, left.text
        return UUID(left.json()["id"])

    async def listed(self, who: Asker, which: str) -> list[str]:
        found = await who.client.get(f"/api/units/{NORD}/pending?which={which}")
        return [each["call"]["id"] for each in found.json()["calls"]]

    async def row(self, entry: UUID) -> Any:
        [row] = await self.house.rows("SELECT * FROM pending_call WHERE id = $1", entry)
        async with transaction(self.house.served.around.pool, Scope.SYSTEM) as tx:
            told = await changes(tx, entry)
        assert [each.version for each in told] == list(range(1, row["version"] + 1)), "all told"
        return row


@pytest_asyncio.fixture
async def calls(serving: Serving) -> Promised:
    house = await house_of(serving)
    return Promised(house, await asker(house.served, Role.PROFESSIONAL, NORD))


async def test_what_they_saw_to_is_nobodys_once_a_rule_keeps_them_from_it(calls: Promised) -> None:
    house = calls.house
    maria = await house.person()
    entry = await calls.asks(maria)
    assert (await house.berta.post(f"/api/pending/{entry}/own")).status_code == 200
    assert await calls.listed(house.anna, "unowned") == []
    await house.exclude(maria, house.berta)
    assert await calls.listed(house.anna, "unowned") == [str(entry)]
    assert await calls.listed(house.berta, "all") == []


async def test_what_they_are_calling_may_be_called_by_another_at_once(calls: Promised) -> None:
    house = calls.house
    maria = await house.person()
    entry = await calls.asks(maria)
    assert (await house.berta.post(f"/api/pending/{entry}/call")).status_code == 200
    busy = await house.anna.post(f"/api/pending/{entry}/call")
    assert busy.json()["type"] == "/problems/colleague-calls"
    await house.exclude(maria, house.berta)
    assert (await house.anna.post(f"/api/pending/{entry}/call")).status_code == 200
    assert (await calls.row(entry))["owner"] == house.anna.id


async def test_what_another_sees_to_stays_theirs(calls: Promised) -> None:
    house = calls.house
    maria = await house.person()
    entry = await calls.asks(maria)
    await house.anna.post(f"/api/pending/{entry}/call")
    before = await calls.row(entry)
    await house.exclude(maria, house.berta)
    assert await calls.row(entry) == before


async def test_a_message_for_them_is_for_any_professional_and_another_takes_it_up(
    calls: Promised,
) -> None:
    house = calls.house
    maria = await house.person()
    entry = await calls.message(maria)
    await house.exclude(maria, house.carla)
    assert await calls.listed(house.anna, "unowned") == [str(entry)]
    at, page = f"/api/pending/{entry}", f"/units/{NORD}/pending/{entry}"
    assert "Missatge per a qualsevol professional" in (await house.anna.client.get(page)).text
    assert f"{entry}/do/own" not in (await house.anna.client.get(page)).text
    reception = await house.anna.post(f"{at}/own")
    assert (reception.status_code, reception.json()["type"]) == (409, "/problems/not-of-this-kind")
    assert (await house.carla.post(f"{at}/own")).status_code == 404
    assert f"{entry}/do/own" in (await calls.laia.client.get(page)).text
    assert (await calls.laia.post(f"{at}/own")).status_code == 200
    assert await calls.listed(calls.laia, "mine") == [str(entry)]
    again = await calls.laia.post(f"{at}/own")
    assert again.json()["type"] == "/problems/not-of-this-kind", "somebody has it"
    assert (await calls.laia.post(f"{at}/answer", words=WORDS)).status_code == 200


async def test_whose_it_is_said_to_be_decides_too(calls: Promised) -> None:
    house = calls.house
    maria = await house.person()
    entry = await calls.asks(None)
    await house.berta.post(f"/api/pending/{entry}/call")
    await house.exclude(maria, house.berta)
    assert (await calls.row(entry))["owner"] == house.berta.id, "nobody is named"
    found = await house.anna.post(f"/api/pending/{entry}/person", person=maria)
    assert found.status_code == 200, found.text
    row = await calls.row(entry)
    assert (row["owner"], row["caller"]) == (None, None)
    assert (await house.anna.post(f"/api/pending/{entry}/undo")).status_code == 200
    row = await calls.row(entry)
    assert (row["person"], row["owner"]) == (None, house.berta.id)


async def test_so_does_whom_the_contact_turns_out_to_concern(calls: Promised) -> None:
    house = calls.house
    maria = await house.person()
    contact = await house.contact()
    said = {"to": await house.name_of(house.carla), "words": WORDS}
    left = await house.anna.post(f"/api/units/{NORD}/messages", contact=contact, **said)
    await house.exclude(maria, house.carla)
    entry = UUID(left.json()["id"])
    async with transaction(house.served.around.pool, Scope.of({NORD})) as tx:
        by = By(Staff().by().who, house.served.around.clock.now())
        await commands.name_person(tx, UUID(contact), UUID(maria), by)
    row = await calls.row(entry)
    assert (str(row["person"]), row["owner"]) == (maria, None)
