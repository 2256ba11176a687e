"""Who may undo, for how long, and what stands in the way."""

import re
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Destination
from services.gateway.domain.refusals import DeskBusy, DeskNotOpen, DoneSince, NothingToUndo
from shared.contracts.gateway import ContactState, Outcome
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.keeping import house_of
from tests.gateway.scene import Staff, arrive, at_work, in_front_of, of, stored


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def test_a_colleague_of_the_unit_may_undo_for_ten_minutes_and_nobody_after(tx: Tx) -> None:
    anna, berta, contact = Staff(), of(NORD), await arrive(tx)
    await commands.abandon(tx, contact.id, anna.by(1))
    for late in (anna, berta):
        with pytest.raises(NothingToUndo):
            await commands.undo(tx, contact.id, late.by(11.01))
    assert (await stored(tx, contact.id)).state is ContactState.ABANDONED
    restored = await commands.undo(tx, contact.id, berta.by(11))
    assert restored.state is ContactState.WAITING


async def test_the_ten_minutes_are_those_of_the_act_and_not_of_the_contact(tx: Tx) -> None:
    anna, contact = Staff(), await arrive(tx)
    await commands.abandon(tx, contact.id, anna.by(60))
    await commands.undo(tx, contact.id, anna.by(65))
    with pytest.raises(NothingToUndo):
        await commands.undo(tx, contact.id, anna.by(65))


async def test_whoever_passed_somebody_on_may_take_it_back_and_the_other_unit_not(tx: Tx) -> None:
    here, there, contact = of(NORD), of(SUD), await arrive(tx)
    await commands.pass_on(tx, contact.id, Destination(SUD), here.by(1))
    with pytest.raises(NotFound):
        await commands.undo(tx, contact.id, there.by(2))
    assert (await commands.undo(tx, contact.id, here.by(2))).unit == NORD


async def test_an_act_at_the_other_unit_is_no_longer_ours_to_undo(tx: Tx) -> None:
    here, there, contact = of(NORD), of(SUD), await arrive(tx)
    await commands.pass_on(tx, contact.id, Destination(SUD), here.by(1))
    await commands.abandon(tx, contact.id, there.by(2))
    with pytest.raises(NotFound):
        await commands.undo(tx, contact.id, here.by(3))


async def test_a_desk_that_has_gone_on_keeps_whom_it_has(tx: Tx) -> None:
    anna = await at_work(tx)
    first, second = await arrive(tx, 0), await arrive(tx, 1)
    await commands.call_next(tx, NORD, 1, anna.by(2))
    await commands.miss(tx, first.id, anna.by(3))
    await commands.call_next(tx, NORD, 1, anna.by(4))
    with pytest.raises(DeskBusy):
        await commands.undo(tx, first.id, anna.by(5))
    assert await in_front_of(tx) == second.id


async def test_nobody_is_brought_back_to_a_closed_desk(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(2))
    await commands.miss(tx, contact.id, anna.by(3))
    await commands.close_desk(tx, NORD, 1, anna.by(4))
    with pytest.raises(DeskNotOpen):
        await commands.undo(tx, contact.id, anna.by(5))


async def test_a_contact_that_moved_since_one_looked_is_neither_moved_nor_undone(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    for act, refused in ((commands.start, PreconditionFailed), (commands.undo, DoneSince)):
        with pytest.raises(refused):
            await act(tx, contact.id, anna.by(2, seen=1))
    await commands.start(tx, contact.id, anna.by(2, seen=2))
    await commands.undo(tx, contact.id, anna.by(3, seen=3))
    assert (await stored(tx, contact.id)).state is ContactState.CALLED


async def test_after_undoing_one_goes_on_as_if_it_had_not_been(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    await commands.call_next(tx, NORD, 1, anna.by(1))
    await commands.undo(tx, contact.id, anna.by(2))
    await commands.call_next(tx, NORD, 1, anna.by(3))
    await commands.start(tx, contact.id, anna.by(4))
    closed = await commands.close(tx, contact.id, Outcome.INFORMED, anna.by(5))
    assert (closed.version, closed.wait_seconds, closed.service_seconds) == (6, 240, 60)
    assert [span.state for span in closed.spans] == ["waiting", "called", "serving"]


async def test_the_desk_undoes_the_act_that_it_shows_and_no_later_one(serving: Serving) -> None:
    house = await house_of(serving)
    contact, desk = await house.contact(reason="DEP"), f"/units/{NORD}/desk"
    page = (await house.anna.client.get(desk)).text
    form = r'action="(?:/gateway)?(/units[^"]*/undo)".*?name="seen" value="(\d+)"'
    [(undo, seen)] = re.findall(form, page, re.DOTALL)
    assert undo.endswith(f"/contacts/{contact}/undo")
    gone = await house.berta.post(f"/api/contacts/{contact}/abandon")
    assert gone.status_code == 200, gone.text
    came = f"{house.served.around.settings.origin}/gateway{desk}"
    told = await house.anna.client.post(
        undo, data={"seen": seen}, headers=command() | {"referer": came}
    )
    assert told.status_code == 303
    assert "Després s’ha fet una altra cosa" in (await house.anna.client.get(desk)).text
    [row] = await house.rows("SELECT state FROM contact WHERE id = $1", UUID(contact))
    assert row["state"] == "abandoned"
