"""Hours on paper: reserved codes, a gap, what was written on it, and whom it caught."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands, queries
from services.gateway.domain import Contact, entering
from services.gateway.domain.entering import Origin, TrueEnd
from services.gateway.domain.paper import Block, Ending, Gap, Mistake, Written
from services.gateway.domain.refusals import GapOver, GapsOverlap, NotAsOnPaper, NotInThisState
from shared import db
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Door, Outcome, PaperModeChanged
from shared.db import Scope, Tx, transaction
from shared.errors import NotFound
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.databases import Database, seeing_everything
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    at_work,
    in_front_of,
    last_told,
    of,
    stored,
    told,
)

TODAY = date(2026, 3, 2)
CUT, BACK = 100, 160
"""The power went at 10:40, for an hour."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


def on_paper(**what: Any) -> Written:
    """What was written of somebody who was informed."""
    usual: dict[str, Any] = {
        "number": 1,
        "door": Door.DESK,
        "reasons": (),
        "arrived_at": after(110),
        "called_at": after(115),
        "started_at": after(116),
        "ended_at": after(125),
        "ending": Outcome.INFORMED,
    }
    return Written(**(usual | what))


async def sheet(tx: Tx, count: int = 5, unit: str = NORD) -> Block:
    """Codes for paper, reserved at nine."""
    return await commands.reserve_block(tx, unit, TODAY, count, Staff().by())


async def gap(tx: Tx, began: float = CUT, ended: float | None = BACK, at: float = 200) -> Gap:
    """Hours on paper, told afterwards."""
    until = None if ended is None else after(ended)
    return await commands.declare_gap(tx, NORD, after(began), until, Staff().by(at))


async def mistakes(tx: Tx, gap_id: UUID, written: Written, at: float = 200) -> dict[str, str]:
    with pytest.raises(NotAsOnPaper) as why:
        await commands.enter_contact(tx, NORD, gap_id, written, Staff().by(at))
    return why.value.mistakes


async def test_the_counter_never_gives_a_code_that_belongs_to_paper(tx: Tx) -> None:
    first = await arrive(tx)
    block = await sheet(tx, 3)
    assert (first.code, block.first, block.last) == ("N 001", 2, 4)
    assert (await arrive(tx, 1)).code == "N 005"
    tomorrow = await commands.reserve_block(tx, NORD, TODAY + timedelta(days=1), 2, Staff().by())
    assert (tomorrow.first, tomorrow.last) == (1, 2)
    opened = await arrive(tx, 24 * 60)
    assert opened.code == "N 003"


async def test_codes_reserved_and_given_at_once_are_never_the_same(database: Database) -> None:
    pool = await db.connect(seeing_everything(await database("gateway")), size=8, application="t")
    await load_city(pool)

    async def reserved() -> list[int]:
        async with transaction(pool, Scope.SYSTEM) as tx:
            block = await sheet(tx, 3)
        return list(range(block.first, block.last + 1))

    async def given_out() -> list[int]:
        async with transaction(pool, Scope.SYSTEM) as tx:
            return [int(str((await arrive(tx)).code).split()[1])]

    numbers = await asyncio.gather(*(each() for _ in range(8) for each in (reserved, given_out)))
    flat = sorted(number for some in numbers for number in some)
    assert flat == list(range(1, 33))
    await pool.close()


@pytest.mark.parametrize(
    ("day", "count", "field"),
    [(TODAY - timedelta(days=1), 5, "day"), (TODAY, 0, "count"), (TODAY, 201, "count")],
)
async def test_a_block_that_cannot_be_is_refused_and_takes_nothing(
    tx: Tx, day: date, count: int, field: str
) -> None:
    with pytest.raises(NotAsOnPaper) as why:
        await commands.reserve_block(tx, NORD, day, count, Staff().by())
    assert set(why.value.mistakes) == {field}
    assert (await arrive(tx)).code == "N 001"


async def test_codes_never_run_beyond_their_digits(tx: Tx) -> None:
    for _ in range(4):
        await sheet(tx, 200)
    await sheet(tx, 199)
    with pytest.raises(NotAsOnPaper):
        await sheet(tx, 1)


