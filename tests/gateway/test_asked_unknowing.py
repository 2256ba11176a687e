"""At the city's telephone, which has no professionals, reception asks not knowing about what."""

from datetime import timedelta
from uuid import UUID

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
from tests.fixtures.web import Serving, command
from tests.gateway.scene import VIOLENCE, Staff, after, at_work, stored
from tests.gateway.test_triage import FOOD

DUE = after(0) + timedelta(days=7)
OWNER = "housing"


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


async def test_at_a_centre_its_professionals_ask_alone(tx: Tx) -> None:
    contact = await redirected(tx, NORD, VIOLENCE)
    assert await due(tx, NORD) == []
    assert [each.id for each in await due(tx, NORD, Role.PROFESSIONAL)] == [contact]
    with pytest.raises(NotFound):
        await commands.answer_follow_up(tx, contact, RESTRICTED, Arrived.YES, Staff().at(DUE))


async def test_who_only_leads_the_telephone_asks_nobody(tx: Tx) -> None:
    await redirected(tx, DATC, VIOLENCE)
    assert await due(tx, DATC, Role.MANAGER) == []


async def test_the_page_asks_and_takes_the_answer_and_names_nothing(serving: Serving) -> None:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        contact = await redirected(tx, DATC, VIOLENCE)
        await tx.execute("UPDATE contact SET follow_up_on = '2020-01-01'")
    anna = await served.signed_in({Role.RECEPTION}, {DATC})
    url = f"/units/{DATC}/follow-ups"
    page = (await anna.get(url)).text
    listed = page[page.index('aria-labelledby="due"') :]
    assert "Motiu restringit" in listed
    assert "aquí no es diu on" in listed
    assert f'value="{VIOLENCE}"' not in listed
    form = {"reason": RESTRICTED, "arrived": "yes"}
    done = await anna.post(f"{url}/{contact}", data=form, headers=command())
    assert done.status_code == 303
    assert "Motiu restringit" not in (await anna.get(url)).text
    told = (await anna.get(f"/api{url}")).json()
    assert told["contacts"] == []
