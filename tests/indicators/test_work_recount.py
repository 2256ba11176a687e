"""The figures of what was done equal a recount from the events, in disorder and rebuilt."""

import json
import random
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.indicators import store
from services.indicators.domain import Area, Freshness, Grain, Heard, Standing, Work, steps
from services.indicators.queries import Asked, done, past_board, standing, works
from shared import db
from shared.contracts import Event
from shared.contracts.gateway import (
    AppointmentState,
    Interpreter,
    Level,
    Matter,
    Outcome,
    PendingState,
    Settled,
    ToldWait,
)
from shared.db import Pool, Tx
from tests.fixtures.cities import DATC, NORD, SUD
from tests.fixtures.databases import Database, as_owner, seeing_everything
from tests.indicators.contacts import a_contact, a_pending_call, after, an_appointment, beat, hear
from tests.journeys import recount_work

START, END = after(-8 * 3600 - 3600), after(15 * 3600)
NOW = after(6 * 3600)
BEAT = after(-1800)
OUTCOMES = [*Outcome]
AREAS = [(NORD,), (DATC,), (NORD, SUD, DATC)]


def passes(chance: random.Random, call: Event) -> list[Event]:
    """A call of the telephone passes to a centre, is tried there, is taken back and passes anew."""
    told: list[Event] = []
    for _ in range(chance.randrange(4)):
        at = after(chance.randrange(2400), told[-1].at if told else call.at)
        there = {"unit": chance.choice([NORD, SUD]), "state": PendingState.PASSED}
        passed = call.model_copy(update=there | {"at": at})
        tried = passed.model_copy(update={"at": after(60, at)})
        told += chance.choice([[passed], [passed, tried]])
        if chance.random() < 0.6:
            return told
        at = after(chance.randrange(60, 600), at)
        told.append(call.model_copy(update={"at": at, "undone": True}))
    return told


def ends(chance: random.Random, stands: Event) -> list[Event]:
    """It ends, or does not, or by a mistake that is taken back."""
    at = after(chance.randrange(7200), stands.at)
    settled = chance.choice([Settled.REACHED, *Settled])
    over = stands.model_copy(update={"at": at, "ended_at": at, "settled": settled})
    back = stands.model_copy(update={"at": after(60, at), "undone": True})
    return chance.choice([[], [over], [over], [over, back]])


def a_day(chance: random.Random) -> list[Event]:
    """Every kind of contact, pending call and appointment, each told in several versions."""
    events: list[Event] = []
    for _ in range(60):
        came = after(chance.randrange(9 * 3600))
        reasons = chance.sample("ABCDE", chance.randrange(1, 4))
        ended = [Matter(reason=each, outcome=chance.choice(OUTCOMES)) for each in reasons]
        asked = after(30, came)
        there = chance.choice([None, after(90, asked)])
        gone = after(60, there) if there and chance.random() < 0.5 else None
        interpreter = Interpreter(asked_at=asked, arrived_at=there, left_at=gone)
        contact = a_contact(
            came,
            reason=ended[0].reason,
            outcome=ended[0].outcome,
            level=chance.choice([*Level, None]),
            matters=tuple(ended),
            interpreter=chance.choice([None, interpreter]),
            entered_later=chance.random() < 0.2,
            waits=chance.choice([0, 60, 120, 180]),
            told_wait=chance.choice([None, ToldWait(least_seconds=60, most_seconds=120)]),
        )
        call = a_pending_call(
            came,
            due=chance.randrange(60, 7200),
            origin=chance.choice(["abandoned", "missed", "requested", "message"]),
            unit=chance.choice([NORD, DATC, DATC]),
        )
        visit = an_appointment(
            came,
            kind=chance.choice(["first_visit", "ordinary"]),
            requested_at=came - timedelta(hours=chance.randrange(400)),
        )
        states = [AppointmentState.ATTENDED, *AppointmentState]
        told = passes(chance, call) if vars(call)["unit"] == DATC else []
        told += ends(chance, told[-1] if told else call)
        later = [each.model_copy(update={"version": n}) for n, each in enumerate(told, start=2)]
        later += [visit.model_copy(update={"version": 2, "state": chance.choice(states)})]
        first = contact.model_copy(update={"version": 2, "level": Level.URGENT, "matters": ()})
        events += [first, contact, call, visit, *later]
    return events


