"""Hours on paper: told, corrected, and whom they caught."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.gateway import commands, queries
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import GapOver, GapsOverlap, NotAsOnPaper, NotInThisState
from services.gateway.domain.written import Ending, TrueEnd
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Matter, Outcome, PaperModeChanged
from shared.db import Tx
from shared.errors import NotFound
from tests.fixtures.cities import NORD, SUD
from tests.gateway.on_paper import BACK, CUT, TODAY, cut_off, gap, into, on_paper, sheet, tx
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    in_front_of,
    last_told,
    of,
    stored,
    told,
)

__all__ = ["tx"]


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
        await commands.enter_contact(tx, into(hours), on_paper(), anna.by(201))
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


async def test_whom_the_gap_caught_gets_the_true_end_and_leaves_the_desk(tx: Tx) -> None:
    served, waits = await cut_off(tx)
    hours = await gap(tx)
    anna = Staff()
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert [each.id for each in shown.caught] == [served.id, waits.id]
    ended = await commands.end_truly(
        tx, into(hours), served.id, TrueEnd(None, after(105), Outcome.RESOLVED), anna.by(200)
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
        into(hours),
        waits.id,
        TrueEnd(after(106), after(120), Outcome.INFORMED),
        anna.by(200),
    )
    assert (then.wait_seconds, then.service_seconds) == (16 * 60, 14 * 60)
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert shown.caught == ()
    assert {each.id for each in shown.entered} == {served.id, waits.id}


async def test_a_reason_that_had_ended_before_keeps_its_outcome(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    before = Matter(reason="ECO-ALIM", outcome=Outcome.REDIRECTED, at=after(90))
    both = [each.model_dump(mode="json") for each in (before, Matter(reason="DEP"))]
    await tx.execute("UPDATE contact SET matters = $2 WHERE id = $1", served.id, both)
    hours = await gap(tx)
    true = TrueEnd(None, after(105), Outcome.INFORMED)
    ended = await commands.end_truly(tx, into(hours), served.id, true, Staff().by(200))
    assert [each.outcome for each in ended.matters] == [Outcome.REDIRECTED, Outcome.INFORMED]
    assert ended.outcome is Outcome.REDIRECTED, "of the main reason"


async def test_a_true_end_is_undone_like_any_act(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    hours, anna = await gap(tx), Staff()
    before = await stored(tx, served.id)
    true = TrueEnd(None, after(105), Outcome.RESOLVED)
    await commands.end_truly(tx, into(hours), served.id, true, anna.by(200))
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
        await commands.end_truly(tx, into(hours), waits.id, true, Staff().by(200))
    assert why.value.mistakes == found


async def test_whoever_came_after_the_gap_began_was_not_caught_by_it(tx: Tx) -> None:
    hours = await gap(tx)
    later = await arrive(tx, 170)
    true = TrueEnd(None, after(180), Ending.LEFT)
    with pytest.raises(NotInThisState):
        await commands.end_truly(tx, into(hours), later.id, true, Staff().by(200))


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
    ended = await commands.end_truly(tx, into(hours), waits.id, true, Staff().by(301))
    assert (ended.ended_at, ended.state) == (after(130), ContactState.ABANDONED)


async def test_another_unit_neither_sees_nor_changes_anything_of_it(tx: Tx) -> None:
    block, hours, other = await sheet(tx), await gap(tx), of(SUD).by(200)
    for asked in (
        commands.reserve_block(tx, NORD, TODAY, 1, other),
        commands.gap_entered(tx, NORD, hours.id, other),
        commands.gap_entered(tx, SUD, hours.id, other),
        commands.enter_contact(tx, into(hours), on_paper(), other),
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
