"""Restricted contacts on the boards: absent to who only leads, counted for who is at the door."""

import asyncio
from typing import Any

import httpx2
import pytest

from services.indicators.domain import Area, midnight
from services.indicators.queries import (
    Asked,
    course,
    known_units,
    past_board,
    phone_load,
    stretches,
)
from shared.contracts.gateway import RESTRICTED, ContactEvent, DeskState, Level, Span
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from shared.web import viewer
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Served, Serving, told_alike
from tests.indicators.contacts import MORNING, a_contact, after, beat, hear, keep, keep_desk
from tests.indicators.handed_on import a_first_visit, a_place, a_referral, a_session
from tests.indicators.standing import standing_at

NOW = after(1800)
THEN = "2026-03-02T09:20:00"
"""Twenty past nine, when everybody was already there."""
AREAS = ("city", NORD)
PAGES = [f"/areas/{area}{at}" for area in AREAS for at in ("", f"?at={THEN}")]
ASKED = [
    *PAGES,
    *(f"/api/areas/{area}/board{at}" for area in AREAS for at in ("", f"?at={THEN}")),
    f"/areas/{NORD}/figures?day=2026-03-02",
    f"/api/areas/{NORD}/figures?from=2026-03-02&grain=day",
    f"/areas/{NORD}/indicators",
    f"/areas/{NORD}/time",
    f"/api/areas/{NORD}/indicators",
    f"/api/areas/{NORD}/time",
    f"/api/reports/load?at={THEN}",
    "/api/reports/calls?day=2026-03-02",
]
LEADING = (Role.MANAGER, Role.FUNCTIONAL_TUTOR, Role.ADMINISTRATOR)
AT_THE_DOOR = (Role.RECEPTION, Role.PROFESSIONAL)
LEADERS = Area(NORD, (NORD,))
DOOR = Area(NORD, (NORD,), restricted=True)


def restricted(**differs: Any) -> ContactEvent:
    """The first who came; urgent, so that much would be told of it."""
    return a_contact(**{"code": "R 007", "reason": RESTRICTED, "level": Level.URGENT} | differs)


WAITS = restricted(waits=None)
CALLS = restricted(waits=None, door="phone", code=None)
IS_SERVED = restricted(serves=None)
IS_CALLED = restricted(
    waits=None,
    state="called",
    spans=(
        Span(state="waiting", at=MORNING, until=after(60), unit=NORD),
        Span(state="called", at=after(60), unit=NORD, desk=3),
    ),
)
HANDED_ON = (
    a_referral(restricted=True),
    a_first_visit(restricted=True),
    a_session(after(900), restricted=True, taken=3),
    a_place(after(60), after(900), restricted=True),
)
NOT_OF_NOW = ("/indicators", "/time")
"""What is of whole days, and of none of whom is here: this city measures nothing by it."""


@pytest.fixture
async def indicators(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Half past nine, standing still: one waits, one is at the second of three open desks."""
    monkeypatch.setattr(viewer, "LONGEST_SECONDS", 0.4)
    served = await standing_at(NOW, serving, monkeypatch)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        for at in (MORNING, NOW):
            for service in ("gateway", "referrals", "groups"):
                await beat(tx, at, at, service)
        for desk in (1, 2, 3):
            await keep_desk(tx, desk, DeskState.OPEN, MORNING)
        spans = (Span(state="serving", at=after(90), unit=NORD, desk=2),)
        await keep(tx, [a_contact(after(60), waits=None), a_contact(serves=None, spans=spans)])
    return served


async def streamed(client: httpx2.AsyncClient, area: str) -> str:
    """What a board's stream pushes, with the digest of what it shows; without its beats."""
    frames: list[str] = []
    while not frames:
        told = (await client.get(f"/areas/{area}/stream")).text
        frames = [
            frame for frame in told.split("\n\n") if "id: " in frame and "event: at\n" not in frame
        ]
    return "\n\n".join(frames)


async def everything(client: httpx2.AsyncClient) -> dict[str, str]:
    """All that somebody is told of who is here, now and then."""
    told = {}
    for path in ASKED:
        answer = await client.get(path)
        told[path] = answer.text if path.startswith("/api/") else told_alike(answer)[0]
    streams = await asyncio.gather(*(streamed(client, area) for area in AREAS))
    return told | dict(zip((f"/areas/{area}/stream" for area in AREAS), streams, strict=True))


async def test_restricted_contacts_are_absent_to_who_leads_and_counted_at_the_door(
    indicators: Served,
) -> None:
    clients = {role: await indicators.signed_in({role}) for role in (*LEADING, *AT_THE_DOOR)}
    told = await asyncio.gather(*map(everything, clients.values()))
    before = dict(zip(clients, told, strict=True))
    async with transaction(indicators.around.pool, Scope.SYSTEM) as tx:
        await keep(tx, [WAITS, CALLS, IS_SERVED, IS_CALLED])
        await hear(tx, HANDED_ON, NOW)
    del indicators.around.watchers["boards"]  # it looks again only when time moves
    told = await asyncio.gather(*map(everything, clients.values()))
    now = dict(zip(clients, told, strict=True))
    for role in LEADING:
        assert now[role] == before[role]
    for role in AT_THE_DOOR:
        same = [path for path in now[role] if now[role][path] == before[role][path]]
        assert all(path.endswith(NOT_OF_NOW) or "/reports/" in path for path in same)
    assert "event: people" in now[Role.MANAGER][f"/areas/{NORD}/stream"]
    assert "R 007" not in str(now)
    assert "N 001" not in str(now)


async def test_nothing_of_its_own_day_tells_leaders_of_a_restricted_contact(tx: Tx) -> None:
    await keep(tx, [restricted()])
    for seconds in (30, 90, 360, 9 * 3600):
        at = after(seconds)
        told = [(await past_board(tx, area, at)).today.offered for area in (LEADERS, DOOR)]
        assert told == [0, 1]
        quarters = [(await course(tx, at, area)).quarters for area in (LEADERS, DOOR)]
        assert [sum(each.desk for each in row) for row in quarters] == [0, 1]


async def test_figures_count_a_restricted_contact_for_all_once_its_day_is_over(tx: Tx) -> None:
    await keep(tx, [restricted()])
    for hours, counted in ((0, 0), (12, 0), (24, 1), (48, 1)):
        over = midnight(after(hours * 3600))
        for asked, seen in ((False, counted), (True, 1)):
            day = Asked(MORNING, after(3600), 20.0, restricted=asked, over=over)
            total, _ = await stretches(tx, day, [MORNING])
            assert total.offered == seen


async def test_figures_and_reports_count_one_that_is_here_only_for_the_door(tx: Tx) -> None:
    await keep(tx, [restricted(waits=None, door="phone", code=None)])
    day = (MORNING, after(3600), 20.0)
    for asked, counted in ((False, 0), (True, 1)):
        total, _ = await stretches(tx, Asked(*day, restricted=asked), [MORNING])
        assert total.offered == counted
        assert await phone_load(tx, after(5), asked) == (counted, 0)


async def test_nothing_is_known_of_a_unit_only_because_of_a_restricted_contact(tx: Tx) -> None:
    await keep(tx, [restricted(), a_contact(unit=SUD)])
    assert await known_units(tx, after(5), Area("city", (NORD, SUD))) == {SUD}
    assert await known_units(tx, after(5), DOOR) == {NORD}
