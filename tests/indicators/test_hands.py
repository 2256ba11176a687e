"""Where a hand is needed: what asks for an act now, in which order, and where it is done."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.gateway.policy import POLICY
from services.indicators.domain import (
    Act,
    Area,
    DeskNow,
    Desks,
    Owed,
    Present,
    area_of,
    hands,
)
from services.indicators.pages.hands import AGENDA, DESK, KNOWS, PENDING
from services.indicators.queries.owed import owed
from shared.contracts.gateway import RESTRICTED, Attempt, AttemptResult, DeskState, Level
from shared.db import Scope, Tx, transaction
from shared.identity import Principal, Role
from shared.rights import PEOPLE
from tests.fixtures.cities import DATC, NORD, SUD, a_city
from tests.fixtures.web import Served, Serving
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    an_appointment,
    beat,
    hear,
    keep_desk,
    reached,
)
from tests.indicators.standing import standing_at

BOUNDS = {Level.URGENT: 300.0, None: 1800.0}
NOW = after(3600)
TRIED = (Attempt(at=after(60), result=AttemptResult.NO_ANSWER),)
Told = list[tuple[str, int, str]]


def bound(level: str | None) -> float:
    return BOUNDS[Level(level) if level else None]


def waits(seconds: float, level: str | None = None, state: str = "waiting") -> Present:
    came = after(3600 - seconds)
    return Present("desk", NORD, level, state, came, came, None)


def desk(number: int, state: str = "open", contact: str | None = "serving") -> DeskNow:
    return DeskNow(NORD, number, state, contact)


def asked(
    present: Sequence[Present] = (),
    desks: Desks | None = None,
    debts: dict[Act, Owed] | None = None,
) -> Told:
    found = hands(present, desks, debts or {}, bound, NOW)
    return [(each.act.value, each.number, each.presses.value) for each in found]


def test_whoever_waited_longer_than_the_bound_of_their_level_is_to_be_called() -> None:
    assert asked([waits(299, "urgent"), waits(1799)]) == []
    assert asked([waits(300, "urgent"), waits(1800), waits(10)]) == [("call", 2, "urgent")]
    assert asked([waits(4000, state="called")]) == []


def test_whoever_waits_on_the_telephone_is_called_by_no_desk() -> None:
    calling = replace(waits(1800), door="phone")
    assert asked([calling], Desks([], 2)) == [("pick_up", 1, "urgent")]
    both = asked([calling, waits(1800)], Desks([desk(1)], 2))
    assert both == [("call", 1, "urgent"), ("pick_up", 1, "urgent"), ("open", 1, "preferential")]


def test_the_one_that_is_furthest_beyond_its_bound_is_told() -> None:
    [hand] = hands([waits(900, "urgent"), waits(2000)], None, {}, bound, NOW)
    assert (hand.since, hand.bound) == (after(3600 - 900), 300)


def test_a_desk_is_to_be_opened_where_none_is_and_somebody_waits() -> None:
    assert asked([waits(1)], Desks([], 2)) == [("open", 1, "urgent")]
    assert asked([waits(1)], Desks([desk(1, "paused")], 2)) == [("open", 1, "urgent")]
    assert asked([], Desks([], 2)) == []


def test_another_desk_is_to_be_opened_near_the_bound_if_all_that_are_open_serve() -> None:
    near, busy, free = waits(1440), desk(1), desk(2, contact=None)
    assert asked([near], Desks([busy], 2)) == [("open", 1, "preferential")]
    assert asked([waits(1439)], Desks([busy], 2)) == []
    assert asked([near], Desks([busy, free], 3)) == []
    assert asked([near], Desks([busy, desk(2)], 2)) == []


def test_of_desks_that_are_unknown_nothing_is_said() -> None:
    assert asked([waits(1700)], None) == []


def test_what_presses_most_comes_first() -> None:
    debts = {act: Owed(1, MORNING) for act in (Act.NOTE, Act.RETURN, Act.ANSWER, Act.CALL_BACK)}
    told = asked([waits(2000)], Desks([desk(1)], 2), debts)
    assert [act for act, _, _ in told] == ["call", "open", "call_back", "answer", "return", "note"]


async def test_what_is_owed_is_what_is_open_each_by_the_act_that_settles_it(tx: Tx) -> None:
    await hear(
        tx,
        [
            a_pending_call(due=600),
            a_pending_call(after(60), due=300, origin="requested"),
            a_pending_call(due=1200, origin="message"),
            a_pending_call(due=7200, origin="message"),
            a_pending_call(after(30), due=7200),
            a_pending_call(after(20), due=7200, attempts=TRIED),
            a_pending_call(after(10), due=7200, origin="requested"),
            reached(400),
            a_pending_call(due=1, unit=SUD),
            an_appointment(after(600)),
            an_appointment(after(600), state="missed", ended_at=after(900)),
            an_appointment(after(3000)),
            an_appointment(after(-86400)),
        ],
    )
    assert await owed(tx, NOW, Area(NORD, (NORD,)), [NORD]) == {
        Act.CALL_BACK: Owed(2, after(360)),
        Act.ANSWER: Owed(1, after(1200)),
        Act.RETURN: Owed(1, after(30)),
        Act.NOTE: Owed(1, after(600)),
    }


async def test_restricted_matters_are_owed_only_at_the_door(tx: Tx) -> None:
    its = a_contact(reason=RESTRICTED)
    await hear(tx, [its, a_pending_call(due=60, contact_id=its.contact_id)])
    await hear(tx, [an_appointment(restricted=True)])
    leads, door = [Area(NORD, (NORD,), restricted=each) for each in (False, True)]
    assert await owed(tx, NOW, leads, [NORD]) == {}
    assert set(await owed(tx, NOW, door, [NORD])) == {Act.CALL_BACK, Act.NOTE}


async def test_a_restricted_call_that_a_professional_has_asks_the_desk_for_nothing(tx: Tx) -> None:
    await hear(tx, [a_pending_call(due=60, restricted=True, state="passed")])
    assert await owed(tx, NOW, Area(NORD, (NORD,), restricted=True), [NORD]) == {}


async def test_one_that_passed_at_the_telephone_is_its_desks_until_a_centre_has_it(tx: Tx) -> None:
    passed = {"restricted": True, "state": "passed", "pending_id": uuid4()}
    there = area_of(
        a_city(), Principal(uuid4(), "Anna", frozenset({Role.RECEPTION}), frozenset({DATC})), DATC
    )
    assert there is not None
    await hear(tx, [a_pending_call(due=60, unit=DATC, centre=None, **passed)])
    assert set(await owed(tx, NOW, there, [DATC])) == {Act.CALL_BACK}
    await hear(tx, [a_pending_call(due=60, version=2, **passed)])
    assert await owed(tx, NOW, there, [DATC]) == {}


@pytest.fixture
async def indicators(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    return await standing_at(NOW, serving, monkeypatch)


async def told(served: Served, *events: Any, beats: Any = NOW) -> None:
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        if beats:
            await beat(tx, beats, beats)
        await hear(tx, events)


async def page_of(served: Served, role: Role, path: str = f"/areas/{NORD}") -> str:
    return str((await (await served.signed_in({role}, {NORD})).get(path)).text)


def shown(page: str) -> str:
    """The panel, if there is one."""
    found = re.search(r'<section[^>]*aria-labelledby="hands">.*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def links(panel: str) -> list[str]:
    return re.findall(r'class="p-btn p-btn--s" href="([^"]*)"', panel)


ALL = (
    a_contact(waits=None),
    a_pending_call(due=600),
    a_pending_call(due=600, origin="message"),
    a_pending_call(due=7200),
    an_appointment(),
)


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (
            Role.RECEPTION,
            [
                "/gateway/units/nord/desk",
                "/gateway/units/nord/desk",
                "/gateway/units/nord/pending?which=overdue",
                "/gateway/units/nord/pending?which=messages",
                "/gateway/units/nord/pending?which=all&amp;origin=abandoned",
                "/gateway/units/nord/agenda",
            ],
        ),
        (
            Role.MANAGER,
            ["#who", "#desks", *["/indicators/areas/nord/figures#pending"] * 3],
        ),
    ],
)
async def test_each_leads_to_where_it_is_done_or_at_least_to_what_its_reader_may_see(
    indicators: Served, role: Role, places: list[str]
) -> None:
    await told(indicators, *ALL)
    panel = shown(await page_of(indicators, role))
    assert links(panel) == [place.replace("nord", NORD) for place in places]
    assert panel.count("<li>") == 6
    assert "Espera des de fa 1 h 0 min; el límit és de 30 min" in panel
    assert "El més antic vencia fa 50 min" in panel


async def test_what_was_due_long_ago_is_told_by_its_day(indicators: Served) -> None:
    await told(indicators, a_pending_call(after(-5 * 86400), due=3600))
    assert "El més antic vencia el 25 de febrer" in shown(await page_of(indicators, Role.MANAGER))


async def test_where_nothing_asks_for_an_act_it_says_so(indicators: Served) -> None:
    await told(indicators)
    assert "Ara no cal fer res." in shown(await page_of(indicators, Role.MANAGER))


async def test_nothing_is_shown_of_what_is_unknown_past_or_of_several_units(
    indicators: Served,
) -> None:
    await told(indicators, *ALL, beats=None)
    assert shown(await page_of(indicators, Role.MANAGER)) == ""
    await told(indicators)
    assert shown(await page_of(indicators, Role.MANAGER)) != ""
    assert shown(await page_of(indicators, Role.MANAGER, "/areas/city")) == ""
    past = f"/areas/{NORD}?at=2026-03-02T09:50:00"
    assert shown(await page_of(indicators, Role.MANAGER, past)) == ""
    await told(indicators, a_gap(after(3500)))
    assert shown(await page_of(indicators, Role.MANAGER)) == ""


async def test_a_unit_among_several_says_why_a_hand_is_needed_there(indicators: Served) -> None:
    await told(indicators, a_contact(waits=None), a_contact(after(3500), waits=None, unit=SUD))
    manager = await indicators.signed_in({Role.MANAGER})
    city = (await manager.get("/areas/city")).text
    [why] = re.findall(r'class="p-cell__why">([^<]*)<', city)
    assert why.strip() == (
        "1 persona ha passat el límit d’espera. Obre un taulell: no n’hi ha cap d’obert."
    )
    past = (await manager.get("/areas/city?at=2026-03-02T09:59:00")).text
    assert "p-cell__why" not in past


async def test_a_silent_feed_leaves_what_it_said_with_the_time_until_which_it_holds(
    indicators: Served,
) -> None:
    await told(indicators, *ALL, beats=after(3000))
    panel = shown(await page_of(indicators, Role.MANAGER))
    assert "Aturada: 09:00:00" in panel
    assert panel.count("<li>") == 6


async def test_an_open_desk_that_serves_is_no_reason_to_open_another(indicators: Served) -> None:
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep_desk(tx, 1, DeskState.OPEN, MORNING)
    await told(indicators, a_contact(after(3500), waits=None))
    assert "Obre" not in shown(await page_of(indicators, Role.MANAGER))


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_who_is_led_to_a_page_of_the_gateway_may_open_it(role: Role) -> None:
    may = {page for page in (DESK, PENDING, AGENDA) if role in (POLICY[f"{page}_page"].roles or ())}
    assert KNOWS.get(role, set()) == may
