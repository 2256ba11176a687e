"""The life of a contact: what each act makes of it, and that each can be undone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway import commands
from services.gateway.commands import Arrival, By, Destination
from services.gateway.domain import Contact, Triage
from services.gateway.domain.refusals import (
    DeskBusy,
    DeskNotOpen,
    NothingToUndo,
    NotInThisState,
    UnknownPlace,
    UnknownReason,
)
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Door, Level, Outcome, Span
from shared.db import Tx
from shared.errors import NotFound, Refused
from tests.fixtures.cities import DATC, NORD, SUD, a_city, load_city
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    at_work,
    in_front_of,
    last_told,
    stored,
    told,
)

Act = Callable[[Tx, UUID, By], Awaitable[object]]


async def _call(tx: Tx, _: UUID, by: By) -> object:
    return await commands.call_next(tx, NORD, 1, by)


ACTS: dict[str, Act] = {
    "call": _call,
    "recall": commands.recall,
    "start": commands.start,
    "close": lambda tx, c, by: commands.close(tx, c, Outcome.NOT_RECORDED, by),
    "abandon": commands.abandon,
    "miss": commands.miss,
    "park": commands.park,
    "resume": commands.resume,
    "pass": lambda tx, c, by: commands.pass_on(tx, c, Destination(NORD, 1), by),
    "pass elsewhere": lambda tx, c, by: commands.pass_on(tx, c, Destination(SUD), by),
    "triage": lambda tx, c, by: commands.triage(tx, c, Triage(Level.URGENT, "VIO"), by),
}
TELLS = {
    "call": gateway.ContactCalled,
    "recall": gateway.ContactRecalled,
    "start": gateway.ContactStarted,
    "close": gateway.ContactClosed,
    "abandon": gateway.ContactAbandoned,
    "miss": gateway.ContactMissed,
    "park": gateway.ContactParked,
    "resume": gateway.ContactResumed,
    "pass": gateway.ContactPassed,
    "pass elsewhere": gateway.ContactPassed,
    "triage": gateway.ContactTriaged,
}
LIVES = [
    ["call", "recall", "start", "triage", "park", "resume", "close"],
    ["call", "start", "park", "close"],
    ["triage", "abandon"],
    ["call", "abandon"],
    ["call", "start", "park", "abandon"],
    ["call", "miss"],
    ["pass", "call", "pass elsewhere"],
    ["call", "start", "pass elsewhere"],
    ["call", "start", "park", "pass", "call", "start", "close"],
]


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def live(tx: Tx, anna: Staff, contact: Contact, *acts: str, since: float = 1) -> Contact:
    """Do these acts, one each minute."""
    for minute, act in enumerate(acts):
        await ACTS[act](tx, contact.id, anna.by(since + minute))
    return await stored(tx, contact.id)


def span(state: ContactState, start: float, end: float | None, desk: int | None = None) -> Span:
    until = None if end is None else after(end)
    return Span(state=state, at=after(start), until=until, unit=NORD, desk=desk)


async def test_somebody_who_comes_gets_a_code_and_the_level_of_their_reason(tx: Tx) -> None:
    contact = await commands.open_contact(tx, Arrival(NORD, reason="DEP"), Staff().by())
    assert (contact.code, contact.version, contact.state) == ("N 001", 1, ContactState.WAITING)
    assert (contact.level, contact.reason) == (Level.PREFERENTIAL, "DEP")
    assert (contact.unit, contact.centre, contact.city_version) == (NORD, NORD, 1)
    assert (contact.opened_at, contact.waiting_from) == (after(0), after(0))
    assert await last_told(tx, contact) is gateway.ContactOpened


async def test_what_the_receptionist_says_goes_before_what_the_rules_propose(tx: Tx) -> None:
    arrival = Arrival(DATC, Door.PHONE, Level.URGENT, "ECO-ALIM")
    contact = await commands.open_contact(tx, arrival, Staff().by())
    assert (contact.level, contact.door, contact.centre) == (Level.URGENT, Door.PHONE, None)
    assert (await arrive(tx)).level is None


async def test_the_telephone_says_which_centre_is_theirs_and_takes_it_back(tx: Tx) -> None:
    anna = Staff()
    call = await commands.open_contact(tx, Arrival(DATC, Door.PHONE, reason="DEP"), anna.by())
    here = await commands.choose_centre(tx, call.id, NORD, anna.by(1))
    assert (here.unit, here.centre, here.level) == (DATC, NORD, call.level)
    assert (await commands.choose_centre(tx, call.id, None, anna.by(2))).centre is None
    for no_centre in (DATC, "nowhere"):
        with pytest.raises(UnknownPlace):
            await commands.choose_centre(tx, call.id, no_centre, anna.by(3))
    at_a_centre = await arrive(tx)
    with pytest.raises(UnknownPlace):
        await commands.choose_centre(tx, at_a_centre.id, SUD, anna.by(4))


async def test_what_the_city_does_not_have_is_refused(tx: Tx) -> None:
    anna, contact = Staff(), await arrive(tx)
    with pytest.raises(UnknownPlace):
        await commands.open_contact(tx, Arrival("nowhere"), anna.by())
    with pytest.raises(UnknownReason):
        await commands.open_contact(tx, Arrival(NORD, reason="nothing"), anna.by())
    for to in (Destination("nowhere"), Destination(SUD, 4), Destination(SUD, 0)):
        with pytest.raises(UnknownPlace):
            await commands.pass_on(tx, contact.id, to, anna.by())
    with pytest.raises(UnknownReason):
        await commands.triage(tx, contact.id, Triage(Level.URGENT, "nothing"), anna.by())
    with pytest.raises(UnknownPlace):
        await commands.triage(tx, contact.id, Triage(Level.URGENT, None, DATC), anna.by())


@pytest.mark.parametrize("life", LIVES, ids="-".join)
async def test_each_act_is_told_with_the_contact_as_it_is_kept(tx: Tx, life: list[str]) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    for place, act in enumerate(life):
        contact = await live(tx, anna, contact, act, since=place)
        assert await last_told(tx, contact) is TELLS[act]
        assert contact.version == place + 2
        at_desk = contact.state in (ContactState.CALLED, ContactState.SERVING)
        assert await in_front_of(tx) == (contact.id if at_desk else None)


@pytest.mark.parametrize("life", LIVES, ids="-".join)
async def test_undoing_brings_back_each_step_until_the_contact_is_void(
    tx: Tx, life: list[str]
) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    steps = [contact]
    for place, act in enumerate(life):
        steps.append(await live(tx, anna, contact, act, since=place))
    for step in reversed(steps[:-1]):
        before = await stored(tx, contact.id)
        restored = await commands.undo(tx, contact.id, anna.by(9))
        assert restored == replace(step, version=before.version + 1)
        assert await last_told(tx, restored) is gateway.ContactUndone
        at_desk = step.state in (ContactState.CALLED, ContactState.SERVING)
        assert await in_front_of(tx) == (contact.id if at_desk else None)
    void = await commands.undo(tx, contact.id, anna.by(9))
    assert (void.state, void.ended_at) == (ContactState.VOIDED, after(9))
    assert await last_told(tx, void) is gateway.ContactUndone
    with pytest.raises(NothingToUndo):
        await commands.undo(tx, contact.id, anna.by(9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([*ACTS, "undo", "undo"]), max_size=14))
async def test_whatever_is_tried_the_contact_its_desk_and_what_is_told_agree(
    tx: Tx, tries: list[str]
) -> None:
    undoing = tx.transaction()
    await undoing.start()
    anna, contact = await at_work(tx), await arrive(tx)
    acts = {**ACTS, "undo": commands.undo}
    for act in tries:
        before = await stored(tx, contact.id)
        try:
            await acts[act](tx, contact.id, anna.by(1))
        except Refused:
            assert await stored(tx, contact.id) == before
            continue
        now = await stored(tx, contact.id)
        assert now.version == before.version + 1
        await last_told(tx, now)
        at_desk = now.state in (ContactState.CALLED, ContactState.SERVING)
        assert await in_front_of(tx) == (contact.id if at_desk else None)
    versions = [event.version for event in await told(tx, contact.id)]
    assert versions == list(range(1, len(versions) + 1))
    await undoing.rollback()


async def test_wait_and_service_are_measured_and_parked_time_is_no_service(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    served = await live(tx, anna, contact, "call", "start", "park", since=4)
    assert (served.wait_seconds, served.service_seconds) == (300, 60)
    await commands.resume(tx, contact.id, anna.by(20))
    closed = await commands.close(tx, contact.id, Outcome.RESOLVED, anna.by(23))
    assert (closed.wait_seconds, closed.service_seconds) == (300, 240)
    assert (closed.outcome, closed.ended_at) == (Outcome.RESOLVED, after(23))
    assert closed.spans == (
        span(ContactState.WAITING, 0, 4),
        span(ContactState.CALLED, 4, 5, 1),
        span(ContactState.SERVING, 5, 6, 1),
        span(ContactState.PARKED, 6, 20, 1),
        span(ContactState.SERVING, 20, 23, 1),
    )


async def test_whoever_is_served_twice_waited_for_the_first_time_only(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    life = ("call", "start", "pass", "call", "start", "close")
    closed = await live(tx, anna, contact, *life)
    assert (closed.started_at, closed.wait_seconds) == (after(2), 120)
    assert closed.service_seconds == 120


@pytest.mark.parametrize(
    ("acts", "left_from", "wait"),
    [
        ([], ContactState.WAITING, 600),
        (["call"], ContactState.CALLED, 600),
        (["call", "start", "park"], ContactState.PARKED, 120),
    ],
)
async def test_whoever_leaves_keeps_the_state_they_left_from(
    tx: Tx, acts: list[str], left_from: ContactState, wait: float
) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    await live(tx, anna, contact, *acts)
    gone = await commands.abandon(tx, contact.id, anna.by(10))
    assert (gone.state, gone.left_from) == (ContactState.ABANDONED, left_from)
    assert (gone.wait_seconds, gone.ended_at) == (wait, after(10))


async def test_whoever_does_not_come_is_missed_and_the_desk_is_free(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    missed = await live(tx, anna, contact, "call", "miss")
    assert (missed.state, missed.left_from) == (ContactState.MISSED, ContactState.CALLED)
    assert (missed.started_at, missed.outcome) == (None, None)
    assert await in_front_of(tx) is None


@pytest.mark.parametrize("acts", [[], ["call"], ["call", "start"], ["call", "start", "park"]])
@pytest.mark.parametrize("to", [Destination(NORD, 2), Destination(SUD), Destination(DATC, 4)])
async def test_passing_on_keeps_code_and_clock(tx: Tx, acts: list[str], to: Destination) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    before = await live(tx, anna, contact, *acts)
    passed = await commands.pass_on(tx, contact.id, to, anna.by(9))
    assert (passed.code, passed.opened_at, passed.waiting_from) == (
        contact.code,
        contact.opened_at,
        contact.waiting_from,
    )
    assert (passed.unit, passed.desk, passed.state) == (to.unit, to.desk, ContactState.WAITING)
    assert passed.started_at == before.started_at
    assert passed.centre == (NORD if to.unit == DATC else to.unit)
    assert await in_front_of(tx) is None


async def test_the_telephone_service_may_choose_the_centre_of_its_contacts_only(tx: Tx) -> None:
    anna, call, here = Staff(), await arrive(tx, unit=DATC), await arrive(tx)
    said = Triage(Level.PREFERENTIAL, "DEP", SUD)
    triaged = await commands.triage(tx, call.id, said, anna.by(1))
    assert (triaged.unit, triaged.centre, triaged.level) == (DATC, SUD, Level.PREFERENTIAL)
    again = await commands.triage(tx, call.id, Triage(Level.URGENT), anna.by(2))
    assert (again.centre, again.reason) == (SUD, None)
    with pytest.raises(UnknownPlace):
        await commands.triage(tx, here.id, said, anna.by(1))


async def test_a_parked_contact_resumes_only_at_a_free_desk_of_its_unit(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    await live(tx, anna, contact, "call", "start", "park")
    other = await arrive(tx, 1)
    await live(tx, anna, other, "call", since=5)
    with pytest.raises(DeskBusy):
        await commands.resume(tx, contact.id, anna.by(6))
    for nobody in (Staff(), await at_work(tx, unit=SUD)):
        with pytest.raises(DeskNotOpen):
            await commands.resume(tx, contact.id, nobody.by(6))
    berta = await at_work(tx, 2)
    resumed = await commands.resume(tx, contact.id, berta.by(7))
    assert (resumed.desk, await in_front_of(tx, 2)) == (2, contact.id)


async def test_an_ended_contact_moves_no_more(tx: Tx) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    closed = await live(tx, anna, contact, "call", "start", "close")
    for act in set(ACTS) - {"call"}:
        with pytest.raises(NotInThisState):
            await ACTS[act](tx, contact.id, anna.by(5))
    assert await stored(tx, contact.id) == closed
    with pytest.raises(NotFound):
        await commands.start(tx, UUID(int=1), anna.by(5))


async def test_a_restricted_reason_is_told_to_nobody_outside(tx: Tx) -> None:
    await load_city(tx, a_city())
    anna = Staff()
    contact = await commands.open_contact(tx, Arrival(NORD, reason="VIO"), anna.by())
    assert (contact.reason, contact.level) == ("VIO", "urgent")
    assert [event.reason for event in await told(tx, contact.id)] == ["restricted"]


async def test_a_triage_that_says_nothing_of_the_reason_keeps_it(tx: Tx) -> None:
    await load_city(tx, a_city())
    anna = Staff()
    contact = await commands.open_contact(tx, Arrival(NORD, reason="DEP"), anna.by())
    said = Triage(Level.URGENT, keeps_reason=True, why="worse")
    assert (await commands.triage(tx, contact.id, said, anna.by(1))).reason == "DEP"
