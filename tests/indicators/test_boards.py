"""The board: who is here at an instant, and how far it can be trusted."""

from datetime import timedelta

import pytest

from services.indicators.domain import Area, Feed, Freshness, Place, freshness, served_by_place
from services.indicators.queries import ToDo, boards, course, feeds, past_board, phone_load
from shared.contracts.gateway import RESTRICTED, DeskState, Interpreter, Level, Span
from shared.db import Tx
from tests.fixtures.cities import DATC, NORD, SUD
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    an_appointment,
    beat,
    hear,
    keep,
    keep_desk,
    passed_on,
    reached,
)

HERE = Area(NORD, (NORD,))
BOTH = Area("city", (NORD, SUD))


async def test_a_start_counts_and_an_end_does_not(tx: Tx) -> None:
    await keep(tx, [a_contact(waits=60, serves=300)])
    loads = {s: (await past_board(tx, HERE, after(s))).load for s in (-1, 0, 59, 60, 359, 360)}
    assert [loads[s].waiting for s in loads] == [0, 1, 1, 0, 0, 0]
    assert [loads[s].serving for s in loads] == [0, 0, 0, 1, 1, 0]


async def test_the_load_is_told_by_door_level_and_wait(tx: Tx) -> None:
    await keep(
        tx,
        [
            a_contact(waits=None),
            a_contact(after(100), waits=None, level=Level.URGENT),
            a_contact(after(200), waits=None, door="phone", code=None),
            a_contact(serves=None),
        ],
    )
    load = (await past_board(tx, HERE, after(260))).load
    assert (load.waiting, load.waiting_desk, load.waiting_phone) == (3, 2, 1)
    assert (load.serving, load.urgent, load.parked) == (1, 1, 0)
    assert (load.longest, load.median) == (260, 160)


async def test_whoever_has_a_ticket_of_the_kiosk_counts_at_the_desk(tx: Tx) -> None:
    await keep(
        tx,
        [
            a_contact(door="kiosk", waits=None),
            a_contact(door="kiosk", serves=None),
            a_contact(door="phone", code=None, serves=None),
        ],
    )
    board = await past_board(tx, HERE, after(120))
    assert (board.load.waiting_desk, board.load.waiting_phone) == (1, 0)
    assert (board.load.serving, board.load.serving_phone) == (2, 1)
    assert [(each.of, each.number) for each in served_by_place(board.present)] == [
        ("desk", 1),
        ("phone", 1),
    ]
    [quarter] = (await course(tx, after(120), HERE)).quarters
    assert (quarter.desk, quarter.phone) == (2, 1)


async def test_a_call_in_the_menu_neither_waits_nor_is_served(tx: Tx) -> None:
    ringing = Span(state="ringing", at=MORNING, unit=NORD)
    await keep(tx, [a_contact(state="ringing", spans=(ringing,), door="phone", waits=None)])
    load = (await past_board(tx, HERE, after(5))).load
    assert (load.in_menu, load.waiting, load.serving) == (1, 0, 0)
    assert await phone_load(tx, after(5), restricted=True) == (0, 0)


async def test_a_passed_contact_waits_on_its_one_clock_where_it_is(tx: Tx) -> None:
    spans = (
        Span(state="waiting", at=MORNING, until=after(60), unit=NORD),
        Span(state="waiting", at=after(60), unit=SUD),
    )
    await beat(tx, MORNING, MORNING)
    await keep(tx, [a_contact(waits=None, spans=spans, unit=SUD)])
    before, later = [await past_board(tx, BOTH, after(s)) for s in (30, 90)]
    assert [before.by_unit[unit].waiting for unit in (NORD, SUD)] == [1, 0]
    assert [later.by_unit[unit].waiting for unit in (NORD, SUD)] == [0, 1]
    assert later.load.longest == 90


async def test_desks_are_as_they_were_then(tx: Tx) -> None:
    await keep_desk(tx, 1, DeskState.OPEN, MORNING, 1)
    await keep_desk(tx, 1, DeskState.PAUSED, after(100), 2)
    await keep_desk(tx, 2, DeskState.OPEN, after(50), 1)
    told = [(await past_board(tx, HERE, after(s))).load for s in (-1, 0, 60, 100)]
    assert [load.desks_open for load in told] == [None, 1, 2, 1]
    assert [load.desks_paused for load in told] == [None, 0, 0, 1]


