"""Pending calls open and overdue at the end of each interval, and the most at once in it."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.indicators.domain import Freshness, Grain, Heard, Standing, steps
from services.indicators.queries import Asked, gaps, standing
from services.indicators.queries.standing import KNOWN_SINCE, STANDING
from shared.contracts import Event
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import DATC, NORD, SUD, load_city
from tests.fixtures.web import Served, Serving, command
from tests.indicators.contacts import (
    MORNING,
    a_contact,
    a_gap,
    a_pending_call,
    after,
    beat,
    hear,
    keep,
    passed_on,
    reached,
)

HOUR, DAY = 3600, 86_400
HOURS = [after(n * HOUR) for n in range(5)]
END = after(5 * HOUR)
LATE = after(100 * HOUR)
AN_INSTANT = timedelta(microseconds=1)
LIVE = Heard(LATE, LATE, Freshness.LIVE)


def numbers(each: Standing | None) -> tuple[int, int, int] | None:
    return (each.open, each.overdue, each.most) if each else None


async def of_hours(
    tx: Tx,
    so_far: Heard = LIVE,
    units: Sequence[str] = (NORD,),
    beaten: bool = True,
    **differs: Any,
) -> list[tuple[int, int, int] | None]:
    """Open, overdue, and the most of each of five hours, and of all of them."""
    asked = Asked(MORNING, END, 20.0, **{"restricted": True, **differs}, units=units)
    if beaten:
        await heard_long_ago(tx)
    there = await gaps(tx, units, MORNING, END)
    total, each = await standing(tx, asked, HOURS, so_far, there)
    return [numbers(one) for one in (*each, total)]


async def heard_long_ago(tx: Tx) -> None:
    await beat(tx, after(-400 * DAY), after(-400 * DAY))


async def test_a_call_stands_from_before_the_first_interval_until_it_ends_or_for_good(
    tx: Tx,
) -> None:
    before = after(-90 * DAY)
    await hear(
        tx,
        [
            a_pending_call(before, due=200 * DAY),
            reached(90 * DAY + 2.5 * HOUR, before, due_at=LATE),
            reached(90 * DAY - 1, before),
            a_pending_call(END, due=DAY),
        ],
    )
    two, one = (2, 0, 2), (1, 0, 1)
    assert await of_hours(tx) == [two, two, (1, 0, 2), one, one, (1, 0, 2)]


async def test_it_is_overdue_from_just_after_the_promised_time_until_it_ends(tx: Tx) -> None:
    due_at_an_end = a_pending_call(due_at=HOURS[1] - 2 * AN_INSTANT)
    just_not = a_pending_call(due_at=HOURS[1] - AN_INSTANT)
    late = reached(3.5 * HOUR, due_at=after(2.5 * HOUR))
    in_time = reached(1.5 * HOUR, due_at=after(1.5 * HOUR))
    await hear(tx, [due_at_an_end, just_not, late, in_time])
    told = await of_hours(tx)
    assert told[:2] == [(4, 1, 4), (3, 2, 4)]
    assert told[2:] == [(3, 3, 3), (2, 2, 3), (2, 2, 2), (2, 2, 4)]


async def test_a_start_counts_and_an_end_does_not(tx: Tx) -> None:
    await hear(tx, [reached(HOUR), reached(HOUR, HOURS[1]), reached(0, HOURS[3])])
    assert await of_hours(tx) == [(1, 0, 1), (1, 0, 1), *[(0, 0, 0)] * 3, (0, 0, 1)]


async def test_joined_ones_end_reopened_ones_go_on_and_what_is_told_late_or_twice_changes_nothing(
    tx: Tx,
) -> None:
    joined = reached(HOUR / 2, settled="joined", pending_id=uuid4())
    reopened = reached(HOUR / 2, pending_id=uuid4())
    again = reopened.model_copy(
        update={"version": 2, "state": "open", "settled": None, "ended_at": None}
    )
    undone = a_pending_call(due=DAY).model_copy(
        update={"version": 3, "state": "closed", "settled": "mistake", "ended_at": HOURS[2]}
    )
    events = [again, reopened, undone.model_copy(update={"version": 2, "ended_at": None})]
    await hear(tx, [*events, undone, joined, joined, again])
    told = await of_hours(tx)
    assert [each and each[0] for each in told] == [2, 2, 1, 1, 1, 1]
    assert told[0] == (2, 0, 3)


async def test_what_has_not_come_yet_is_unknown_and_the_interval_under_way_is_as_of_the_newest(
    tx: Tx,
) -> None:
    await hear(tx, [a_pending_call(due=DAY), a_pending_call(after(1.6 * HOUR), due=DAY)])
    now = after(1.75 * HOUR)
    live = Heard(now, after(1.5 * HOUR), Freshness.LIVE)
    assert await of_hours(tx, live) == [(1, 0, 1), (1, 0, 1), None, None, None, (1, 0, 1)]
    _, each = await standing(tx, Asked(MORNING, END, 20, units=(NORD,)), HOURS, live, [])
    assert [one.at for one in each if one] == [HOURS[1] - AN_INSTANT, live.as_of]


async def test_where_the_feed_fell_silent_nothing_is_said_and_before_it_all(tx: Tx) -> None:
    await hear(tx, [a_pending_call(due=DAY)])
    silent = Heard(LATE, after(1.5 * HOUR), Freshness.STALE)
    assert await of_hours(tx, silent) == [(1, 0, 1), *[None] * 5]


async def test_nothing_is_said_of_a_time_before_anything_was_heard_of_the_unit(tx: Tx) -> None:
    await hear(tx, [a_pending_call(due=DAY)])
    assert await of_hours(tx, beaten=False) == [None] * 6
    await keep(tx, [a_contact(after(2.5 * HOUR))])
    assert await of_hours(tx, beaten=False) == [None, None, *[(1, 0, 1)] * 4]
    await beat(tx, after(HOUR), after(HOUR))
    assert await of_hours(tx, beaten=False) == [None, *[(1, 0, 1)] * 5]


async def test_a_unit_on_paper_is_left_out_and_where_all_were_there_is_no_figure(tx: Tx) -> None:
    calls = [a_pending_call(due=HOUR / 2), a_pending_call(due=DAY, unit=SUD)]
    await hear(tx, [*calls, a_gap(after(1.5 * HOUR), after(3.5 * HOUR))])
    both = await of_hours(tx, units=(NORD, SUD))
    assert both == [(2, 1, 2), (1, 0, 2), (1, 0, 1), (2, 1, 2), (2, 1, 2), (2, 1, 2)]
    assert await of_hours(tx) == [(1, 1, 1), None, None, *[(1, 1, 1)] * 3]


async def test_one_that_passes_stands_where_it_was_until_then_and_counts_once_in_the_city(
    tx: Tx,
) -> None:
    [call, passed] = passed_on(2.5 * HOUR, due=1.5 * HOUR)
    over = passed.model_copy(update={"version": 3, "ended_at": after(3.5 * HOUR)})
    none, one, late = (0, 0, 0), (1, 0, 1), (1, 1, 1)
    await hear(tx, [call, passed])
    there = [one, late, (0, 0, 1), none, none, (0, 0, 1)]
    assert await of_hours(tx, units=(DATC,)) == there
    assert await of_hours(tx) == [none, none, *[late] * 4]
    await hear(tx, [over])
    assert await of_hours(tx, units=(DATC,)) == there
    assert await of_hours(tx) == [none, none, late, (0, 0, 1), none, (0, 0, 1)]
    both = [one, late, late, (0, 0, 1), none, (0, 0, 1)]
    assert await of_hours(tx, units=(NORD, DATC)) == both


async def test_each_unit_on_paper_is_left_out_while_the_call_stood_there(tx: Tx) -> None:
    gaps_there = [a_gap(MORNING, HOURS[1], unit=DATC), a_gap(HOURS[2], HOURS[4])]
    await hear(tx, [*passed_on(1.5 * HOUR, due=DAY), *gaps_there])
    told = await of_hours(tx, units=(NORD, DATC))
    assert [each and each[0] for each in told[:5]] == [0, 1, 0, 0, 1]


async def test_restricted_ones_are_counted_at_the_door_alone_and_doors_have_none(tx: Tx) -> None:
    await hear(tx, [a_pending_call(due=DAY, restricted=True), a_pending_call(due=DAY)])
    assert (await of_hours(tx))[0] == (2, 0, 2)
    assert (await of_hours(tx, restricted=False))[0] == (1, 0, 1)
    assert await of_hours(tx, door="phone") == [None] * 6


async def test_days_on_which_the_clock_changes_end_at_their_midnight(tx: Tx) -> None:
    start = datetime.fromisoformat("2026-03-28T23:00:00+00:00")
    end = start + timedelta(hours=47)
    days = steps(start, end, Grain.DAY)
    await hear(tx, [reached(23 * HOUR - 1, start), reached(23 * HOUR, start)])
    await heard_long_ago(tx)
    asked = Asked(start, end, 20, units=(NORD,))
    _, each = await standing(tx, asked, days, Heard(end, end, Freshness.LIVE), [])
    assert [numbers(one) for one in each] == [(1, 1, 2), (0, 0, 0)]


async def plan(tx: Tx, statement: str, *values: object) -> str:
    await tx.execute("ANALYZE pending_call_fact, contact_fact")
    return "\n".join(row[0] for row in await tx.fetch(f"EXPLAIN (ANALYZE) {statement}", *values))


async def test_a_day_is_answered_without_reading_years(tx: Tx) -> None:
    years = "now() - n * interval '20 minutes'"
    await tx.execute(
        f"""INSERT INTO pending_call_fact (pending_id, version, unit, origin, state, restricted,
          first_at, due_at, attempts, ended_at, settled)
        SELECT gen_random_uuid(), 1, '{NORD}', 'missed', 'settled', true, {years}, {years},
          0, {years} + interval '1 hour', 'reached' FROM generate_series(1, 60000) AS n"""
    )
    await keep(tx, [a_contact(after(n)) for n in range(3)])
    await heard_long_ago(tx)
    [now] = (await tx.fetchrow("SELECT now()")) or [MORNING]
    start = now - timedelta(days=1)
    units, quarters = [NORD], [start + timedelta(minutes=15 * n) for n in range(96)]
    none: list[Any] = []
    told = await plan(tx, STANDING, start, now, units, quarters, True, none, none, none, now)
    assert "Seq Scan on pending_call_fact" not in told
    assert "pending_call_fact_first" in told
    assert "pending_call_fact_lasting" in told
    read = [
        int(float(line.split("rows=")[2].split()[0]))
        for line in told.splitlines()
        if "pending_call_fact" in line and "rows=" in line
    ]
    assert 0 < max(read) < 4000, "a month and a day, not two years"
    assert "never executed" in await plan(tx, KNOWN_SINCE, units, start, True)


@pytest.fixture
async def served(serving: Serving) -> Served:
    served = await serving.service("indicators")
    await load_city(served.around.pool)
    return served


async def told_to(served: Served, events: Sequence[Event]) -> None:
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await heard_long_ago(tx)
        await beat(tx, served.around.clock.now(), served.around.clock.now())
        await hear(tx, [*events, a_gap(after(5 * HOUR), after(6 * HOUR))])
        await tx.execute("UPDATE feed_place SET told_at = clock_timestamp()")


@pytest.mark.parametrize("area", [NORD, "district-01", "city"])
async def test_the_api_says_it_by_quarter_hour_and_day_of_unit_district_and_city(
    served: Served, area: str
) -> None:
    await told_to(served, [a_pending_call(due=HOUR), reached(1.9 * HOUR, due=DAY)])
    manager = await served.signed_in({Role.MANAGER})
    for grain, ends in (
        ("quarter", {"08:00": (2, 0, 2), "09:00": (2, 1, 2), "09:45": (1, 1, 2)}),
        ("hour", {"07:00": (0, 0, 0), "08:00": (2, 0, 2), "09:00": (1, 1, 2)}),
        ("day", {"23:00": (1, 1, 2)}),
    ):
        url = f"/api/areas/{area}/figures?from=2026-03-02&limit=100&grain={grain}"
        answer = (await manager.get(url)).json()
        there = {each["start"][11:16]: each["pending"] for each in answer["intervals"]}
        shown = {at: tuple(there[at][name] for name in ("open", "overdue", "most")) for at in ends}
        assert shown == ends
        assert answer["total"]["pending"]["most"] == 2
        assert answer["total"]["pending"]["at"] == "2026-03-02T22:59:59.999999Z"
    hours = (await manager.get(url.replace("=day", "=hour"))).json()["intervals"]
    [on_paper] = [each for each in hours if each["start"][11:16] == "13:00"]
    assert (on_paper["pending"] is None) == (area != "city")


@pytest.mark.parametrize(("unit", "there"), [(DATC, (1, 0)), (NORD, (0, 1))])
async def test_who_sees_one_unit_alone_sees_a_call_that_passed_while_it_stood_there(
    served: Served, unit: str, there: tuple[int, int]
) -> None:
    await told_to(served, passed_on(1.5 * HOUR, due=DAY))
    manager = await served.signed_in({Role.MANAGER}, {unit})
    url = f"/api/areas/{unit}/figures?from=2026-03-02&limit=100&grain=hour"
    hours = {each["start"][11:16]: each for each in (await manager.get(url)).json()["intervals"]}
    assert tuple(hours[at]["pending"]["open"] for at in ("08:00", "09:00")) == there
    opened = hours["08:00"]["work"]["callbacks"]["opened"]
    boards = [
        (await manager.get(f"/api/areas/{unit}/board?at=2026-03-02T{at}:00Z")).json()["to_do"]
        for at in ("09:29", "09:30")
    ]
    assert (opened, *(each["pending"] for each in boards)) == (there[0], *there)


async def test_the_page_has_it_beside_new_calls_each_with_its_own_definition(
    served: Served,
) -> None:
    await told_to(served, [a_pending_call(due=HOUR), reached(1.9 * HOUR, due=DAY)])
    manager = await served.signed_in({Role.MANAGER})
    await manager.post("/language", data={"language": "en"}, headers=command())
    page = (await manager.get(f"/areas/{NORD}/figures?day=2026-03-02")).text
    assert f'href="/definitions?area={NORD}#pending_new">New pending calls' in page
    assert f'href="/definitions?area={NORD}#pending_open">Open at the end' in page
    assert f'href="/definitions?area={NORD}#pending_overdue">Overdue at the end' in page
    assert f'href="/definitions?area={NORD}#pending_most">Most at once' in page
    assert page.count('data-l="Open at the end"') == 24 - 9 - 1 + 1, "paper's hour is unknown"
    board = (await manager.get(f"/areas/{NORD}?at=2026-03-02T12:00:00")).text
    assert board.count(f"/areas/{NORD}/figures?day=2026-03-02#pending") == 2


async def test_many_calls_equal_a_plain_count_at_every_quarter(tx: Tx) -> None:
    chance = random.Random(7)
    events = []
    for _ in range(80):
        first = after(chance.randrange(-3 * HOUR, 5 * HOUR))
        ended = chance.choice([None, after(chance.randrange(1, 4 * HOUR), first)])
        due = chance.randrange(60, 3 * HOUR)
        events.append(
            a_pending_call(first, due=due, ended_at=ended, unit=chance.choice([NORD, SUD]))
        )
    paper = (after(2 * HOUR + 100), after(3 * HOUR + 200))
    await heard_long_ago(tx)
    await hear(tx, [*events, a_gap(*paper, unit=SUD)])

    def plain(at: datetime) -> tuple[int, int]:
        there = [
            each
            for each in map(vars, events)
            if each["first_at"] <= at and (each["ended_at"] is None or each["ended_at"] > at)
            if each["unit"] == NORD or not paper[0] <= at < paper[1]
        ]
        return len(there), sum(each["due_at"] < at for each in there)

    quarters = steps(MORNING, END, Grain.QUARTER)
    asked = Asked(MORNING, END, 20, units=(NORD, SUD), restricted=True)
    found = await gaps(tx, (NORD, SUD), MORNING, END)
    _, each = await standing(tx, asked, quarters, LIVE, found)
    for start, told in zip(quarters, each, strict=True):
        seconds = [start + timedelta(seconds=n) for n in range(900)]
        assert numbers(told) == (
            *plain(start + timedelta(minutes=15) - AN_INSTANT),
            max(plain(second)[0] for second in seconds),
        )
