"""An honest interval: from the day's own waits, nothing when it is not known, and measured."""

from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands, queries
from services.gateway.commands import Told
from services.gateway.domain import CallEvent, Known
from services.gateway.domain.waits import FEWEST, Interval, Line, Waited, expected
from shared.contracts.gateway import ContactEvent, Level, Matter, Outcome, ToldWait
from shared.db import Tx
from shared.identity import Principal, Role
from tests.fixtures.cities import NORD, SUD, load_city
from tests.gateway.scene import VIOLENCE, Staff, after, arrive, at_work, hear, told

LINES = st.builds(Line, st.integers(0, 30), st.integers(1, 8))
READER = Principal(UUID(int=7), "Anna", frozenset({Role.RECEPTION}), None)
LEADER = Principal(UUID(int=8), "Marc", frozenset({Role.MANAGER}), None)
WAITS = st.lists(st.builds(Waited, st.floats(0, 7200), LINES), min_size=FEWEST, max_size=60)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


def length(told: Interval | None) -> tuple[int, int]:
    assert told is not None
    return told.least_seconds, told.most_seconds


@given(WAITS, LINES)
def test_it_is_an_interval_of_whole_minutes(today: list[Waited], line: Line) -> None:
    least, most = length(expected(today, line))
    assert 0 <= least < most
    assert least % 60 == most % 60 == 0


@given(WAITS, LINES)
def test_more_people_before_never_shorten_it_and_more_desks_never_lengthen_it(
    today: list[Waited], line: Line
) -> None:
    least, most = length(expected(today, line))
    longer = length(expected(today, Line(line.ahead + 1, line.desks)))
    shorter = length(expected(today, Line(line.ahead, line.desks + 1)))
    assert longer[0] >= least >= shorter[0]
    assert longer[1] >= most >= shorter[1]


@given(st.floats(60, 7200), LINES, st.integers(FEWEST, 40))
def test_where_all_waits_are_alike_the_same_wait_is_inside(
    seconds: float, line: Line, number: int
) -> None:
    told = expected([Waited(seconds, line)] * number, line)
    assert told is not None
    assert told.most_seconds - told.least_seconds <= 120
    assert told.least_seconds - 1e-6 <= seconds <= told.most_seconds + 1e-6


@given(WAITS)
def test_most_of_the_days_own_waits_would_have_been_inside(today: list[Waited]) -> None:
    inside = 0
    for each in today:
        told = expected(today, each.line)
        inside += told is not None and told.holds(each.seconds)
    assert inside >= 0.5 * len(today)


def test_a_fifth_of_the_days_waits_lies_below_it_and_a_fifth_above() -> None:
    line = Line(0, 1)
    today = [Waited(60 * minutes, line) for minutes in range(11)]
    assert expected(today, line) == Interval(2 * 60, 8 * 60)


@given(st.lists(st.builds(Waited, st.floats(0, 7200), LINES), max_size=FEWEST - 1), LINES)
def test_of_too_few_waits_nothing_is_said(today: list[Waited], line: Line) -> None:
    assert expected(today, line) is None


@given(WAITS, st.integers(0, 30))
def test_while_no_desk_is_open_nothing_is_said(today: list[Waited], ahead: int) -> None:
    assert expected(today, Line(ahead, 0)) is None


async def served(tx: Tx, anna: Staff, times: int, waited: float, begin: float = 0) -> None:
    """So many people, one after the other, who wait alike."""
    for place in range(times):
        came = begin + place * 20
        contact = await arrive(tx, came)
        await commands.call_next(tx, NORD, 1, anna.by(came + waited))
        await commands.start(tx, contact.id, anna.by(came + waited))
        await commands.close(tx, contact.id, Outcome.INFORMED, anna.by(came + waited + 1))


async def test_the_days_waits_tell_those_who_come_next_what_to_expect(tx: Tx) -> None:
    anna = await at_work(tx)
    await served(tx, anna, FEWEST - 1, 6.5)
    assert await queries.expected_wait(tx, NORD, None, after(150)) is None
    await served(tx, anna, 1, 6.5, 160)
    told = await queries.expected_wait(tx, NORD, None, after(200))
    assert told == Interval(360, 420)
    await arrive(tx, 201)
    assert await queries.expected_wait(tx, NORD, None, after(202)) == Interval(780, 780 + 60)
    for unknown in (
        queries.expected_wait(tx, NORD, Level.URGENT, after(202)),
        queries.expected_wait(tx, SUD, None, after(202)),
        queries.expected_wait(tx, NORD, None, after(202 + 24 * 60)),
    ):
        assert await unknown is None


async def test_whoever_waits_of_a_lesser_level_is_not_before_somebody_urgent(tx: Tx) -> None:
    await at_work(tx)
    await arrive(tx, 0, level=Level.ORDINARY)
    await arrive(tx, 0, level=Level.URGENT)
    await arrive(tx, 1, level=Level.URGENT)
    ahead = "SELECT ahead FROM wait_promise ORDER BY at DESC, ahead DESC LIMIT 1"
    assert await tx.fetchval(ahead) == 1