async def test_the_past_is_as_it_was_and_not_as_it_ended(tx: Tx) -> None:
    await keep(tx, [a_contact(waits=60, serves=300), a_contact(waits=90, leaves=True)])
    then = (await past_board(tx, HERE, after(70))).today
    assert (then.offered, then.answered, then.abandoned) == (2, 1, 0)
    assert then.handling_mean is None
    now = (await past_board(tx, HERE, after(1000))).today
    assert (now.offered, now.answered, now.abandoned, now.handling_mean) == (2, 1, 1, 300)


async def test_a_quiet_feed_is_live_a_dead_one_stale_and_one_never_heard_unknown(tx: Tx) -> None:
    async def seen(seconds: float) -> Freshness:
        feed = (await feeds(tx))["gateway"]
        now = after(seconds)
        return (await boards(tx, [HERE], feed, (now, now)))[HERE].freshness

    assert await seen(0) is Freshness.UNKNOWN
    await beat(tx, MORNING, MORNING)
    assert await seen(5) is Freshness.LIVE
    assert await seen(14) is Freshness.STALE
    await beat(tx, after(3600), after(3600))
    assert await seen(3605) is Freshness.LIVE


async def test_an_older_heartbeat_changes_nothing(tx: Tx) -> None:
    await beat(tx, after(10), after(10))
    await beat(tx, MORNING, MORNING)
    assert (await feeds(tx))["gateway"].as_of == after(10)


def place(told: float, heard: float, paused: str | None = None) -> Place:
    return Place("gateway.contacts/0", after(told), after(heard), paused)


@pytest.mark.parametrize(
    ("places", "as_of"),
    [
        ((), 100),
        ((place(50, 50),), 100),
        ((place(40, 99),), 40),
        ((place(95, 99),), 100),
    ],
    ids=["no events", "a quiet partition", "one that catches up", "one that keeps pace"],
)
def test_everything_before_as_of_is_counted(places: tuple[Place, ...], as_of: float) -> None:
    feed = Feed("gateway", after(100), after(100), places)
    assert feed.as_of == after(as_of)


def test_a_paused_partition_is_named_and_makes_the_figures_stale() -> None:
    feed = Feed("gateway", MORNING, MORNING, (place(0, 0, "KeyError"),))
    assert feed.paused == ["gateway.contacts/0"]
    assert freshness(feed, after(1)) is Freshness.STALE


async def test_the_course_of_a_day_counts_arrivals_and_who_waited(tx: Tx) -> None:
    await keep(tx, [a_contact(after(n * 600), waits=900) for n in range(4)])
    now = MORNING + timedelta(minutes=31)
    told = await course(tx, now, HERE)
    assert [quarter.desk for quarter in told.quarters] == [2, 1, 1]
    assert [quarter.median for quarter in told.quarters] == [900, 900, 900]
    assert told.waited[NORD][-1] == 2
    assert len(told.waited[NORD]) == 8


async def test_a_moment_before_anything_was_known_is_unknown_and_not_empty(tx: Tx) -> None:
    await keep(tx, [a_contact()])
    assert (await past_board(tx, HERE, after(-1))).freshness is Freshness.UNKNOWN
    assert (await past_board(tx, HERE, MORNING)).freshness is Freshness.LIVE


async def test_calls_of_one_unit_say_nothing_of_another_that_had_not_been_heard(tx: Tx) -> None:
    await keep(tx, [a_contact()])
    then = await past_board(tx, BOTH, after(10))
    assert (then.freshness, set(then.by_unit)) == (Freshness.LIVE, {NORD})
    assert (await past_board(tx, Area(SUD, (SUD,)), after(10))).freshness is Freshness.UNKNOWN


async def test_a_desk_alone_makes_its_unit_known(tx: Tx) -> None:
    await keep_desk(tx, 1, DeskState.OPEN, MORNING)
    assert set((await past_board(tx, BOTH, after(1))).by_unit) == {NORD}


