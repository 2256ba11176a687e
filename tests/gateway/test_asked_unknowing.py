"""At the city's telephone, which has no professionals, reception asks not knowing about what."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival
from services.gateway.domain import Arrived, Contact
from services.gateway.domain.refusals import NothingToFollow
from shared.contracts.gateway import RESTRICTED
from shared.db import Scope, Tx, transaction
from shared.errors import NotFound
from shared.identity import Principal, Role
from tests.fixtures.cities import DATC, NORD, load_city
from tests.fixtures.web import Served, Serving, command
from tests.gateway.returning import caring, maria
from tests.gateway.scene import VIOLENCE, Staff, after, at_work, stored
from tests.gateway.test_triage import FOOD

DUE = after(0) + timedelta(days=7)
OWNER = "housing"
LIST = f"/units/{DATC}/follow-ups"


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def redirected(tx: Tx, unit: str, *reasons: str) -> UUID:
    """Somebody whom another organisation has now."""
    anna = await at_work(tx, unit=unit)
    contact = (await commands.open_contact(tx, Arrival(unit), anna.by())).id
    await commands.call_next(tx, unit, 1, anna.by(1))
    await commands.start(tx, contact, anna.by(2))
    for reason in reasons:
        await commands.add_reason(tx, contact, reason, anna.by(3))
    for reason in reasons:
        await commands.redirect(tx, contact, reason, OWNER, anna.by(4))
    return contact


async def due(tx: Tx, unit: str, role: Role = Role.RECEPTION) -> list[Contact]:
    who = Principal(UUID(int=5), "x", frozenset({role}), None)
    return await queries.follow_ups(tx, unit, who, DUE, (0, 50))


async def test_a_restricted_one_is_its_receptions_to_ask_without_its_reason_and_owner(
    tx: Tx,
) -> None:
    contact = await redirected(tx, DATC, VIOLENCE)
    [asked] = await due(tx, DATC)
    assert (asked.id, asked.reason) == (contact, RESTRICTED)
    assert [(each.reason, each.owner) for each in asked.matters] == [(RESTRICTED, None)]
    assert VIOLENCE not in repr(asked)
    assert OWNER not in repr(asked)
    [known] = await due(tx, DATC, Role.PROFESSIONAL)
    assert known.reason == VIOLENCE


async def test_what_is_not_restricted_is_asked_by_its_reason(tx: Tx) -> None:
    await redirected(tx, DATC, VIOLENCE, FOOD)
    [asked] = await due(tx, DATC)
    said = [(each.reason, each.owner) for each in asked.matters]
    assert said == [(RESTRICTED, None), (FOOD, OWNER)]


async def test_reception_answers_without_being_told_which(tx: Tx) -> None:
    contact = await redirected(tx, DATC, VIOLENCE)
    by = Staff().at(DUE)
    told = await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, by)
    assert VIOLENCE not in repr(told)
    [matter] = (await stored(tx, contact)).matters
    assert (matter.reason, matter.arrived, matter.asked_at) == (VIOLENCE, True, DUE)
    assert await due(tx, DATC) == []
    with pytest.raises(NotFound):
        await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, by)


async def test_only_the_restricted_one_is_meant(tx: Tx) -> None:
    contact = await redirected(tx, DATC, VIOLENCE, FOOD)
    by = Staff().at(DUE)
    await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.NO, by)
    with pytest.raises(NothingToFollow):
        await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.NO, by)
    asked = {each.reason: each.asked_at for each in (await stored(tx, contact)).matters}
    assert asked == {VIOLENCE: DUE, FOOD: None}


async def test_who_answered_takes_it_back_for_ten_minutes_and_is_not_told_about_what(
    tx: Tx,
) -> None:
    contact = await redirected(tx, DATC, VIOLENCE)
    anna = Staff()
    await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, anna.at(DUE))
    back = await commands.undo(tx, contact, anna.at(DUE + timedelta(minutes=10)))
    assert VIOLENCE not in repr(back)
    assert OWNER not in repr(back)
    [matter] = (await stored(tx, contact)).matters
    assert (matter.reason, matter.arrived, matter.asked_at) == (VIOLENCE, None, None)
    [asked] = await due(tx, DATC)
    assert asked.id == contact, "it is to be asked again"
    with pytest.raises(NotFound):
        await commands.undo(tx, contact, anna.at(DUE + timedelta(minutes=10)))


async def test_nobody_else_of_reception_takes_it_back_nor_anybody_later(tx: Tx) -> None:
    contact = await redirected(tx, DATC, VIOLENCE)
    anna = Staff()
    await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, anna.at(DUE))
    for by in (Staff().at(DUE), anna.at(DUE + timedelta(minutes=10, seconds=1))):
        with pytest.raises(NotFound):
            await commands.undo(tx, contact, by)


async def test_who_is_kept_from_them_since_takes_nothing_back(tx: Tx) -> None:
    contact = await redirected(tx, DATC, VIOLENCE)
    anna, her = Staff(), await maria(tx)
    await tx.execute("UPDATE contact SET person = $2 WHERE id = $1", contact, her.id)
    await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, anna.at(DUE))
    await commands.exclude(tx, her.id, anna.id, replace(caring(), at=DUE))
    with pytest.raises(NotFound):
        await commands.undo(tx, contact, anna.at(DUE))


async def test_at_a_centre_its_professionals_ask_alone(tx: Tx) -> None:
    contact = await redirected(tx, NORD, VIOLENCE)
    assert await due(tx, NORD) == []
    assert [each.id for each in await due(tx, NORD, Role.PROFESSIONAL)] == [contact]
    with pytest.raises(NotFound):
        await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, Staff().at(DUE))


async def test_who_only_leads_the_telephone_asks_nobody(tx: Tx) -> None:
    await redirected(tx, DATC, VIOLENCE)
    assert await due(tx, DATC, Role.MANAGER) == []


@dataclass
class Asked:
    """Somebody whom the telephone redirected for a restricted reason, and its reception."""

    served: Served
    anna: httpx2.AsyncClient
    contact: UUID

    @property
    def at(self) -> str:
        return f"{LIST}/{self.contact}"

    async def page(self, who: httpx2.AsyncClient | None = None) -> str:
        """What stands on the page of whom to ask."""
        page = (await (who or self.anna).get(LIST)).text
        return page[page.index("<main") : page.index("</main>")]

    async def answers(self) -> None:
        form = {"reason": RESTRICTED, "arrived": "yes"}
        done = await self.anna.post(self.at, data=form, headers=command())
        assert done.status_code == 303, done.text

    async def kept(self) -> Contact:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            return await stored(tx, self.contact)

    async def undoes(self, who: httpx2.AsyncClient | None = None, **form: str) -> httpx2.Response:
        return await (who or self.anna).post(f"{self.at}/undo", data=form, headers=command())


@pytest_asyncio.fixture
async def asked(serving: Serving) -> Asked:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        contact = await redirected(tx, DATC, VIOLENCE)
        await tx.execute("UPDATE contact SET follow_up_on = '2020-01-01'")
    return Asked(served, await served.signed_in({Role.RECEPTION}, {DATC}), contact)


async def test_the_page_asks_and_takes_the_answer_and_names_nothing(asked: Asked) -> None:
    listed = await asked.page()
    assert "Motiu restringit" in listed
    assert "aquí no es diu on" in listed
    assert f'value="{VIOLENCE}"' not in listed
    await asked.answers()
    assert "Motiu restringit" not in await asked.page()
    told = (await asked.anna.get(f"/api{LIST}")).json()
    assert told["contacts"] == []


async def test_the_page_offers_who_answered_last_to_undo_it(asked: Asked) -> None:
    colleague = await asked.served.signed_in({Role.RECEPTION}, {DATC})
    assert "/undo" not in await asked.page()
    await asked.answers()
    page = await asked.page()
    assert f"{asked.contact}/undo" in page
    assert VIOLENCE not in page
    assert "/undo" not in await asked.page(colleague)
    [seen] = re.findall(r'name="seen" value="(\d+)"', page)
    assert (await asked.undoes(seen=seen)).status_code == 303
    page = await asked.page()
    assert "Motiu restringit" in page, "to be asked again"
    assert "/undo" not in page


async def test_the_desk_offers_it_too_and_the_api_tells_no_reason(asked: Asked) -> None:
    await asked.answers()
    desk = (await asked.anna.get(f"/units/{DATC}/desk")).text
    assert f"/contacts/{asked.contact}/undo" in desk
    undone = await asked.anna.post(f"/api/contacts/{asked.contact}/undo", headers=command())
    assert undone.status_code == 200, undone.text
    assert undone.json()["reason"] == RESTRICTED
    assert VIOLENCE not in undone.text


async def test_the_page_of_whom_to_ask_undoes_nothing_but_an_answer(asked: Asked) -> None:
    laia = await asked.served.signed_in({Role.PROFESSIONAL}, {DATC})
    async with transaction(asked.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute("UPDATE contact_act SET at = $1", asked.served.around.clock.now())
    await asked.undoes(laia)
    [matter] = (await asked.kept()).matters
    assert matter.outcome is not None, "that they were redirected stands"
    done = await laia.post(asked.at, data={"reason": VIOLENCE, "arrived": "no"}, headers=command())
    assert done.status_code == 303
    assert (await asked.undoes(laia)).status_code == 303
    [matter] = (await asked.kept()).matters
    assert matter.asked_at is None
