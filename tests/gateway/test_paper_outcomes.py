"""Outcomes on paper do their act, and appointments kept meanwhile are kept."""

import re
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.gateway import commands, queries, store
from services.gateway.commands import following
from services.gateway.commands.people import write_down
from services.gateway.domain import Contact, Identity, matters, pending
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.paper import Gap, Mistake
from services.gateway.domain.pending import pending_id
from services.gateway.domain.refusals import (
    AppointmentOver,
    NoSuchMatter,
    NotAsOnPaper,
    UnknownOwner,
)
from services.gateway.domain.ways import SafeContact
from services.gateway.domain.written import Act, Ending, TrueEnd, Visit, WrittenReason
from shared.city.store import current
from shared.contracts.gateway import (
    AppointmentChanged,
    AppointmentState,
    ContactState,
    Matter,
    Outcome,
    PendingOrigin,
)
from shared.db import Tx
from shared.errors import NotFound
from tests.fixtures.canaries import MARIA, telephone
from tests.fixtures.cities import NORD, SUD
from tests.gateway.appointing import FOOD, KEYS, Paula, booked, times
from tests.gateway.on_paper import TODAY, cut_off, gap, into, mistakes, on_paper, sheet, tx
from tests.gateway.scene import Staff, after, arrive, of, stored, told

__all__ = ["tx"]
NUMBER = "+34" + telephone(7)
CARE = "DEP"
LAST_TICKET = "SELECT sum(last) FROM ticket_counter"


async def an_hour(tx: Tx) -> Gap:
    """The hour on paper, with a sheet of codes."""
    there = (await queries.paper(tx, NORD)).gaps
    if there:
        return there[0]
    await sheet(tx)
    return await gap(tx)


async def enter(tx: Tx, reasons: tuple[WrittenReason, ...] = (), **what: Any) -> Contact:
    """What was written of one code, entered after the power was back."""
    hours = await an_hour(tx)
    written = on_paper(reasons=reasons, **what)
    return await commands.enter_contact(tx, into(hours), written, Staff().by(200))


async def wrong(tx: Tx, reasons: tuple[WrittenReason, ...] = (), **what: Any) -> dict[str, str]:
    """What is wrong with it, by field."""
    hours = await an_hour(tx)
    return await mistakes(tx, hours.id, on_paper(reasons=reasons, **what))


async def test_every_reason_may_have_its_own_outcome_and_the_others_end_as_the_whole(
    tx: Tx,
) -> None:
    reasons = (WrittenReason(FOOD, Outcome.RESOLVED), WrittenReason(CARE))
    entered = await enter(tx, reasons, ending=Outcome.INFORMED)
    assert [(m.reason, m.outcome, m.at) for m in entered.matters] == [
        (FOOD, Outcome.RESOLVED, after(125)),
        (CARE, Outcome.INFORMED, after(125)),
    ]
    assert entered.outcome is Outcome.RESOLVED
    served = WrittenReason(CARE, Outcome.SAME_DAY_CARE)
    assert (await wrong(tx, (served,), ending=Ending.LEFT, started_at=None))["ending"] == (
        Mistake.UNSERVED
    )


async def test_whoever_was_redirected_has_an_owner_and_is_asked_after(tx: Tx) -> None:
    redirected = {"ending": Outcome.REDIRECTED}
    reasons = (WrittenReason(CARE),)
    assert await wrong(tx, reasons, **redirected) == {"owner": Mistake.MISSING}
    assert await wrong(tx, act=Act(owner="housing"), **redirected) == {"reasons": Mistake.MISSING}
    with pytest.raises(UnknownOwner):
        await enter(tx, reasons, act=Act(owner="nobody"), **redirected)
    entered = await enter(tx, reasons, act=Act(owner="housing"), **redirected)
    assert [m.owner for m in entered.matters] == ["housing"]
    who = Staff().by().who
    asked = await queries.follow_ups(tx, NORD, who, after(14 * 24 * 60), (0, 9))
    assert [each.id for each in asked] == [entered.id]