def plain(told: Work) -> dict[str, Any]:
    """The service's figures in the recount's shape."""
    assert told.interpreters is not None
    assert told.callbacks is not None
    assert told.visits is not None
    people, calls, visits = told.interpreters, told.callbacks, told.visits
    waits = told.waits_as_told
    names = ("by_level", "by_outcome", "by_reason", "reasons_by_outcome", "ended", "solved")
    return {name: getattr(told, name) for name in (*names, "entered_later")} | {
        "waits_as_told": (waits.told, waits.served, waits.inside),
        "interpreters": (people.contacts, people.wait_minutes, people.minutes),
        "callbacks": (calls.opened, calls.kept, calls.due),
        "visits": (visits.by_state, visits.first, visits.days_mean, visits.days_median),
    }


def stands(told: Standing | None) -> tuple[int, int, int] | None:
    return (told.open, told.overdue, told.most) if told else None


async def check(tx: Tx, events: Sequence[dict[str, Any]]) -> None:
    for units in AREAS:
        for grain in Grain:
            await check_figures(tx, events, units, grain)
        for hours in range(12):
            await check_board(tx, events, units, after(3600 * hours))


async def check_figures(
    tx: Tx, events: Sequence[dict[str, Any]], units: tuple[str, ...], grain: Grain
) -> None:
    starts = steps(START, END, grain)
    asked = Asked(START, END, 20.0, units=units, restricted=True)
    total, each = await works(tx, asked, starts, NOW)
    assert plain(total) == recount_work.work(events, START, END, NOW, units)
    at_end, stood = await standing(tx, asked, starts, Heard(NOW, NOW, Freshness.LIVE), [])
    assert stands(at_end) == recount_work.standing(events, START, END, NOW, BEAT, units)
    bounds: list[tuple[datetime, datetime]] = list(zip(starts, [*starts[1:], END], strict=True))
    for told, calls, (start, end) in zip(each, stood, bounds, strict=True):
        assert plain(told) == recount_work.work(events, start, end, NOW, units), (grain, start)
        counted = recount_work.standing(events, start, end, NOW, BEAT, units)
        assert stands(calls) == counted, (units, grain, start)


async def check_board(
    tx: Tx, events: Sequence[dict[str, Any]], units: tuple[str, ...], at: datetime
) -> None:
    area = Area("some", units, restricted=True)
    told_now = (await past_board(tx, area, at)).to_do
    assert (told_now.pending, told_now.overdue) == recount_work.to_do(events, at, units)
    so_far = await done(tx, at, area, None)
    until = at + timedelta(microseconds=1)
    assert plain(so_far.work) == recount_work.work(events, START, until, at, units)


@pytest.fixture
async def place(database: Database) -> str:
    return await database("indicators")


@pytest.fixture
async def pool(place: str) -> AsyncIterator[Pool]:
    opened = await db.connect(seeing_everything(place), size=3, application="test")
    yield opened
    await opened.close()


@pytest.mark.parametrize("seed", [1, 2])
async def test_figures_of_every_grain_and_boards_equal_the_recount_in_disorder_and_rebuilt(
    place: str, pool: Pool, seed: int
) -> None:
    chance = random.Random(seed)
    events = a_day(chance)
    facts = [json.loads(each.model_dump_json()) for each in events]
    messy = [*events, *chance.sample(events, 60)]
    chance.shuffle(messy)
    async with pool.acquire() as tx:
        await beat(tx, BEAT, BEAT)
        await hear(tx, messy)
        await check(tx, facts)
        await tx.execute("UPDATE contact_fact SET matters = NULL")
        await tx.execute("UPDATE pending_call_fact SET settled = 'in_vain', version = 1")
        await tx.execute("UPDATE pending_call_fact SET passed_from = NULL, passed_at = NULL")
        await tx.execute("UPDATE appointment_fact SET state = 'missed', version = 1")
    owner = await asyncpg.connect(as_owner(place))
    await db.stay_within(owner, db.Scope.SYSTEM)
    await store.begin_shadow(owner)
    await hear(owner, events)
    async with owner.transaction():
        await store.merge(owner)
    await owner.close()
    async with pool.acquire() as tx:
        await check(tx, facts)