async def test_once_the_gateway_was_heard_a_silent_unit_had_nobody(tx: Tx) -> None:
    await beat(tx, MORNING, MORNING)
    await beat(tx, after(600), after(600))
    before, quiet = [await past_board(tx, BOTH, after(s)) for s in (-1, 10)]
    assert (before.freshness, dict(before.by_unit)) == (Freshness.UNKNOWN, {})
    assert quiet.freshness is Freshness.LIVE
    assert [quiet.by_unit[unit].waiting for unit in (NORD, SUD)] == [0, 0]


async def test_calls_to_return_visits_and_interpreters_are_counted_as_of_the_instant(
    tx: Tx,
) -> None:
    interpreted = [
        Interpreter(asked_at=after(10), arrived_at=after(400)),
        Interpreter(asked_at=after(10), arrived_at=after(20), left_at=after(400)),
    ]
    await hear(
        tx,
        [
            a_pending_call(due=300),
            a_pending_call(due=3600),
            a_pending_call(after(-40 * 86400)),
            reached(400),
            a_pending_call(after(9000)),
            a_pending_call(unit=SUD),
            an_appointment(after(60)),
            an_appointment(after(60), state="arrived", arrived_at=after(50)),
            an_appointment(after(60), state="missed", ended_at=after(900)),
            an_appointment(after(60), state="cancelled"),
            an_appointment(after(86400)),
            *(a_contact(waits=None, interpreter=each) for each in interpreted),
        ],
    )
    told = {n: (await past_board(tx, HERE, after(n))).to_do for n in (100, 500, 1000)}
    assert [(each.pending, each.overdue) for each in told.values()] == [(4, 1), (3, 2), (3, 2)]
    visits = [(each.appointments, each.arrived, each.missed) for each in told.values()]
    assert visits == [(3, 1, 0), (3, 1, 0), (3, 1, 1)]
    people = [(each.interpreters_awaited, each.interpreters_there) for each in told.values()]
    assert people == [(1, 1), (0, 1), (0, 1)]


async def test_a_unit_on_paper_is_unknown_while_it_lasts_and_left_out_of_sums(tx: Tx) -> None:
    await beat(tx, MORNING, MORNING)
    await hear(tx, [a_contact(waits=None), a_contact(waits=None, unit=SUD), a_pending_call()])
    await hear(tx, [a_gap(after(100), after(200))])
    before, while_on, later = [await past_board(tx, HERE, after(n)) for n in (99, 100, 200)]
    assert [each.freshness for each in (before, while_on, later)] == ["live", "unknown", "live"]
    assert while_on.by_unit == {}
    assert while_on.paper == ((NORD, after(100)),)
    city = await past_board(tx, BOTH, after(150))
    assert (city.freshness, city.load.waiting, city.to_do.pending) == ("live", 1, 0)
    assert set(city.by_unit) == {SUD}
    assert [len(each.gaps_today) for each in (before, while_on, later)] == [0, 1, 1]


async def test_a_call_that_passed_stands_on_the_board_of_who_had_it_then(tx: Tx) -> None:
    await hear(tx, [*passed_on(600, due=300), *passed_on(60, SUD)])
    await beat(tx, after(-60), after(-60))
    told = {
        unit: [(await past_board(tx, Area("some", units), after(at))).to_do for at in (599, 600)]
        for unit, units in ((DATC, (DATC,)), (NORD, (NORD,)), ("city", (NORD, SUD, DATC)))
    }
    shown = {unit: [(one.pending, one.overdue) for one in each] for unit, each in told.items()}
    assert shown == {DATC: [(1, 1), (0, 0)], NORD: [(0, 0), (1, 1)], "city": [(2, 1), (2, 1)]}


async def test_restricted_calls_to_return_and_visits_are_counted_only_at_the_door(tx: Tx) -> None:
    its = a_contact(reason=RESTRICTED, waits=None, interpreter=Interpreter(asked_at=MORNING))
    whose = {"contact_id": its.contact_id}
    await hear(tx, [its, a_pending_call(**whose), a_pending_call(restricted=True)])
    await hear(tx, [an_appointment(**whose), an_appointment(restricted=True)])
    leads = (await past_board(tx, HERE, after(60))).to_do
    assert leads == ToDo(0, 0, 0, 0, 0, 0, 0)
    door = (await past_board(tx, Area(NORD, (NORD,), restricted=True), after(60))).to_do
    assert (door.pending, door.appointments, door.interpreters_awaited) == (2, 2, 1)