async def test_whether_a_professional_received_whom_paper_sent_to_them_is_unknown(tx: Tx) -> None:
    sent = await enter(tx, (WrittenReason(CARE),), ending=Outcome.SAME_DAY_CARE)
    served, _ = await cut_off(tx)
    over = Matter(reason="VIU", outcome=Outcome.SAME_DAY_CARE, at=after(99), care_unit=NORD)
    await about(tx, served.id, over, Matter(reason=FOOD))
    await truly(tx, served.id, Outcome.SAME_DAY_CARE)
    who = Paula().at(after(200)).who
    seen = await queries.care_of_day(tx, NORD, TODAY, who, after(200))
    assert [(each.contact, each.since, each.on_paper) for each in seen] == [
        (served.id, after(99), False),
        (served.id, after(105), True),
        (sent.id, after(125), True),
    ]
    again = matters.reopen(sent.matters, CARE)
    assert again == (Matter(reason=CARE),), "what a desk says of it now is not from paper"


async def test_whoever_is_to_be_called_back_has_waited_since_they_truly_asked(tx: Tx) -> None:
    back = {"ending": Outcome.CALL_BACK}
    assert await wrong(tx, **back) == {
        "safe_contact": Mistake.MISSING,
        "telephone": Mistake.MISSING,
    }
    unsafe = Act(safe_contact=SafeContact.NO_CONTACT, number=NUMBER)
    assert await wrong(tx, **back, act=unsafe) == {"safe_contact": Mistake.UNSERVED}
    said = Act(safe_contact=SafeContact.NO_MESSAGE, number=NUMBER)
    entered = await enter(tx, act=said, **back)
    entry = (await store.pending.pending_among(tx, [pending_id(entered.id)]))[
        pending_id(entered.id)
    ]
    assert (entry.origin, entry.first_at) == (PendingOrigin.REQUESTED, after(125))
    assert entry.due_at == pending.due(await current(tx, after(200)), NORD, None, after(125))
    assert await store.pending.number_of(tx, entry, KEYS.ring()) == NUMBER
    assert entered.ways.safe_contact is SafeContact.NO_MESSAGE


async def test_a_time_that_was_given_on_paper_is_taken_once(tx: Tx) -> None:
    slots = await times(tx)
    gives = {"ending": Outcome.APPOINTMENT}
    assert await wrong(tx, **gives) == {"slot": Mistake.MISSING}
    assert await wrong(tx, **gives, act=Act(slot=uuid4())) == {"slot": Mistake.TAKEN}
    reasons = (WrittenReason(CARE, Outcome.INFORMED), WrittenReason(FOOD))
    entered = await enter(tx, reasons, **gives, act=Act(slot=slots[1].id))
    [one] = await queries.appointments_of_day(tx, NORD, date(2026, 3, 3), after(200))
    assert (one.contact, one.reason, one.slot) == (entered.id, FOOD, slots[1].id)
    assert (one.requested_at, one.booked_at) == (after(110), after(125))
    again = on_paper(number=2, **gives, act=Act(slot=slots[1].id))
    hours = await an_hour(tx)
    assert await mistakes(tx, hours.id, again) == {"slot": Mistake.TAKEN}
    elsewhere = await times(tx, unit=SUD)
    other = on_paper(number=2, **gives, act=Act(slot=elsewhere[0].id))
    assert await mistakes(tx, hours.id, other) == {"slot": Mistake.TAKEN}
    await commands.undo(tx, entered.id, Staff().by(201))
    assert await queries.appointments_of_day(tx, NORD, date(2026, 3, 3), after(202)) == []