async def test_a_contact_from_paper_has_its_code_its_true_times_and_says_so(tx: Tx) -> None:
    await sheet(tx)
    hours = await gap(tx)
    written = on_paper(number=2, reasons=("DEP", "ECO-ALIM"))
    entered = await commands.enter_contact(tx, NORD, hours.id, written, Staff().by(200))
    assert (entered.code, entered.state, entered.entered_later) == (
        "N 002",
        ContactState.CLOSED,
        True,
    )
    assert (entered.opened_at, entered.wait_seconds, entered.service_seconds) == (
        after(110),
        360,
        540,
    )
    assert [m.outcome for m in entered.matters] == [Outcome.INFORMED] * 2
    spans = [(s.state, s.at, s.until) for s in entered.spans]
    assert spans == [
        (ContactState.WAITING, after(110), after(115)),
        (ContactState.CALLED, after(115), after(116)),
        (ContactState.SERVING, after(116), after(125)),
    ]
    assert await last_told(tx, entered) is gateway.ContactEntered


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"number": 9}, {"code": Mistake.UNKNOWN_CODE}),
        ({"arrived_at": None}, {"arrived_at": Mistake.MISSING}),
        ({"arrived_at": after(99)}, {"arrived_at": Mistake.OUTSIDE}),
        ({"started_at": after(114)}, {"started_at": Mistake.ORDER}),
        ({"ended_at": after(111)}, {"ended_at": Mistake.ORDER}),
        ({"ended_at": after(201)}, {"ended_at": Mistake.FUTURE}),
        ({"started_at": None}, {"started_at": Mistake.MISSING}),
        ({"ending": Ending.LEFT}, {"ending": Mistake.UNSERVED}),
        (
            {"ending": Ending.MISSED, "started_at": None, "called_at": None},
            {"called_at": Mistake.MISSING},
        ),
        (
            {"number": 9, "arrived_at": after(99), "ended_at": None},
            {
                "code": Mistake.UNKNOWN_CODE,
                "arrived_at": Mistake.OUTSIDE,
                "ended_at": Mistake.MISSING,
            },
        ),
    ],
)
async def test_what_cannot_be_is_told_field_by_field_and_nothing_is_entered(
    tx: Tx, what: dict[str, object], found: dict[str, Mistake]
) -> None:
    await sheet(tx)
    hours = await gap(tx)
    assert await mistakes(tx, hours.id, on_paper(**what)) == found
    assert await tx.fetchval("SELECT count(*) FROM contact") == 0


async def test_a_code_is_entered_once_unless_that_was_undone(tx: Tx) -> None:
    await sheet(tx)
    hours = await gap(tx)
    anna = Staff()
    entered = await commands.enter_contact(tx, NORD, hours.id, on_paper(), anna.by(200))
    assert await mistakes(tx, hours.id, on_paper()) == {"code": Mistake.USED}
    await commands.undo(tx, entered.id, anna.by(201))
    again = await commands.enter_contact(tx, NORD, hours.id, on_paper(), anna.by(202))
    assert again.code == entered.code


async def test_codes_of_another_unit_are_no_codes_here(tx: Tx) -> None:
    await sheet(tx, unit=SUD)
    hours = await gap(tx)
    assert await mistakes(tx, hours.id, on_paper()) == {"code": Mistake.UNKNOWN_CODE}


@pytest.mark.parametrize(
    ("ending", "times", "state", "left_from"),
    [
        (Ending.LEFT, {"called_at": None}, ContactState.ABANDONED, ContactState.WAITING),
        (Ending.LEFT, {}, ContactState.ABANDONED, ContactState.CALLED),
        (Ending.MISSED, {}, ContactState.MISSED, ContactState.CALLED),
        (Outcome.LEFT, {"started_at": after(116)}, ContactState.CLOSED, None),
        (Ending.WAITING, {"called_at": None, "ended_at": None}, ContactState.WAITING, None),
    ],
)
async def test_every_ending_on_paper_is_the_state_that_it_means(
    tx: Tx,
    ending: Outcome | Ending,
    times: dict[str, object],
    state: ContactState,
    left_from: ContactState | None,
) -> None:
    await sheet(tx)
    hours = await gap(tx)
    written = on_paper(**({"started_at": None} | times | {"ending": ending}))
    entered = await commands.enter_contact(tx, NORD, hours.id, written, Staff().by(200))
    assert (entered.state, entered.left_from) == (state, left_from)


async def test_who_still_waits_when_the_system_is_back_is_called_with_the_true_arrival(
    tx: Tx,
) -> None:
    await sheet(tx)
    hours = await gap(tx)
    later = await arrive(tx, 170)
    waits = on_paper(called_at=None, started_at=None, ended_at=None, ending=Ending.WAITING)
    entered = await commands.enter_contact(tx, NORD, hours.id, waits, Staff().by(200))
    await at_work(tx, minutes=200)
    anna = await at_work(tx, 2, minutes=200)
    called = (await commands.call_next(tx, NORD, 2, anna.by(201))).contact
    assert (called.id, later.state) == (entered.id, ContactState.WAITING)


