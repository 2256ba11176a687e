"""What was written on paper, entered with its true times or refused field by field."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway import commands, queries, store
from services.gateway.commands.opening import number_of
from services.gateway.domain import entering
from services.gateway.domain.entering import Origin
from services.gateway.domain.paper import Block, Gap, Mistake
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.domain.written import Ending, Written, WrittenReason
from shared.city.store import current
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Door, Outcome
from shared.db import Tx
from tests.fixtures.cities import NORD, SUD
from tests.gateway.on_paper import CUT, TODAY, gap, into, mistakes, on_paper, sheet, tx
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    at_work,
    last_told,
)

__all__ = ["tx"]


async def test_a_contact_from_paper_has_its_code_its_true_times_and_says_so(tx: Tx) -> None:
    await sheet(tx)
    hours = await gap(tx)
    written = on_paper(number=2, reasons=(WrittenReason("DEP"), WrittenReason("ECO-ALIM")))
    entered = await commands.enter_contact(tx, into(hours), written, Staff().by(200))
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
    entered = await commands.enter_contact(tx, into(hours), on_paper(), anna.by(200))
    assert await mistakes(tx, hours.id, on_paper()) == {"code": Mistake.USED}
    await commands.undo(tx, entered.id, anna.by(201))
    again = await commands.enter_contact(tx, into(hours), on_paper(), anna.by(202))
    assert again.code == entered.code


async def test_codes_of_another_unit_are_no_codes_here(tx: Tx) -> None:
    await sheet(tx, unit=SUD)
    hours = await gap(tx)
    assert await mistakes(tx, hours.id, on_paper()) == {"code": Mistake.UNKNOWN_CODE}


async def test_codes_of_another_days_sheet_are_no_codes_of_today(tx: Tx) -> None:
    yesterday = TODAY - timedelta(days=1)
    await store.paper.add_block(tx, Block(uuid4(), NORD, yesterday, 1, 5), after(0))
    hours = await gap(tx)
    assert await mistakes(tx, hours.id, on_paper()) == {"code": Mistake.UNKNOWN_CODE}


async def test_the_wall_shows_nobody_who_was_called_on_paper(tx: Tx) -> None:
    await sheet(tx)
    hours = await gap(tx, began=100, ended=120, at=121)
    await commands.enter_contact(tx, into(hours), on_paper(), Staff().by(126))
    assert (await queries.walls(tx, [NORD], after(126)))[NORD].calls == ()


@pytest.mark.parametrize(
    ("typed", "number"), [("N 001", 1), ("n001", 1), ("1", 1), ("X 001", None), ("S 001", None)]
)
async def test_a_code_has_the_letter_of_its_unit_or_none(
    tx: Tx, typed: str, number: int | None
) -> None:
    city = await current(tx, after(0))
    assert number_of(city, NORD, typed) == number


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
    entered = await commands.enter_contact(tx, into(hours), written, Staff().by(200))
    assert (entered.state, entered.left_from) == (state, left_from)


async def test_who_still_waits_when_the_system_is_back_is_called_with_the_true_arrival(
    tx: Tx,
) -> None:
    await sheet(tx)
    hours = await gap(tx)
    later = await arrive(tx, 170)
    waits = on_paper(called_at=None, started_at=None, ended_at=None, ending=Ending.WAITING)
    entered = await commands.enter_contact(tx, into(hours), waits, Staff().by(200))
    await at_work(tx, minutes=200)
    anna = await at_work(tx, 2, minutes=200)
    called = (await commands.call_next(tx, NORD, 2, anna.by(201))).contact
    assert (called.id, later.state) == (entered.id, ContactState.WAITING)


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
