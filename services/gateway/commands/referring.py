"""Internal referrals: the outcome that hands somebody on to another unit, and its first visits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.appointing import cancelled, code_for, keep_appointment, tell_of
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.hearing import of_whom_is_known
from services.gateway.commands.telling import tell
from services.gateway.domain import Contact, Ending, access, agenda, handed_on, matters, timeline
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.handed_on import HandedOn
from services.gateway.domain.refusals import SlotTaken, UnknownPlace
from services.gateway.store.handed_on import FirstVisit
from shared.city import City, UnitKind
from shared.city.store import current
from shared.contracts.gateway import AppointmentState, FirstVisitRefused, Outcome
from shared.contracts.referrals import FirstVisitAsked, ReferralChanged
from shared.db import Tx
from shared.widening import as_the_service, everywhere, widen


async def refer(tx: Tx, contact_id: UUID, reason: str, to_unit: str, by: By) -> Contact:
    """End a reason by handing the person on to another of the city's units.

    Where one practises nobody hears of it. Raises ``UnknownPlace``, and what ending it raises.
    """
    here = await current(tx, by.at)
    before = await taken(tx, contact_id, by)
    require_other(here, before.unit, to_unit)
    ended = matters.end(before, reason, Ending(Outcome.REFERRED), at=by.at)
    after = await kept(tx, before, ended, by)
    if here.practises(before.unit):
        return after
    await widen(tx, [to_unit])
    handed = HandedOn(
        id=uuid7(),
        version=0,
        told=1,
        unit=to_unit,
        from_unit=before.unit,
        contact=before.id,
        reason=reason,
        person=None,
        code=None,
        organisation=before.unit,
        internal=True,
        level=before.level,
        restricted=access.is_restricted(here, before),
        sent_at=by.at,
    )
    await keep(tx, handed)
    await tell(tx, handed_on.ask(before, handed, before.person, at=by.at))
    return after


def require_other(here: City, unit: str, to_unit: str) -> None:
    """Raises ``UnknownPlace`` unless it is another unit of the city that receives people."""
    found = here.unit(to_unit)
    if found is None or found.kind is not UnitKind.CENTRE or to_unit == unit:
        raise UnknownPlace


async def taken_back_with(tx: Tx, contact: Contact, at: datetime) -> None:
    """An outcome that was taken back takes its referral along, as long as nobody has opened it.

    Raises ``ReferralOpened``.
    """
    async with everywhere(tx):
        for known in await store.handed_on.handed_on_at(tx, contact.id):
            if known.may_be_taken_back and not handed_on.is_outcome_of(contact, known):
                after = handed_on.withdraw(known, at=at)
                await keep(tx, after)
                await tell(tx, handed_on.ask(contact, after, contact.person, at=at))


async def hear_referrals(tx: Tx, events: Iterable[ReferralChanged]) -> None:
    """Keep each as the referrals tell it; at most one event of each may be given.

    One that came to nothing takes its first visit along, unless somebody has come to it.
    """
    told = {event.referral_id: event for event in await of_whom_is_known(tx, events)}
    known = await store.handed_on.take_handed_on(tx, sorted(told))
    for referral, event in sorted(told.items()):
        after = handed_on.heard(known.get(referral), event)
        if after != known.get(referral):
            await keep(tx, after)
            if after.came_to_nothing:
                await _no_first_visit(tx, referral, event.at)


async def _no_first_visit(tx: Tx, referral: UUID, at: datetime) -> None:
    booked = await store.agenda.of_referral(tx, referral)
    if booked is not None and booked.state is AppointmentState.BOOKED:
        await cancelled(tx, booked, at)


async def hear_first_visits(tx: Tx, events: Iterable[FirstVisitAsked]) -> None:
    """Book each time that was chosen for a referral, or refuse it; asked for again: once."""
    of_known = await of_whom_is_known(tx, events)
    asked = sorted(of_known, key=lambda each: (each.slot_id, each.referral_id))
    referrals = sorted(each.referral_id for each in asked)
    known = await store.handed_on.take_handed_on(tx, referrals)  # none ends meanwhile
    for event in asked:
        visit = FirstVisit(
            event.referral_id,
            event.version,
            event.unit,
            event.slot_id,
            event.code,
            event.person_id,
            event.at,
        )
        if await store.handed_on.note_asked(tx, visit):
            await _book(tx, event, known.get(event.referral_id))


async def _book(tx: Tx, event: FirstVisitAsked, handed: HandedOn | None) -> None:
    try:
        made = await _appointed(tx, event, handed)
    except SlotTaken:
        refused = FirstVisitRefused(
            at=event.at,
            version=event.version,
            referral_id=event.referral_id,
            unit=event.unit,
            slot_id=event.slot_id,
        )
        await tell(tx, refused)
        return
    await store.handed_on.note_booked(tx, event.referral_id, made.id)


async def _appointed(tx: Tx, event: FirstVisitAsked, handed: HandedOn | None) -> Appointment:
    """The appointment in the time that was chosen.

    Raises ``SlotTaken``, also where the referral came to nothing meanwhile.
    """
    if handed is not None and handed.came_to_nothing:
        raise SlotTaken
    found = await store.agenda.take_slot(tx, event.slot_id)
    kept_from = await store.agenda.staff_kept_from(tx, None, event.referral_id)
    stands = await store.agenda.of_referral(tx, event.referral_id)
    if found is None or stands is not None:
        raise SlotTaken
    slot, is_taken = found
    if is_taken or slot.unit != event.unit or slot.professional in kept_from:
        raise SlotTaken
    agenda.require_to_come(slot, event.at)
    new = Appointment(
        id=uuid7(),
        version=1,
        unit=slot.unit,
        slot=slot.id,
        professional=slot.professional,
        kind=slot.kind,
        state=AppointmentState.BOOKED,
        contact=None,
        reason=None,
        code="",
        language="ca",
        requested_at=event.requested_at,
        booked_at=event.at,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        referral=event.referral_id,
        restricted=event.restricted,
    )
    coded = replace(new, code=await code_for(tx, slot, new, event.at))
    booked, told = agenda.book(coded, slot, at=event.at)
    await keep_appointment(tx, booked, event.at)
    await tell_of(tx, told)
    return booked


async def keep(tx: Tx, handed: HandedOn) -> None:
    """Keep it as it is known, and its line of a person's timeline."""
    await store.handed_on.keep_handed_on(tx, handed)
    await _keep_line(tx, handed)


async def came_to_first_visit(tx: Tx, referral: UUID) -> None:
    """From now on the referral stands in the timeline of whom the contact that came concerns."""
    handed = await store.handed_on.find_handed_on(tx, referral)
    if handed is not None:
        await _keep_line(tx, handed)


async def _keep_line(tx: Tx, handed: HandedOn) -> None:
    async with as_the_service(tx):  # the line may be of another unit
        came_as = await store.handed_on.came_as(tx, handed.id)
        line = timeline.of_referral(handed, came_as)
        await store.timeline.keep_lines(tx, [line] if line else [])
