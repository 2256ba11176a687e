"""Where a hand is needed at a unit: the gravest first, and nothing of what is not known."""

import re
from collections.abc import Sequence
from datetime import datetime

import pytest

from services.indicators.domain import Asks, DeskNow, Hand, Overdue, Present, hands
from shared.contracts import Event
from shared.contracts.gateway import Level
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD
from tests.fixtures.web import Served
from tests.indicators.contacts import NOW, a_contact, a_gap, a_pending_call, after, beat, hear

BOUND = 1000.0
AT = after(1000)
NONE_DUE = Overdue(0, None)
OPEN = DeskNow(NORD, 1, "open")
PAUSED = DeskNow(NORD, 2, "paused")


def bound(_level: str | None) -> float:
    return BOUND


def since(seconds: float, state: str = "waiting") -> Present:
    came = after(-seconds, AT)
    return Present("desk", NORD, Level.ORDINARY, state, came, came, None)


def asked(
    present: Sequence[Present],
    desks: Sequence[DeskNow] | None = (OPEN,),
    overdue: Overdue = NONE_DUE,
    of: int = 3,
) -> list[Hand]:
    return hands(present, None if desks is None else (desks, of), overdue, bound, AT)


@pytest.mark.parametrize(
    ("waited", "asks"),
    [
        (799, []),
        (800, [Asks.NEAR_BOUND]),
        (999, [Asks.NEAR_BOUND]),
        (1000, [Asks.OVER_BOUND]),
    ],
)
def test_a_wait_asks_from_four_fifths_of_its_bound_and_is_grave_at_it(
    waited: float, asks: list[Asks]
) -> None:
    assert [each.asks for each in asked([since(waited), since(10)])] == asks


def test_whoever_was_called_still_waits_and_whoever_is_served_does_not() -> None:
    [hand] = asked(
        [since(1200, "called"), since(1100), since(5000, "serving"), since(5000, "parked")]
    )
    assert (hand.asks, hand.number, hand.seconds) == (Asks.OVER_BOUND, 2, 1200)


def test_it_says_which_desks_could_help() -> None:
    [hand] = asked([since(1200)], (OPEN, PAUSED), of=4)
    assert (hand.paused, hand.shut) == (1, 2)
    [unknown] = asked([since(1200)], None)
    assert (unknown.paused, unknown.shut) == (0, 0)


def test_with_nobody_at_any_desk_the_first_who_comes_asks() -> None:
    [hand] = asked([since(1)], (PAUSED,))
    assert (hand.asks, hand.number, hand.grave) == (Asks.NO_DESK, 1, True)
    assert asked([], ()) == []
    assert asked([since(1)], None) == [], "of desks that nobody knows nothing is said"


def test_the_gravest_comes_first_and_a_grave_wait_before_calls() -> None:
    late = Overdue(2, after(-300, AT))
    assert [each.asks for each in asked([since(900)], overdue=late)] == ["near_bound", "overdue"]
    found = asked([since(1000)], overdue=late)
    assert [each.asks for each in found] == [Asks.OVER_BOUND, Asks.OVERDUE]
    assert (found[1].number, found[1].seconds) == (2, 300)


async def panel(served: Served, role: Role, *events: Event, beats: datetime | None = NOW) -> str:
    """The panel of a centre's board, for somebody of that role."""
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        if beats:
            await beat(tx, beats, beats)
        await hear(tx, events)
    reader = await served.signed_in({role}, {NORD})
    page = (await reader.get(f"/areas/{NORD}")).text
    [found] = re.findall(r'data-live-part="hands">(.*?)</div>', page, re.DOTALL)
    return str(found)


async def test_the_board_says_what_asks_and_leads_to_where_each_can_act(
    indicators: Served,
) -> None:
    long_ago = after(-7200, NOW)
    told = await panel(
        indicators,
        Role.RECEPTION,
        a_contact(long_ago, waits=None),
        a_pending_call(long_ago, due=60),
    )
    assert "1 persona espera i no hi ha cap taulell obert." in told
    assert "1 trucada fora de termini." in told
    assert f'href="/gateway/units/{NORD}"' in told
    assert f'href="/gateway/units/{NORD}/pending?which=overdue"' in told
    leads = await panel(indicators, Role.MANAGER)
    assert "/gateway/" not in leads, "a manager has no desk"
    assert 'href="#who"' in leads


async def test_with_nothing_to_do_it_says_so_and_of_the_unknown_it_says_nothing(
    indicators: Served,
) -> None:
    assert await panel(indicators, Role.MANAGER, beats=None) == ""
    assert "Ara res no demana un cop de mà." in await panel(indicators, Role.MANAGER)
    on_paper = await panel(indicators, Role.MANAGER, a_gap(after(-60, NOW)))
    assert on_paper == ""
