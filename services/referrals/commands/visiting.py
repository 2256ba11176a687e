"""First visits and places in sessions, asked of whoever has them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.referrals import store
from services.referrals.commands.asking import By, taken
from services.referrals.domain import Referral
from services.referrals.domain.refusals import AlreadyAsked, MovedOn, NothingOffered, TimeGone
from services.referrals.domain.states import Party, State
from services.referrals.store.places import ASKED, Place
from shared.contracts.groups import PlaceAnswer, PlaceState
from shared.contracts.referrals import FirstVisitAsked, ReferredPlaceAnswered, ReferredPlaceAsked
from shared.db import Tx
from shared.errors import Forbidden
from shared.identity import Role
from shared.outbox import put
from shared.widening import everywhere

LIVE = {ASKED, PlaceState.WAITING, PlaceState.OFFERED, PlaceState.ENROLLED}
TAKEN_ON = {State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD}


@dataclass(frozen=True, slots=True)
class Choice:
    """A time for the first visit, or places in a session."""

    slot: UUID | None = None
    session: UUID | None = None
    places: int = 1


async def choose_for(tx: Tx, referral_id: UUID, choice: Choice, by: By) -> Referral:
    """Choose another time, or a session, for one that was taken on.

    Raises ``MovedOn``, ``TimeGone``, ``AlreadyAsked``.
    """
    referral, side = await taken(tx, referral_id, by)
    if side is not Party.RECEIVER or referral.state not in TAKEN_ON:
        raise MovedOn
    await choose(tx, referral, choice, by)
    return referral


async def choose(tx: Tx, referral: Referral, choice: Choice, by: By) -> None:
    """Ask for what was chosen; the answer comes as an event.

    Raises ``TimeGone``, ``AlreadyAsked``; ``Forbidden`` for a partner: they are the city's.
    """
    if by.who.organisation is not None:
        raise Forbidden
    if choice.slot is not None:
        await _ask_visit(tx, referral, choice.slot, by)
    if choice.session is not None:
        await _ask_place(tx, referral, choice.session, choice.places, by)


async def _ask_visit(tx: Tx, referral: Referral, slot: UUID, by: By) -> None:
    starts_at = await store.visits.take_time(tx, slot, referral.unit)
    if starts_at is None or starts_at <= by.at:
        raise TimeGone
    asked = await store.visits.ask(tx, referral.id, slot, by.at, starts_at)
    if asked is None:
        raise TimeGone
    await put(
        tx,
        FirstVisitAsked(
            at=by.at,
            version=asked,
            referral_id=referral.id,
            code=referral.code,
            unit=referral.unit,
            slot_id=slot,
            requested_at=referral.first_at or referral.sent_at or by.at,
            restricted=referral.restricted,
            person_id=referral.person,
        ),
    )


async def _ask_place(tx: Tx, referral: Referral, session: UUID, places: int, by: By) -> None:
    async with everywhere(tx):  # another centre may hold it
        found = await store.sessions.find(tx, session, by.at)
    if found is None or (found.restricted and Role.PROFESSIONAL not in by.who.roles):
        raise TimeGone  # to others a restricted one is not there
    known = await store.places.of_referral(tx, referral.id)  # which is locked: others wait
    if any(each.session == session and _stands(each) for each in known):
        raise AlreadyAsked
    place = uuid7()
    await store.places.add(tx, place, referral.id, found, places, by.at)
    asked = ReferredPlaceAsked(
        at=by.at,
        version=1,
        place_id=place,
        referral_id=referral.id,
        session_id=found.id,
        unit=referral.unit,
        places=places,
        restricted=referral.restricted or found.restricted,
        person_id=referral.person,
    )
    await put(tx, asked)


async def name_places(tx: Tx, referral: Referral, at: datetime) -> None:
    """Whom it concerns is known late, or put right: so is whose the places are that it has."""
    for each in await store.places.of_referral(tx, referral.id):
        if _stands(each):
            found = await store.sessions.find(tx, each.session, at)
            asked = ReferredPlaceAsked(
                at=at,
                version=await store.places.tell_again(tx, each.id),
                place_id=each.id,
                referral_id=referral.id,
                session_id=each.session,
                unit=referral.unit,
                places=each.places,
                restricted=referral.restricted or found is None or found.restricted,
                person_id=referral.person,
            )
            await put(tx, asked)


def _stands(place: Place) -> bool:
    """Whether they have it, or may still get it."""
    return place.state in LIVE and place.answer in {None, PlaceAnswer.ACCEPTED}


async def answer_place(
    tx: Tx, referral_id: UUID, place: UUID, said: PlaceAnswer, by: By
) -> Referral:
    """Say for the person what they answer to a place; either side may, whoever reaches them first.

    Raises ``NothingOffered``.
    """
    referral, _ = await taken(tx, referral_id, by)
    await _say(tx, referral, place, said, by)
    return referral


async def withdraw_places(tx: Tx, referral: Referral, by: By) -> None:
    """What was asked for nobody needs any more; what has begun stays as it was."""
    for each in await store.places.of_referral(tx, referral.id):
        if _stands(each) and not each.has_begun(by.at):
            said = await store.places.withdraw(tx, each.id)
            await _tell(tx, each.id, PlaceAnswer.WITHDRAWN, said, by)


async def _say(tx: Tx, referral: Referral, place: UUID, said: PlaceAnswer, by: By) -> None:
    version = await store.places.answer(tx, place, referral.id, said, by.at)
    if version is None:
        raise NothingOffered
    await _tell(tx, place, said, version, by)


async def _tell(tx: Tx, place: UUID, said: PlaceAnswer, version: int, by: By) -> None:
    await put(tx, ReferredPlaceAnswered(at=by.at, version=version, place_id=place, answer=said))
