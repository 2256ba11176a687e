"""The city's telephone hands a call to a centre, to the right one at the second try."""

from uuid import UUID

import pytest

from services.gateway.domain.pending import pending_id
from shared.identity import Role
from tests.browser.conftest import Visit
from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.stories.recounting import recounted
from tests.fixtures.cities import DATC

pytestmark = pytest.mark.needs("chromium")
DESK = 3
"""Left again: the telephone has four for all who test it."""


async def out_of_reach(stack: Stack, dora: Person) -> str:
    """Somebody is to be called back by the telephone who may be neither dialled nor written to."""
    await stack.arrive(dora)
    await stack.open_desk(dora, DESK)
    contact = await stack.call(dora, DESK)
    await stack.ask(dora, f"/contacts/{contact}/start")
    ways = {"reached_by": "text", "safe_contact": "no_message"}
    await stack.ask(dora, f"/contacts/{contact}/ways", **ways)
    await stack.ask(dora, f"/contacts/{contact}/close", outcome="call_back")
    await stack.ask(dora, f"/units/{DATC}/desks/{DESK}/close")
    return f"/pending/{pending_id(UUID(contact))}"


async def test_boards_and_figures_of_telephone_and_centres_are_recounted_by_where_it_stood(
    stack: Stack, visit: Visit
) -> None:
    dora = await stack.someone(unit=DATC)
    anna, pere = await stack.someone(Role.RECEPTION), await stack.someone(Role.RECEPTION)
    entry = await out_of_reach(stack, dora)
    for centre in (anna, pere):
        await stack.arrive(centre)
        await stack.ask(dora, f"{entry}/hand-over", centre=centre.unit)
        if centre is anna:
            await stack.ask(dora, f"{entry}/undo")
    most, new = {}, {}
    for who in (dora, anna, pere):
        board = await visit(f"/indicators/areas/{who.unit}", who)
        [total, *_] = await recounted(stack, who, board, TEN_ON_A_TUESDAY.date())
        most[who.unit] = total["pending"]["most"]
        new[who.unit] = total["work"]["callbacks"]["opened"]
    assert (most[anna.unit], most[pere.unit]) == (0, 1)
    assert (new[anna.unit], new[pere.unit]) == (0, 0)
    assert min(most[DATC], new[DATC]) >= 1, "others may have called there too"
