"""The board's tiles of referrals and groups: counted at an instant, unknown without their feed."""

import re
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from services.indicators.domain import Area, Doors, Freshness, GroupsNow, ReferralsNow
from services.indicators.queries import doors, feeds, past_doors
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Served, Serving
from tests.indicators.contacts import MORNING, after, an_appointment, beat, hear
from tests.indicators.handed_on import (
    HOUR,
    a_first_visit,
    a_place,
    a_referral,
    a_session,
    answered,
)
from tests.indicators.standing import standing_at

HERE = Area(NORD, (NORD,), restricted=True)
LEADERS = Area(NORD, (NORD,))
BOTH = Area("city", (NORD, SUD), restricted=True)
DAY = 24 * HOUR


LATE = {"offered_at": after(-2 * HOUR), "offered_until": after(3 * HOUR)}
"""An offer made within the city's last hours before a session that begins in three."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def beats(tx: Tx, seconds: float = 0, *services: str) -> None:
    for service in services or ("referrals", "groups"):
        await beat(tx, after(seconds), after(seconds), service)


async def at(tx: Tx, seconds: float, area: Area = HERE, silence: float = 0) -> Doors:
    """The tiles as they are then, that long after the newest heartbeat."""
    return await doors(tx, after(seconds), area, await feeds(tx), after(seconds + silence))


async def referrals(tx: Tx, seconds: float, area: Area = HERE) -> ReferralsNow:
    told = (await past_doors(tx, after(seconds), area)).referrals
    assert told
    return told


async def groups(tx: Tx, seconds: float, area: Area = HERE) -> GroupsNow:
    told = (await past_doors(tx, after(seconds), area)).groups
    assert told
    return told


async def test_a_referral_waits_from_its_sending_to_its_answer_and_is_soon_late_and_late(
    tx: Tx,
) -> None:
    await beats(tx, -DAY)
    await hear(tx, [answered(5 * HOUR, acknowledged_at=after(HOUR))])
    told = {s: await referrals(tx, s) for s in (-1, 0, 3 * HOUR, 4 * HOUR, 4 * HOUR + 1, 5 * HOUR)}
    assert [each.waiting for each in told.values()] == [0, 1, 1, 1, 1, 0]
    assert [each.soon for each in told.values()] == [0, 0, 1, 1, 0, 0]
    assert [each.late for each in told.values()] == [0, 0, 0, 0, 1, 0]


async def test_a_referral_is_soon_late_and_late_too_while_nobody_said_that_it_arrived(
    tx: Tx,
) -> None:
    await beats(tx, -DAY)
    await hear(tx, [answered(5 * HOUR, acknowledged_at=after(3 * HOUR))])
    instants = (5399, 5400, 2 * HOUR, 2 * HOUR + 1, 3 * HOUR, 4 * HOUR + 1)
    told = {s: await referrals(tx, s) for s in instants}
    assert [each.late for each in told.values()] == [0, 0, 0, 1, 0, 1]
    assert [each.soon for each in told.values()] == [0, 1, 1, 0, 1, 0]


async def test_now_counts_as_the_same_instant_does_later(tx: Tx) -> None:
    await hear(
        tx,
        [
            a_referral(),
            a_referral(after(-DAY)),
            answered(HOUR),
            a_referral(state="cancelled", ended_at=after(60)),
            a_referral(state="entered_in_error", ended_at=after(60)),
            a_session(after(3 * HOUR), session_id=SESSION, taken=3, offered=2, waiting=4),
            *(a_place(session_id=SESSION, places=n) for n in (1, 2)),
            a_place(session_id=SESSION, places=2, state="offered", enrolled_at=None, **OFFERED),
            a_place(session_id=SESSION, places=4, state="waiting", enrolled_at=None),
            a_place(session_id=SESSION, state="withdrawn", ended_at=after(HOUR)),
        ],
        after(2 * HOUR),
    )
    await beats(tx, -2 * DAY)
    await beats(tx, 2 * HOUR)
    now, then = await at(tx, 2 * HOUR), await past_doors(tx, after(2 * HOUR), HERE)
    assert now.referrals == then.referrals == ReferralsNow(2, 1, 1, 0, 0)
    assert now.groups == then.groups == GroupsNow(sessions=1, taken=3, left=0, waiting=4)
    assert (await groups(tx, HOUR - 1)).taken == 4


@pytest.mark.parametrize(
    ("told", "place"),
    [
        # waits again after an offer that ended: told so by versions before this one
        ({"waiting": 1}, {"state": "waiting", "offered_at": after(-DAY)}),
        # offered to everybody at once, shortly before the session: nothing is kept
        ({}, {"state": "offered", **LATE}),
        ({"taken": 1}, {"state": "enrolled", "enrolled_at": after(HOUR), **LATE}),
        # offered the last instant before that: kept
        ({"offered": 1}, {"state": "offered", **LATE, "offered_at": after(-DAY + 3 * HOUR - 1)}),
    ],
)
async def test_a_place_is_kept_or_waited_for_then_as_it_was_told(
    tx: Tx, told: dict[str, int], place: dict[str, Any]
) -> None:
    session = a_session(after(3 * HOUR), session_id=SESSION, capacity=1, **told)
    asked = {"session_id": SESSION, "enrolled_at": None}
    await hear(tx, [session, a_place(after(-2 * DAY), **asked | place)], after(2 * HOUR))
    await beats(tx, -2 * DAY)
    await beats(tx, 2 * HOUR)
    now = (await at(tx, 2 * HOUR)).groups
    assert await groups(tx, 2 * HOUR) == now
    if "taken" in told:
        assert await groups(tx, HOUR - 1) == GroupsNow(sessions=1, taken=0, left=1, waiting=0)


SESSION = "0198a6c0-0000-7000-8000-000000000001"
OFFERED = {"offered_at": after(-DAY), "offered_until": after(DAY)}


async def test_sessions_count_on_their_day_and_places_in_the_four_weeks_to_come(tx: Tx) -> None:
    await beats(tx, -DAY)
    await hear(
        tx,
        [
            a_session(after(-HOUR), capacity=20),
            a_session(after(HOUR)),
            a_session(after(20 * DAY)),
            a_session(after(40 * DAY), waiting=3),
            a_session(after(HOUR), state="cancelled"),
            a_session(after(2 * DAY), open=False),
            a_session(after(HOUR), unit=SUD),
        ],
    )
    assert await groups(tx, 0) == GroupsNow(sessions=2, taken=0, left=24, waiting=0)
    assert (await groups(tx, 0, BOTH)).sessions == 3
    await beats(tx, 0)
    now = (await at(tx, 0)).groups
    assert now
    assert now.waiting == 3


async def test_a_first_visit_that_was_asked_is_booked_once_the_gateway_has_the_appointment(
    tx: Tx,
) -> None:
    await beats(tx, -DAY)
    asked = a_first_visit(after(60))
    visit = an_appointment(after(DAY), referral_id=asked.referral_id, booked_at=after(90))  # type: ignore[attr-defined]
    await hear(tx, [asked, visit, a_first_visit(after(-DAY))])
    told = {s: await referrals(tx, s) for s in (59, 60, 90)}
    assert [(each.first_visits, each.booked) for each in told.values()] == [(0, 0), (1, 0), (1, 1)]


async def test_restricted_ones_are_counted_only_for_who_works_at_the_door(tx: Tx) -> None:
    await beats(tx, -DAY)
    await hear(
        tx,
        [
            a_referral(restricted=True, reason="restricted"),
            a_first_visit(restricted=True),
            a_session(after(HOUR), restricted=True, taken=2, waiting=1),
        ],
    )
    for seconds in (60, 30 * DAY):
        told = await past_doors(tx, after(seconds), LEADERS)
        assert told.referrals == ReferralsNow(0, 0, 0, 0, 0)
        assert told.groups == GroupsNow(0, 0, 0, 0)
    assert (await referrals(tx, 60)).waiting == 1
    assert (await groups(tx, 60)).sessions == 1
    await beats(tx, 60)
    assert (await at(tx, 60, LEADERS)).groups == GroupsNow(0, 0, 0, 0)


async def test_a_feed_that_was_never_heard_is_unknown_a_silent_one_stale_then_unknown(
    tx: Tx,
) -> None:
    await hear(tx, [a_referral(), a_session()])
    never = await at(tx, 60)
    assert (never.referrals, never.groups) == (None, None)
    await beats(tx, 0, "referrals")
    told = [await at(tx, 60, silence=s - 60) for s in (12, 13, 600, 601)]
    kinds = [each.referrals_trust.freshness for each in told]
    live, stale, unknown = Freshness.LIVE, Freshness.STALE, Freshness.UNKNOWN
    assert kinds == [live, stale, stale, unknown]
    assert [each.referrals is None for each in told] == [False, False, False, True]
    assert {each.groups_trust.freshness for each in told} == {unknown}
    assert told[-1].referrals_trust.as_of == MORNING


async def test_a_moment_before_the_first_heartbeat_is_unknown(tx: Tx) -> None:
    await hear(tx, [a_referral(after(-DAY)), a_session(after(-DAY))])
    await beats(tx, 0)
    before = await past_doors(tx, after(-1), HERE)
    assert (before.referrals, before.groups) == (None, None)
    assert (await referrals(tx, 0)).waiting == 1


@pytest.fixture
async def indicators(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> Served:
    return await standing_at(after(HOUR), serving, monkeypatch)


async def heard(served: Served, **silence: float) -> None:
    """A referral and a session, and heartbeats that old."""
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await hear(tx, [a_referral(), a_session(after(2 * HOUR), taken=5)], after(HOUR))
        for service, seconds in silence.items():
            time = after(HOUR) - timedelta(seconds=seconds)
            await beat(tx, time, time, service)


def tiles(page: str) -> dict[str, str]:
    """The tiles of the part, by the code of the figure."""
    [part] = re.findall(r'data-live-part="doors">(.*?)</section>', page, re.DOTALL)
    found = re.findall(r'<li class="p-fig([^"]*)"><a [^>]*#(\w+)"(.*?)</li>', part, re.DOTALL)
    return {code: f"{kind} {re.sub(r'<[^>]*>', ' ', rest)}" for kind, code, rest in found}


async def test_each_tile_has_its_own_freshness_and_leads_to_what_it_means(
    indicators: Served,
) -> None:
    await heard(indicators, gateway=0, groups=60)
    reader = await indicators.signed_in({Role.MANAGER}, {NORD})
    told = tiles((await reader.get(f"/areas/{NORD}")).text)
    assert list(told) == [
        "referrals_waiting", "referrals_late", "first_visits_asked",
        "sessions_today", "places_left", "places_waiting",
    ]  # fmt: skip
    assert "p-fig--unknown" in told["referrals_waiting"]
    assert "Encara no han arribat dades" in told["referrals_waiting"]
    assert "p-fig--stale" in told["sessions_today"]
    assert "5 places ocupades" in told["sessions_today"]
    assert "Aturada: 09:59:00" in told["sessions_today"]


async def test_the_api_tells_referrals_and_groups_and_null_of_what_is_unknown(
    indicators: Served,
) -> None:
    await heard(indicators, gateway=0, referrals=0)
    reader = await indicators.signed_in({Role.MANAGER}, {NORD})
    told: dict[str, Any] = (await reader.get(f"/api/areas/{NORD}/board")).json()
    assert told["referrals"]["now"]["waiting"] == 1
    assert told["referrals"]["freshness"] == "live"
    assert told["groups"] == {"freshness": "unknown", "as_of": None, "now": None}