async def test_a_true_end_does_its_act_too(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    await tx.execute(
        "UPDATE contact SET matters = $2 WHERE id = $1",
        served.id,
        [Matter(reason=CARE).model_dump(mode="json")],
    )
    hours = await gap(tx)
    true = TrueEnd(None, after(105), Outcome.REDIRECTED)
    with pytest.raises(NotAsOnPaper) as why:
        await commands.end_truly(tx, into(hours), served.id, true, Staff().by(200))
    assert why.value.mistakes == {"owner": Mistake.MISSING}
    true = TrueEnd(None, after(105), Outcome.REDIRECTED, Act(owner="housing"))
    ended = await commands.end_truly(tx, into(hours), served.id, true, Staff().by(200))
    assert (ended.matters[0].owner, ended.follow_up_on is None) == ("housing", False)


async def about(tx: Tx, contact: UUID, *matters: Matter) -> None:
    """What a contact that is there is about."""
    kept = [each.model_dump(mode="json") for each in matters]
    await tx.execute("UPDATE contact SET matters = $2 WHERE id = $1", contact, kept)


async def truly(tx: Tx, contact: UUID, ending: Outcome | Ending, *own: WrittenReason) -> Contact:
    """The true end, at five to eleven, of somebody served when the gap began."""
    true = TrueEnd(None, after(105), ending, Act(owner="housing"), own)
    return await commands.end_truly(tx, into(await an_hour(tx)), contact, true, Staff().by(200))


async def test_whom_a_gap_caught_may_have_an_outcome_for_each_open_reason(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    over = Matter(reason="VIU", outcome=Outcome.REFERRED, at=after(99))
    await about(tx, served.id, over, Matter(reason=CARE), Matter(reason=FOOD))
    own = (WrittenReason("VIU", Outcome.RESOLVED), WrittenReason(FOOD, Outcome.REDIRECTED))
    ended = await truly(tx, served.id, Outcome.INFORMED, *own)
    assert [(m.reason, m.outcome, m.at, m.owner) for m in ended.matters] == [
        ("VIU", Outcome.REFERRED, after(99), None),
        (CARE, Outcome.INFORMED, after(105), None),
        (FOOD, Outcome.REDIRECTED, after(105), "housing"),
    ]
    assert ended.follow_up_on is not None
    assert await stored(tx, served.id) == ended


async def test_a_true_end_refuses_reasons_that_are_not_theirs_and_outcomes_of_nobody_served(
    tx: Tx,
) -> None:
    served, waits = await cut_off(tx)
    for each in (served, waits):
        await about(tx, each.id, Matter(reason=CARE), Matter(reason=FOOD))
    for strange in ("VIU", "NOTHING"):
        with pytest.raises(NoSuchMatter):
            await truly(tx, served.id, Outcome.INFORMED, WrittenReason(strange, Outcome.RESOLVED))
    with pytest.raises(NotAsOnPaper) as why:
        await truly(tx, served.id, Outcome.INFORMED, WrittenReason(FOOD, Outcome.APPOINTMENT))
    assert why.value.mistakes == {"slot": Mistake.MISSING}
    with pytest.raises(NotAsOnPaper) as why:
        await truly(tx, waits.id, Ending.LEFT, WrittenReason(FOOD, Outcome.RESOLVED))
    assert why.value.mistakes == {"ending": Mistake.UNSERVED}
    left = await truly(tx, waits.id, Ending.LEFT)
    assert [m.outcome for m in left.matters] == [None, None]


async def test_a_time_given_on_paper_is_of_no_reason_that_had_ended(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    [slot, *_] = await times(tx)
    over = Matter(reason=CARE, outcome=Outcome.APPOINTMENT, at=after(99))
    await about(tx, served.id, over, Matter(reason=FOOD))
    true = TrueEnd(None, after(105), Outcome.INFORMED, Act(slot=slot.id))
    await commands.end_truly(tx, into(await gap(tx)), served.id, true, Staff().by(200))
    assert await queries.appointments_of_day(tx, NORD, date(2026, 3, 3), after(200)) == []


async def test_one_time_for_two_reasons_is_of_the_whole_contact_and_goes_when_that_is_undone(
    tx: Tx,
) -> None:
    served, _ = await cut_off(tx)
    [slot, other, *_] = await times(tx)
    informed, both = Matter(reason="VIU"), (Matter(reason=CARE), Matter(reason=FOOD))
    await about(tx, served.id, informed, *both)
    own = (WrittenReason("VIU", Outcome.INFORMED),)
    hours, anna, tuesday = await an_hour(tx), Staff(), date(2026, 3, 3)
    true = TrueEnd(None, after(105), Outcome.APPOINTMENT, Act(slot=slot.id), own)
    ended = await commands.end_truly(tx, into(hours), served.id, true, anna.by(200))
    written = (WrittenReason(CARE), WrittenReason(FOOD))
    gives = {"ending": Outcome.APPOINTMENT, "act": Act(slot=other.id)}
    entered = await enter(tx, written, number=3, **gives)
    there = await queries.appointments_of_day(tx, NORD, tuesday, after(200))
    assert [(each.contact, each.reason) for each in there] == [
        (served.id, None),
        (entered.id, None),
    ]
    await following.follow(tx, ended, after(200))
    assert await queries.appointments_of_day(tx, NORD, tuesday, after(200)) == there
    for contact in (served, entered):
        await commands.undo(tx, contact.id, Paula().at(after(201)))
    assert await queries.appointments_of_day(tx, NORD, tuesday, after(202)) == []


async def given(tx: Tx) -> Appointment:
    """An appointment of Maria's at eleven, while the power was off."""
    slots = await times(tx, first=TODAY, until=TODAY, opens=time(11), closes=time(12))
    anna, one = await booked(tx, slots[0])
    assert one.contact
    await tx.execute(
        "UPDATE contact SET state = 'serving', ended_at = NULL WHERE id = $1", one.contact
    )
    await write_down(
        tx, one.contact, Identity(MARIA.name, MARIA.telephone), NORD, anna.by(6), KEYS.ring()
    )
    return one


CAME = Visit(after(115), after(121), after(150), Outcome.ATTENDED)


@pytest.mark.parametrize("missed", [False, True])
async def test_whoever_came_to_an_appointment_meanwhile_has_kept_it(tx: Tx, missed: bool) -> None:
    one = await given(tx)
    hours, anna = await gap(tx), Staff()
    if missed:
        await commands.miss_appointment(tx, one.id, anna.by(170))
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert [each.id for each in shown.appointments] == [one.id]
    kept = await commands.enter_visit(tx, into(hours), one.id, CAME, anna.by(200))
    assert (kept.state, kept.arrived_at) == (AppointmentState.ATTENDED, after(115))
    assert (kept.began_at, kept.ended_at) == (after(121), after(150))
    assert kept.arrival
    assert one.contact
    contact = await stored(tx, kept.arrival)
    assert (contact.outcome, contact.reason, contact.code) == (Outcome.ATTENDED, FOOD, None)
    assert contact.person == (await stored(tx, one.contact)).person
    assert (contact.wait_seconds, contact.service_seconds) == (60, 29 * 60)
    assert contact.entered_later
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert shown.appointments == ()
    assert [each.id for each in shown.entered] == [contact.id]
    with pytest.raises(AppointmentOver):
        await commands.enter_visit(tx, into(hours), one.id, CAME, anna.by(201))


@pytest.mark.parametrize("missed", [False, True])
async def test_an_undone_visit_leaves_the_appointment_as_it_stood_before(
    tx: Tx, missed: bool
) -> None:
    one = await given(tx)
    hours, anna = await gap(tx), Staff()
    if missed:
        one = await commands.miss_appointment(tx, one.id, anna.by(170))
    for at in (200, 210):
        await commands.enter_visit(tx, into(hours), one.id, CAME, anna.by(at))
        back = await commands.undo_of_appointment(tx, one.id, anna.by(at + 1))
        assert back == replace(one, version=back.version)
    *_, event = await told(tx, one.id)
    assert isinstance(event, AppointmentChanged)
    assert (event.state, event.ended_at) == (one.state, one.ended_at)


@pytest.mark.parametrize(
    ("visit", "found"),
    [
        (Visit(None, after(121), after(150), Outcome.ATTENDED), {"arrived_at": Mistake.MISSING}),
        (Visit(after(99), after(121), after(150), Outcome.ATTENDED), {"arrived_at": "outside"}),
        (Visit(after(122), after(121), after(150), Outcome.ATTENDED), {"started_at": "order"}),
        (Visit(after(115), after(121), after(150), Outcome.INFORMED), {"ending": "unserved"}),
        (Visit(after(99), None, None, Ending.WAITING), {"arrived_at": "outside"}),
    ],
)
async def test_a_visit_that_cannot_be_is_told_by_field(
    tx: Tx, visit: Visit, found: dict[str, str]
) -> None:
    one = await given(tx)
    hours = await gap(tx)
    last = await tx.fetchval(LAST_TICKET)
    with pytest.raises(NotAsOnPaper) as why:
        await commands.enter_visit(tx, into(hours), one.id, visit, Staff().by(200))
    assert why.value.mistakes == found
    assert await tx.fetchval(LAST_TICKET) == last, "no ticket is lost by it"


async def test_whoever_went_before_their_turn_missed_it_and_who_waits_still_is_called(
    tx: Tx,
) -> None:
    one = await given(tx)
    hours, anna = await gap(tx), Staff()
    left = Visit(after(115), None, after(140), Ending.LEFT)
    kept = await commands.enter_visit(tx, into(hours), one.id, left, anna.by(200))
    assert (kept.state, kept.ended_at) == (AppointmentState.MISSED, after(140))
    await commands.undo_of_appointment(tx, one.id, anna.by(201))
    waits = Visit(after(115), None, None, Ending.WAITING)
    kept = await commands.enter_visit(tx, into(hours), one.id, waits, anna.by(202))
    assert kept.state is AppointmentState.ARRIVED
    assert kept.arrival
    waiting = await stored(tx, kept.arrival)
    assert waiting.state is ContactState.WAITING
    assert re.fullmatch(r"N [0-9]{3}", waiting.code or "")
    belongs = await tx.fetch("SELECT unit FROM person_unit WHERE person = $1", waiting.person)
    assert [row["unit"] for row in belongs] == [NORD]


async def test_who_waited_for_an_appointment_when_the_gap_began_ends_as_attended(tx: Tx) -> None:
    one = await given(tx)
    anna = Staff()
    early = anna.at(one.starts_at - timedelta(minutes=30))
    arrived = await commands.check_in(tx, NORD, one.code, early)
    hours = await gap(tx)
    assert arrived.arrival
    true = TrueEnd(after(121), after(150), Outcome.ATTENDED)
    await commands.end_truly(tx, into(hours), arrived.arrival, true, anna.by(200))
    now = await queries.appointment(tx, one.id, anna.by().who, anna.by().at)
    assert (now.state, now.began_at) == (AppointmentState.ATTENDED, after(121))
    nobody = await arrive(tx, 90)
    with pytest.raises(NotAsOnPaper) as why:
        await commands.end_truly(tx, into(hours), nobody.id, true, anna.by(200))
    assert why.value.mistakes == {"ending": Mistake.UNSERVED}


async def test_appointments_of_other_hours_and_units_are_none_of_the_gap(tx: Tx) -> None:
    one = await given(tx)
    elsewhere = await times(tx, Paula(), SUD, first=TODAY, until=TODAY, opens=time(11))
    del elsewhere
    hours = await gap(tx, 0, 10)
    shown = await queries.paper_gap(tx, NORD, hours.id, Staff().by().who, after(200))
    assert shown.appointments == ()
    with pytest.raises(NotFound):
        await commands.enter_visit(tx, into(hours), one.id, CAME, of(SUD).by(200))
