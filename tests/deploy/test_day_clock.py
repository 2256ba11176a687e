"""The clock that a play goes by, and how those who are played ask."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio

from deploy.cli.backstage.clock import NOTICED, BusinessClock
from deploy.cli.day.clock import Time
from deploy.cli.day.people import Line, Pass, Person, Refused
from shared import db
from shared.clock import Clock
from shared.db import Pool
from tests.fixtures.databases import Database

EIGHT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def identity(database: Database) -> AsyncIterator[Pool]:
    pool = await db.connect(await database("identity"), size=2)
    yield pool
    await pool.close()


async def test_no_process_ever_sees_the_time_go_back_when_a_play_runs_faster_or_slower(
    identity: Pool,
) -> None:
    play, process = Time(BusinessClock(identity)), Clock(identity)
    await play.set(EIGHT, 300)
    await process.refresh()
    seen = process.now()
    assert seen >= EIGHT
    until = time.monotonic() + 3 * NOTICED.total_seconds()
    await play.slow_down(5)
    while time.monotonic() < until:
        await process.refresh()
        assert process.now() >= seen
        assert play.now() >= process.now() - timedelta(seconds=1)
        seen = process.now()
        await asyncio.sleep(0.02)
    assert process.speed == play.speed == 5


async def test_whoever_waits_goes_on_when_it_is_time_or_when_it_has_come_already(
    identity: Pool,
) -> None:
    play = Time(BusinessClock(identity))
    await play.set(EIGHT, 600)
    await play.until(EIGHT + timedelta(minutes=2))
    assert play.now() >= EIGHT + timedelta(minutes=2)
    await play.until(EIGHT)
    assert await play.first(asyncio.Event().wait(), EIGHT + timedelta(minutes=4)) is None
    assert play.now() >= EIGHT + timedelta(minutes=4)


async def test_a_play_without_haste_skips_the_time_in_which_nothing_happens(
    identity: Pool,
) -> None:
    play = Time(BusinessClock(identity))
    await play.set(EIGHT, 30)
    hurry = asyncio.create_task(play.hurry())
    began = time.monotonic()
    await play.until(EIGHT + timedelta(hours=3))
    hurry.cancel()
    assert time.monotonic() - began < 20
    assert EIGHT + timedelta(hours=3) <= play.now() < EIGHT + timedelta(hours=3, minutes=5)


def asking(time_: Time, *answers: int) -> tuple[Person, list[httpx2.Request]]:
    """A machine that gets these answers, one after the other, and what it asked."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        status = answers[min(len(asked), len(answers)) - 1]
        problem = {"content-type": "application/problem+json"} if status > 400 else {}
        body = {"type": "/problems/nobody-waits"} if status > 400 else {"done": True}
        return httpx2.Response(status, json=body, headers=problem)

    line = Line("http://portes.test", httpx2.MockTransport(answer), time_)
    return Person(line, Pass("exchange", "key", machine=True)), asked


async def test_what_is_not_answered_now_is_asked_again_under_the_same_command_id(
    identity: Pool,
) -> None:
    person, asked = asking(Time(BusinessClock(identity)), 503, 429, 200)
    assert await person.post("/gateway/api/units/x/contacts") == {"done": True}
    assert len(asked) == 3
    assert len({each.headers["idempotency-key"] for each in asked}) == 1
    await person.post("/gateway/api/units/x/contacts")
    assert asked[3].headers["idempotency-key"] != asked[0].headers["idempotency-key"]


async def test_a_refusal_is_asked_once_and_counted_by_what_it_is(identity: Pool) -> None:
    person, asked = asking(Time(BusinessClock(identity)), 422)
    with pytest.raises(Refused, match="nobody-waits"):
        await person.post("/gateway/api/units/x/desks/1/call-next")
    assert len(asked) == 1
    assert person._line.refusals == {"nobody-waits": 1}
