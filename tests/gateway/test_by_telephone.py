"""By telephone at a desk, where no exchange tells of the call: who is on the line is not called."""

from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Arrival
from services.gateway.domain import Contact
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Door, Outcome
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Serving
from tests.gateway.keeping import house_of
from tests.gateway.scene import Staff, after, arrive, at_work, in_front_of, last_told, stored

CALL = Arrival(NORD, Door.PHONE)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def test_who_is_on_the_telephone_of_a_free_desk_is_served_there_though_others_wait(
    tx: Tx,
) -> None:
    anna, waits = await at_work(tx), await arrive(tx, 0)
    call = await commands.come_to_desk(tx, CALL, anna.by(5))
    assert (call.state, call.desk, call.started_at) == (ContactState.SERVING, 1, after(5))
    assert (call.calls, call.wait_seconds, call.told_wait) == (0, 0, None)
    assert [(span.state, span.desk) for span in call.spans] == [(ContactState.SERVING, 1)]
    assert await in_front_of(tx) == call.id
    assert await last_told(tx, call) is gateway.ContactOpened
    assert (await stored(tx, waits.id)).state is ContactState.WAITING
    ended = await commands.close(tx, call.id, Outcome.INFORMED, anna.by(8))
    assert (ended.state, await in_front_of(tx)) == (ContactState.CLOSED, None)


async def test_undone_they_never_called_and_the_desk_is_free(tx: Tx) -> None:
    anna = await at_work(tx)
    call = await commands.come_to_desk(tx, CALL, anna.by(5))
    undone = await commands.undo(tx, call.id, anna.by(6))
    assert (undone.state, await in_front_of(tx)) == (ContactState.VOIDED, None)


@pytest.mark.parametrize("desk", ["busy", "paused", "another unit's", "none", "free"])
async def test_who_comes_to_the_desk_or_to_one_that_is_not_free_waits(tx: Tx, desk: str) -> None:
    anna = Staff()
    if desk != "none":
        anna = await at_work(tx, unit=SUD if desk == "another unit's" else NORD)
    if desk == "busy":
        await arrive(tx, 0)
        await commands.call_next(tx, NORD, 1, anna.by(1))
    if desk == "paused":
        await commands.pause_desk(tx, NORD, 1, anna.by(1))
    came = Arrival(NORD, Door.DESK if desk == "free" else Door.PHONE)
    waits: Contact = await commands.come_to_desk(tx, came, anna.by(2))
    assert (waits.state, waits.desk) == (ContactState.WAITING, None)


async def test_their_code_is_never_on_the_wall(tx: Tx) -> None:
    anna = await at_work(tx)
    contact = await commands.open_contact(tx, CALL, anna.by())
    await commands.call_next(tx, NORD, 1, anna.by(1))
    assert (await queries.walls(tx, [NORD], after(2)))[NORD].calls == ()
    await commands.start(tx, contact.id, anna.by(2))
    assert (await queries.walls(tx, [NORD], after(3)))[NORD].calls == ()


async def test_by_telephone_on_the_page_brings_the_call_before_the_desk(serving: Serving) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    waits = await house.contact()
    await house.anna.form(f"/units/{NORD}/contacts", door="phone")
    page = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    [call] = await house.rows("SELECT id, state FROM contact WHERE id <> $1", UUID(waits))
    assert call["state"] == "serving"
    assert f'data-contact="{call["id"]}"' in page