async def test_the_share_of_waits_that_were_as_told_is_measured(tx: Tx) -> None:
    anna = await at_work(tx)
    day = after(0).date()
    assert (await queries.waits_as_told(tx, NORD, day, READER, after(1))).share is None
    await served(tx, anna, FEWEST, 6.5)
    await served(tx, anna, 2, 6.6, 170)
    await served(tx, anna, 1, 15, 220)
    left = await arrive(tx, 240)
    await commands.abandon(tx, left.id, anna.by(241))
    kept = await queries.waits_as_told(tx, NORD, day, READER, after(300))
    assert (kept.told, kept.ended, kept.inside) == (4, 3, 2)
    assert kept.share == pytest.approx(2 / 3)
    assert (await queries.waits_as_told(tx, SUD, day, READER, after(300))).told == 0


async def test_whoever_waited_less_than_the_least_was_not_told_right_either(tx: Tx) -> None:
    anna = await at_work(tx)
    await served(tx, anna, FEWEST, 6.5)
    await served(tx, anna, 1, 1, 220)
    kept = await queries.waits_as_told(tx, NORD, after(0).date(), READER, after(300))
    assert (kept.told, kept.ended, kept.inside) == (1, 1, 0)


async def test_whoever_only_leads_hears_of_restricted_waits_once_their_day_is_over(tx: Tx) -> None:
    anna, day = await at_work(tx), after(0).date()
    await served(tx, anna, FEWEST, 6.5)
    await served(tx, anna, 2, 6.6, 170)
    known = await queries.waits_as_told(tx, NORD, day, LEADER, after(300))
    assert known.told == 2
    contact = await tx.fetchval("SELECT id FROM contact ORDER BY opened_at DESC LIMIT 1")
    await tx.execute("UPDATE contact SET reason = $2 WHERE id = $1", contact, VIOLENCE)
    assert (await queries.waits_as_told(tx, NORD, day, LEADER, after(300))).told == 1
    assert (await queries.waits_as_told(tx, NORD, day, READER, after(300))).told == 2
    tomorrow = after(24 * 60)
    assert (await queries.waits_as_told(tx, NORD, day, LEADER, tomorrow)).told == 2
    besides = Matter(reason="ECO-ALIM"), Matter(reason=VIOLENCE)
    matters = [each.model_dump(mode="json") for each in besides]
    await tx.execute(
        "UPDATE contact SET reason = 'ECO-ALIM', matters = $2 WHERE id = $1", contact, matters
    )
    assert (await queries.waits_as_told(tx, NORD, day, LEADER, after(300))).told == 1


async def test_what_was_told_stays_with_the_contact_and_every_event_tells_it_on(tx: Tx) -> None:
    anna = await at_work(tx)
    await served(tx, anna, FEWEST, 6.5)
    contact = await arrive(tx, 200)
    await commands.call_next(tx, NORD, 1, anna.by(206))
    events = await told(tx, contact.id)
    assert len(events) == 2
    promised = ToldWait(least_seconds=360, most_seconds=420)
    assert all(event.told_wait == promised for event in events if isinstance(event, ContactEvent))


async def test_whoever_comes_before_a_wait_is_known_is_told_none(tx: Tx) -> None:
    await at_work(tx)
    assert (await arrive(tx)).told_wait is None


async def test_on_paper_nothing_is_told_and_no_promise_is_measured(tx: Tx) -> None:
    anna = await at_work(tx)
    await served(tx, anna, FEWEST, 6.5)
    assert await queries.expected_wait(tx, NORD, None, after(180)) is not None
    gap = await commands.declare_gap(tx, NORD, after(181), None, anna.by(181))
    assert await queries.expected_wait(tx, NORD, None, after(182)) is None
    assert (await arrive(tx, 183)).told_wait is None
    kept = await queries.waits_as_told(tx, NORD, after(0).date(), READER, after(184))
    assert kept.told == 0
    await commands.end_gap(tx, NORD, gap.id, after(185), anna.by(185))
    assert await queries.expected_wait(tx, NORD, None, after(186)) is not None


async def test_waits_entered_from_paper_tell_nobody_what_to_expect(tx: Tx) -> None:
    anna = await at_work(tx)
    await served(tx, anna, FEWEST, 6.5)
    await tx.execute("UPDATE contact SET entered_later = true WHERE opened_at = $1", after(0))
    assert await queries.expected_wait(tx, NORD, None, after(180)) is None


async def test_callers_of_the_exchange_and_paused_desks_count_for_nobody_at_the_door(
    tx: Tx,
) -> None:
    anna, berta = await at_work(tx), await at_work(tx, 2)
    await commands.pause_desk(tx, NORD, 2, berta.by(1))
    rang, queued = CallEvent.RANG, CallEvent.QUEUED
    await hear(tx, [Told("c-1", each, Known(after(1), NORD)) for each in (rang, queued)])
    await arrive(tx, 2)
    line = "SELECT ahead, desks FROM wait_promise ORDER BY at DESC LIMIT 1"
    assert tuple(await tx.fetchrow(line) or ()) == (0, 1)
    await commands.open_desk(tx, NORD, 2, berta.by(3))
    await arrive(tx, 4)
    assert tuple(await tx.fetchrow(line) or ()) == (1, 2)
    assert anna
