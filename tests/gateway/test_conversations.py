"""Whoever reaches somebody and sits at no desk gives the outcomes of a desk, each with its act."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import Booking, By, Ended
from services.gateway.domain import Contact, Identity
from services.gateway.domain.pending import PendingCall, pending_id
from services.gateway.domain.pending_refusals import ReasonMissing
from services.gateway.domain.refusals import (
    AppointmentUnbooked,
    AskSafeContact,
    NotToBeContacted,
    OutcomeIncomplete,
    SlotTaken,
    UnknownOwner,
)
from services.gateway.domain.slots import Whose
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import (
    AppointmentState,
    ContactEvent,
    ContactState,
    Outcome,
    PendingState,
)
from shared.db import Tx
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, load_city
from tests.gateway.appointing import FOOD, MAIL, Paula, times
from tests.gateway.returning import HUNG_UP, RANG, RING, SOURCE, entries, kept, lost, of_call, said
from tests.gateway.scene import EXCHANGE, Staff, after, at_work, stored, told

LAIA = Paula()


def laia(minutes: float) -> By:
    """A professional who has no desk, so many minutes after nine, who can read numbers."""
    return replace(LAIA.at(after(minutes)), keys=SOURCE)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def passed(tx: Tx) -> PendingCall:
    """One that has passed to a professional: grave, and tried in vain."""
    entry = await lost(tx)
    await tx.execute("UPDATE pending_call SET state = 'passed', level = 'urgent'")
    return replace(entry, state=PendingState.PASSED)


async def spoke(tx: Tx, entry: PendingCall, ended: Ended) -> Contact:
    """Laia begins to call at ten, and says at ten past how it ended."""
    await commands.begin_call(tx, entry.id, laia(60))
    return await commands.reach(tx, entry.id, laia(70), ended)


async def appointments(tx: Tx) -> list[tuple[str, str, UUID]]:
    return [tuple(r) for r in await tx.fetch("SELECT state, reason, contact FROM appointment")]


async def refused(tx: Tx, entry: PendingCall, ended: Ended, why: type[Exception]) -> None:
    """As a request that is refused: nothing of it stays."""
    with pytest.raises(why):
        async with tx.transaction():
            await commands.reach(tx, entry.id, laia(60), ended)
    open_now = "SELECT ended_at IS NULL FROM pending_call WHERE id = $1"
    assert await tx.fetchval(open_now, entry.id)


async def test_an_appointment_takes_its_time_of_the_agenda_and_undoing_sets_it_free(
    tx: Tx,
) -> None:
    entry, [slot, *_] = await passed(tx), await times(tx)
    booking = Booking(slot.unit, slot.id, mail=MAIL)
    contact = await spoke(tx, entry, Ended(Outcome.APPOINTMENT, FOOD, booking))
    assert await stored(tx, contact.id) == contact
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.APPOINTMENT)
    assert [(each.reason, each.outcome) for each in contact.matters] == [(FOOD, "appointment")]
    assert await appointments(tx) == [("booked", FOOD, contact.id)]
    [given] = await tx.fetch("SELECT requested_at, slot FROM appointment")
    assert tuple(given) == (after(0), slot.id), "asked for when they first called"
    assert await tx.fetchval("SELECT count(*) FROM appointment_letter") == 1
    other = await lost(tx, 5)
    await refused(tx, other, Ended(Outcome.APPOINTMENT, FOOD, booking), SlotTaken)
    await refused(tx, other, Ended(Outcome.APPOINTMENT, FOOD), AppointmentUnbooked)
    back = await commands.undo_call(tx, entry.id, laia(72))
    assert back.is_open
    assert (await stored(tx, contact.id)).state is ContactState.VOIDED
    assert [state for state, *_ in await appointments(tx)] == [AppointmentState.CANCELLED]
    free = await queries.free_slots(tx, slot.unit, [slot.kind], after(72))
    assert slot.id in [each.id for each in free]


async def test_a_visit_for_several_reasons_is_one_appointment_of_all_of_them(tx: Tx) -> None:
    entry, [slot, *_] = await passed(tx), await times(tx)
    await tx.execute("UPDATE pending_call SET reason = 'VIO'")
    booking = Booking(slot.unit, slot.id)
    contact = await spoke(tx, entry, Ended(Outcome.APPOINTMENT, FOOD, booking))
    assert contact.state is ContactState.CLOSED
    assert {(each.reason, each.outcome) for each in contact.matters} == {
        ("VIO", "appointment"), (FOOD, "appointment"),
    }  # fmt: skip
    assert await appointments(tx) == [("booked", None, contact.id)]


async def test_a_redirection_names_its_owner_and_is_followed_up(tx: Tx) -> None:
    entry = await passed(tx)
    for why, ended in (
        (UnknownOwner, Ended(Outcome.REDIRECTED, FOOD, owner="nobody")),
        (OutcomeIncomplete, Ended(Outcome.REDIRECTED, FOOD)),
        (ReasonMissing, Ended(Outcome.REDIRECTED, owner="housing")),
    ):
        await refused(tx, entry, ended, why)
    contact = await spoke(tx, entry, Ended(Outcome.REDIRECTED, FOOD, owner="housing"))
    assert [(each.outcome, each.owner) for each in contact.matters] == [("redirected", "housing")]
    assert contact.state is ContactState.CLOSED
    assert contact.follow_up_on is not None


async def test_a_call_back_opens_another_entry_due_as_promised_of_the_same_number(tx: Tx) -> None:
    news = said("c-1", RANG, HUNG_UP, number=MARIA.called)
    await commands.hear(tx, news, EXCHANGE, SOURCE)
    entry = await of_call(tx, "c-1")
    await refused(tx, entry, Ended(Outcome.CALL_BACK, FOOD), AskSafeContact)
    never = Ended(Outcome.CALL_BACK, FOOD, safe_contact=SafeContact.NO_CONTACT)
    await refused(tx, entry, never, NotToBeContacted)
    asked = Ended(Outcome.CALL_BACK, FOOD, safe_contact=SafeContact.NO_MESSAGE)
    contact = await spoke(tx, entry, asked)
    new = await kept(tx, pending_id(contact.id))
    assert (new.is_open, new.origin, new.reason) == (True, "requested", FOOD)
    assert (new.first_at, new.due_at) == (after(70), after(70) + timedelta(minutes=480))
    assert await store.pending.number_of(tx, new, RING) == MARIA.called
    told_at = [row["at"] for row in await tx.fetch("SELECT at FROM caller_number")]
    assert len(told_at) == 2
    assert len(set(told_at)) == 1, "no call back keeps it for longer"
    assert contact.ways.safe_contact == "no_message"
    await commands.undo_call(tx, entry.id, laia(71))
    assert [each.id for each in await entries(tx) if each.is_open] == [entry.id]


async def test_service_lasts_since_they_said_that_they_called_until_they_said_how_it_ended(
    tx: Tx,
) -> None:
    contact = await spoke(tx, await passed(tx), Ended(Outcome.INFORMED, FOOD))
    assert (contact.started_at, contact.ended_at) == (after(60), after(70))
    assert (contact.wait_seconds, contact.service_seconds) == (3600, 600)
    [*_, event] = await told(tx, contact.id)
    assert isinstance(event, ContactEvent)
    assert (event.state, event.service_seconds) == ("closed", 600)


AT = {"the day before": 24 * 60, "another try": 55 + 61}


@pytest.mark.parametrize("began", [None, "by a colleague", *AT])
async def test_service_is_unknown_and_never_zero_where_they_did_not_say_when_it_began(
    tx: Tx, began: str | None
) -> None:
    entry, at = await passed(tx), AT.get(began or "", 70)
    if began:
        by = Paula().at(after(55)) if began == "by a colleague" else laia(55)
        await commands.begin_call(tx, entry.id, by)
    ended = Ended(Outcome.INFORMED, FOOD)
    contact = await commands.reach(tx, entry.id, laia(at), ended)
    assert (contact.started_at, contact.ended_at) == (after(at), after(at))
    assert (contact.wait_seconds, contact.service_seconds) == (at * 60, None)
    [*_, event] = await told(tx, contact.id)
    assert isinstance(event, ContactEvent)
    assert (event.state, event.service_seconds) == ("closed", None)


async def test_at_a_desk_service_begins_when_they_are_reached_and_its_length_is_known(
    tx: Tx,
) -> None:
    entry, anna = await lost(tx), await at_work(tx, unit=DATC)
    await commands.begin_call(tx, entry.id, anna.by(60))
    contact = await commands.reach(tx, entry.id, anna.by(61))
    assert contact.started_at == after(61)
    closed = await commands.close(tx, contact.id, Outcome.INFORMED, anna.by(70))
    assert closed.service_seconds == 9 * 60


async def test_no_time_is_offered_of_whom_the_named_person_is_kept_from(tx: Tx) -> None:
    [slot, *_] = await times(tx)
    identity = Identity(MARIA.name, MARIA.telephone)
    maria = await commands.new_person(tx, identity, slot.unit, Staff().by(), RING)

    async def seen(whose: Whose) -> list[UUID]:
        found = await queries.times_to_choose(tx, slot.unit, slot.kind, after(1), whose, 50)
        return [each.id for each in found]

    assert slot.id in await seen(Whose(None, maria.id))
    await commands.exclude(tx, maria.id, slot.professional, Staff().by(2))
    assert slot.id not in await seen(Whose(None, maria.id))
    assert slot.id in await seen(Whose())