async def test_a_gap_is_told_when_it_begins_ends_is_entered_or_was_none(tx: Tx) -> None:
    anna = Staff()
    hours = await gap(tx, ended=None, at=CUT)
    await commands.end_gap(tx, NORD, hours.id, after(BACK), anna.by(BACK))
    await commands.gap_entered(tx, NORD, hours.id, anna.by(200))
    events = [each for each in await told(tx, hours.id) if isinstance(each, PaperModeChanged)]
    assert [(e.version, e.ended_at, e.entered_at) for e in events] == [
        (1, None, None),
        (2, after(BACK), None),
        (3, after(BACK), after(200)),
    ]
    with pytest.raises(GapOver):
        await commands.withdraw_gap(tx, NORD, hours.id, anna.by(201))
    with pytest.raises(GapOver):
        await commands.enter_contact(tx, NORD, hours.id, on_paper(), anna.by(201))
    other = await gap(tx, 10, 20)
    gone = await commands.withdraw_gap(tx, NORD, other.id, anna.by(201))
    assert gone.withdrawn
    await gap(tx, 10, 20)


@pytest.mark.parametrize(("began", "ended"), [(120, 130), (50, 101), (159, None), (50, 190)])
async def test_two_gaps_of_a_unit_never_overlap(tx: Tx, began: float, ended: float | None) -> None:
    await gap(tx)
    with pytest.raises(GapsOverlap):
        await gap(tx, began, ended)
    await gap(tx, BACK, 170)


@pytest.mark.parametrize(
    ("began", "ended", "field"),
    [(201, None, "began_at"), (100, 100, "ended_at"), (9, 201, "ended_at")],
)
async def test_a_gap_is_neither_in_the_future_nor_back_to_front(
    tx: Tx, began: float, ended: float | None, field: str
) -> None:
    with pytest.raises(NotAsOnPaper) as why:
        await gap(tx, began, ended)
    assert set(why.value.mistakes) == {field}


async def cut_off(tx: Tx) -> tuple[Contact, Contact]:
    """Somebody served and somebody waiting when the power went."""
    anna = await at_work(tx)
    served, waits = await arrive(tx, 80), await arrive(tx, 90)
    await commands.call_next(tx, NORD, 1, anna.by(95))
    await commands.start(tx, served.id, anna.by(96))
    return served, waits


async def test_whom_the_gap_caught_gets_the_true_end_and_leaves_the_desk(tx: Tx) -> None:
    served, waits = await cut_off(tx)
    hours = await gap(tx)
    anna = Staff()
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert [each.id for each in shown.caught] == [served.id, waits.id]
    ended = await commands.end_truly(
        tx, NORD, hours.id, served.id, TrueEnd(None, after(105), Outcome.RESOLVED), anna.by(200)
    )
    assert (ended.state, ended.ended_at, ended.service_seconds, ended.entered_later) == (
        ContactState.CLOSED,
        after(105),
        9 * 60,
        True,
    )
    assert await last_told(tx, ended) is gateway.ContactEntered
    assert await in_front_of(tx) is None
    then = await commands.end_truly(
        tx,
        NORD,
        hours.id,
        waits.id,
        TrueEnd(after(106), after(120), Outcome.INFORMED),
        anna.by(200),
    )
    assert (then.wait_seconds, then.service_seconds) == (16 * 60, 14 * 60)
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert shown.caught == ()
    assert {each.id for each in shown.entered} == {served.id, waits.id}


