"""Places left are one number, in the catalogue, at the desk, in referrals and on the board."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.domain.sessions import Session as AtDesk
from services.groups import queries
from services.groups.domain.sessions import Session
from services.referrals.store.sessions import Session as InReferrals
from shared.db import Tx
from shared.places_left import PLACES_LEFT, places_left
from tests.fixtures.cities import load_city
from tests.groups.scene import ask, last_of, published

ON_BOARD = f"""
SELECT {PLACES_LEFT}
FROM (SELECT $1::int AS capacity, $2::int AS taken, $3::int AS offered, $4::int AS waiting) AS told
"""
HOUSEHOLDS = {
    "nobody came": ((), 4),
    "one came": ((1,), 3),
    "a household that finds no room waits": ((2, 3), 0),
    "full": ((4,), 0),
}


async def everywhere(tx: Tx, session: Session) -> set[int]:
    """What each of the four shows of it."""
    listed, told = await queries.open_session(tx, session.id), await last_of(tx, session)
    facts = {name: getattr(told, name) for name in ("capacity", "taken", "offered", "waiting")}
    at_desk = AtDesk(**{each.name: getattr(told, each.name) for each in fields(AtDesk)})
    names = (each.name for each in fields(InReferrals) if each.name != "id")
    in_referrals = InReferrals(told.session_id, **{name: getattr(told, name) for name in names})
    on_board = await tx.fetchval(ON_BOARD, *facts.values())
    return {listed.free, at_desk.left, in_referrals.left, on_board}


@pytest.mark.parametrize("who", HOUSEHOLDS)
async def test_with_a_household_in_line_catalogue_desk_referrals_and_board_show_the_same(
    tx: Tx, who: str
) -> None:
    await load_city(tx)
    session, (households, left) = await published(tx, capacity=4), HOUSEHOLDS[who]
    for minute, places in enumerate(households):
        await ask(tx, session, places, minute)
    assert await everywhere(tx, session) == {left}


FEW = st.integers(0, 6)


@settings(max_examples=30)
@given(FEW, FEW, FEW, FEW)
def test_never_more_is_left_than_is_free_and_nothing_while_somebody_waits(
    capacity: int, taken: int, offered: int, waiting: int
) -> None:
    left = places_left(capacity, taken, offered, waiting)
    assert 0 <= left <= max(0, capacity - taken - offered)
    assert not (left and waiting)
