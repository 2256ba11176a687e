"""Messages for a named professional, and their answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from services.gateway import store
from services.gateway.commands.asking import By, taken
from services.gateway.commands.pending_kept import keep_done
from services.gateway.commands.pending_taken import taken_message
from services.gateway.commands.pending_undo import acted
from services.gateway.domain import message_due, pending, pending_acts
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_refusals import MessageMissing
from services.gateway.domain.pending_undo import PendingAct
from services.gateway.domain.refusals import UnknownPlace, UnknownProfessional
from shared.city import City, Unit, UnitKind
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin, PendingState
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound

LONGEST = 1000
"""Letters of a message or an answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """Words for a professional, from whoever a contact concerns; ``due_at`` none: as calls are."""

    unit: str
    """Where it is left."""
    professional: UUID
    words: str
    contact: UUID | None = None
    due_at: datetime | None = None
    number: str | None = None
    """Where to call them with the answer, in E.164."""
    centre: str | None = None
    """Whose professional it is, if left by the telephone; none: of where it is left."""


async def leave_message(tx: Tx, said: Message, by: By, ring: Keyring) -> PendingCall:
    """Leave words for a professional: theirs to answer, and for reception to tell.

    Left at a contact of the unit it is of whom that concerns, and of the professional's unit, whose
    reception tells the answer. Raises ``NotFound``, ``UnknownPlace``, ``DuePast``,
    ``DueWhileClosed``; ``UnknownProfessional`` for who must not see the person.
    """
    by.who.require(said.unit)
    here = await current(tx, by.at)
    unit = _unit_of(here, said)
    words = _words(said.words)
    if said.due_at is not None:
        message_due.require(here, unit, said.due_at, by.at)
    contact = await taken(tx, said.contact, by) if said.contact else None
    if contact is not None and contact.unit != said.unit:
        raise NotFound
    if contact is not None and said.professional in await store.agenda.staff_kept_from(
        tx, contact.id
    ):
        raise UnknownProfessional  # absent to them, as they are to each other
    level = contact.level if contact else None
    entry = PendingCall(
        id=uuid7(),
        version=1,
        unit=unit.code,
        centre=unit.code if unit.kind is UnitKind.CENTRE else None,
        origin=PendingOrigin.MESSAGE,
        contact=contact.id if contact else None,
        person=contact.person if contact else None,
        level=level,
        reason=contact.reason if contact else None,
        state=PendingState.OPEN,
        first_at=by.at,
        due_at=said.due_at or pending.due(here, unit.code, level, by.at),
        owner=said.professional,
    )
    kept = await acted(tx, None, PendingAct.LEFT, (entry, pending.tell(entry, by.at)), by)
    if kept.person is not None:
        await store.belonging.belongs(tx, kept.person, kept.unit, by.at)
    await store.messages.write_words(tx, entry.id, "message", words, ring)
    if said.number is not None:
        await store.pending.keep_number(tx, entry.id, unit.code, said.number, ring, by.at)
    return kept


def _unit_of(here: City, said: Message) -> Unit:
    """Whose professional it is for: of where it is left or, from the telephone, of a centre."""
    from_telephone = said.unit in pending.telephones(here)
    unit = here.unit(said.centre or said.unit)
    if unit is None or (unit.code != said.unit and not from_telephone):
        raise UnknownPlace
    return unit


async def answer(tx: Tx, entry_id: UUID, words: str, by: By, ring: Keyring) -> PendingCall:
    """Write what reception is to tell them; whoever inherits the message may too.

    Raises ``NotFound`` also for whoever may not read the message, and ``NotOfThisKind``.
    """
    entry = await taken_message(tx, entry_id, by)
    pending_acts.require_open(entry)
    await store.messages.write_words(tx, entry.id, "answer", _words(words), ring)
    done = pending_acts.changed(replace(entry, answer_at=by.at), at=by.at)
    if entry.answer_at is not None:  # over another answer, whose words are gone
        return await keep_done(tx, await current(tx, by.at), done)
    return await acted(tx, entry, PendingAct.ANSWER, done, by)


def _words(text: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= LONGEST:
        raise MessageMissing
    return words