async def test_a_true_end_is_undone_like_any_act(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    hours, anna = await gap(tx), Staff()
    before = await stored(tx, served.id)
    true = TrueEnd(None, after(105), Outcome.RESOLVED)
    await commands.end_truly(tx, NORD, hours.id, served.id, true, anna.by(200))
    restored = await commands.undo(tx, served.id, anna.by(201))
    assert restored == replace(before, version=restored.version)
    assert await in_front_of(tx) == served.id


@pytest.mark.parametrize(
    ("true", "found"),
    [
        (TrueEnd(None, after(99), Ending.LEFT), {"ended_at": Mistake.OUTSIDE}),
        (TrueEnd(None, after(120), Outcome.INFORMED), {"started_at": Mistake.MISSING}),
        (TrueEnd(after(130), after(120), Outcome.INFORMED), {"ended_at": Mistake.ORDER}),
        (TrueEnd(None, None, Ending.LEFT), {"ended_at": Mistake.MISSING}),
        (
            TrueEnd(None, after(120), Ending.WAITING),
            {"ending": Mistake.UNSERVED, "ended_at": Mistake.UNSERVED},
        ),
    ],
)
async def test_a_true_end_that_cannot_be_is_told(
    tx: Tx, true: TrueEnd, found: dict[str, Mistake]
) -> None:
    _, waits = await cut_off(tx)
    hours = await gap(tx)
    with pytest.raises(NotAsOnPaper) as why:
        await commands.end_truly(tx, NORD, hours.id, waits.id, true, Staff().by(200))
    assert why.value.mistakes == found


async def test_whoever_came_after_the_gap_began_was_not_caught_by_it(tx: Tx) -> None:
    hours = await gap(tx)
    later = await arrive(tx, 170)
    true = TrueEnd(None, after(180), Ending.LEFT)
    with pytest.raises(NotInThisState):
        await commands.end_truly(tx, NORD, hours.id, later.id, true, Staff().by(200))


async def test_closing_time_leaves_whom_a_gap_caught_until_everything_is_entered(tx: Tx) -> None:
    closes = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    _, waits = await cut_off(tx)
    hours, later = await gap(tx), await arrive(tx, 170)
    await commands.close_day(tx, closes)
    states = [(await stored(tx, each.id)).state for each in (waits, later)]
    assert states == [ContactState.WAITING, ContactState.ABANDONED]
    await commands.gap_entered(tx, NORD, hours.id, Staff().at(closes))
    await commands.close_day(tx, closes)
    assert (await stored(tx, waits.id)).state is ContactState.ABANDONED


async def test_an_end_that_the_clock_gave_is_corrected_by_a_gap_told_afterwards(tx: Tx) -> None:
    closes = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    _, waits = await cut_off(tx)
    await commands.close_day(tx, closes)
    hours = await gap(tx, at=300)
    true = TrueEnd(None, after(130), Ending.LEFT)
    ended = await commands.end_truly(tx, NORD, hours.id, waits.id, true, Staff().by(301))
    assert (ended.ended_at, ended.state) == (after(130), ContactState.ABANDONED)


async def test_another_unit_neither_sees_nor_changes_anything_of_it(tx: Tx) -> None:
    block, hours, other = await sheet(tx), await gap(tx), of(SUD).by(200)
    for asked in (
        commands.reserve_block(tx, NORD, TODAY, 1, other),
        commands.gap_entered(tx, NORD, hours.id, other),
        commands.gap_entered(tx, SUD, hours.id, other),
        commands.enter_contact(tx, NORD, hours.id, on_paper(), other),
        queries.paper_block(tx, SUD, block.id),
        queries.paper_gap(tx, SUD, hours.id, other.who, after(200)),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_desk_and_wall_say_so_while_the_unit_works_on_paper(tx: Tx) -> None:
    hours = await gap(tx, ended=None, at=CUT)
    who = Staff().by().who
    for open_now in (True, False):
        here = await queries.reception(tx, NORD, who, after(170))
        walls = await queries.walls(tx, [NORD, SUD], after(170))
        said = (here.on_paper, walls[NORD].on_paper, walls[SUD].on_paper)
        assert said == (open_now, open_now, False)
        if open_now:
            await commands.end_gap(tx, NORD, hours.id, after(BACK), Staff().by(170))


MINUTES = st.one_of(st.none(), st.integers(90, 210))


@given(
    st.tuples(MINUTES, MINUTES, MINUTES, MINUTES),
    st.sampled_from([*Outcome, *Ending]),
    st.one_of(st.none(), st.integers(101, 200)),
)
def test_whatever_is_typed_is_refused_or_a_contact_whose_stretches_follow_each_other(
    typed: tuple[int | None, ...], ending: Outcome | Ending, back: int | None
) -> None:
    arrived, called, started, ended = (None if m is None else after(m) for m in typed)
    hours = Gap(UUID(int=1), 1, NORD, after(CUT), None if back is None else after(back))
    written = Written(1, Door.DESK, (), arrived, called, started, ended, ending)
    origin = Origin(UUID(int=2), "N 001", NORD, None, 1)
    try:
        contact, event = entering.enter(written, origin, hours, at=after(200))
    except NotAsOnPaper:
        return
    assert event.entered_later
    assert arrived is not None
    assert contact.spans[0].at == arrived >= hours.began_at
    for before, then in zip(contact.spans, contact.spans[1:], strict=False):
        assert before.until == then.at > before.at
    assert contact.spans[-1].until == ended
    assert (contact.outcome is not None) == (contact.state is ContactState.CLOSED)
    assert (contact.started_at is not None) == (contact.state is ContactState.CLOSED)
    assert (contact.wait_seconds is None) == (contact.state is ContactState.WAITING)
