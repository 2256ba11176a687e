"""One pending call: what is to be tried yet, its number, and what is due to somebody here."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain import Asked, ContactFacts, access, attempts, matters, pending
from services.gateway.domain.attempts import Missing
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.reaching import Begin, Reach
from services.gateway.domain.refusals import NothingAsked
from services.gateway.domain.ways import SafeContact, Speaker
from services.gateway.queries.pending import may_know
from services.gateway.queries.pending_listed import ONE, Listed, listed_of
from services.gateway.queries.people import Found, Looking, is_there, person, search
from services.gateway.store.asked_at import asked_about
from services.gateway.store.contacts import KNOWN as KNOWN_CONTACT
from services.gateway.store.contacts import facts_of
from services.gateway.store.messages import Words
from shared.audit import Look, Relation, record
from shared.city import City
from shared.city.store import current
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Principal
from shared.widening import as_the_service

SINCE = f"""
{KNOWN_CONTACT}
WHERE unit = $1 AND started_at > $2 AND id IN (SELECT other.id FROM caller_number AS mine
  JOIN caller_number AS other ON other.number_index = mine.number_index WHERE mine.id = $3)
ORDER BY started_at LIMIT 5
"""
HERE = f"""
{KNOWN_CONTACT} WHERE person = $1 AND id <> ALL($2)
  AND state IN ('waiting', 'called', 'serving', 'parked')
ORDER BY opened_at DESC, id LIMIT 5
"""
AT_DESK = "SELECT EXISTS (SELECT FROM desk WHERE staff = $1 AND unit = $2)"


@dataclass(frozen=True, slots=True)
class OneCall:
    """A pending call with all that a screen says of it but who it is."""

    listed: Listed
    missing: Missing
    """What is to be tried before it may be closed."""
    grave: bool
    """A professional sees to it once it was tried in vain."""
    restricted: bool
    about: tuple[str, ...]
    """The reasons of which to speak, restricted ones first."""
    calling: UUID | None
    may_settle: bool
    """Whether whose it is is somebody to them."""
    came_again: tuple[datetime, ...]
    """When calls from the same number were answered since."""
    here: UUID | None
    """By which contact whose it is is here now, at a unit of the reader's."""
    nowhere: bool
    """Whether nobody can try, for they asked to be called and left no number."""
    at_desk: bool
    """Whether the reader has a desk of its unit, where whoever is reached is served."""

    @property
    def entry(self) -> PendingCall:
        """The pending call."""
        return self.listed.entry

    @property
    def safe(self) -> SafeContact | None:
        """How safe it is to call, as the list says."""
        return self.listed.safe

    @property
    def reach(self) -> Reach:
        """How to reach them, as the list says."""
        return self.listed.reach

    @property
    def begin(self) -> Begin:
        """What to do to reach them, as the list says."""
        return self.listed.begin


@dataclass(frozen=True, slots=True)
class ToDial:
    """The number of a pending call."""

    number: str | None
    telephone_of: Speaker | None = None
    """Who has it, where it is the person's that is kept; none: it is that of the call."""


async def one_call(tx: Tx, entry_id: UUID, who: Principal, at: datetime) -> OneCall:
    """A pending call. Raises ``NotFound``, also for one that they may not know of."""
    here = await current(tx, at)
    async with as_the_service(tx):  # how to reach them, wherever they said it
        row = await tx.fetchrow(ONE, [entry_id], at)
        about = await asked_about(tx, entry_id)  # and wherever they asked for it
    if row is None:
        raise NotFound
    listed = listed_of(row)
    entry = listed.entry
    who.require(entry.unit)
    if not may_know(here, listed.facts, who, at):
        raise NotFound
    of = entry.contact or entry.id
    again = [facts_of(each) for each in await tx.fetch(SINCE, entry.unit, entry.first_at, of)]
    return OneCall(
        listed,
        attempts.missing(here, entry),
        pending.passes(here, entry),
        here.restricts(entry.reason),
        matters.restricted_first(here, about),
        pending.is_calling(entry, at),
        entry.person is None or await is_there(tx, entry.person, who),
        tuple(
            each.contact.started_at
            for each in again
            if each.contact.started_at and _may_know_contact(here, each, who, at)
        ),
        await _here(tx, here, listed, who, at),
        attempts.is_nowhere(entry, numbered=await store.reaching.is_numbered(tx, entry)),
        await tx.fetchval(AT_DESK, who.id, entry.unit),
    )


async def _here(tx: Tx, here: City, listed: Listed, who: Principal, at: datetime) -> UUID | None:
    """The newest contact of whose it is but where they asked for it, as far as they may know."""
    rows = await tx.fetch(HERE, listed.entry.person, listed.asked_at)
    known = (each for each in map(facts_of, rows) if _may_know_contact(here, each, who, at))
    return next((each.contact.id for each in known), None)


def _may_know_contact(here: City, facts: ContactFacts, who: Principal, at: datetime) -> bool:
    return access.may_know(facts, access.is_restricted(here, facts.contact), who, at)


async def number_to_call(tx: Tx, entry: PendingCall, looking: Looking) -> ToDial:
    """The whole number, once the look is recorded: that of the call, else that of whose it is."""
    number = await store.pending.number_of(tx, entry, looking.ring)
    if number is None and entry.person is not None:
        kept = (await person(tx, entry.person, looking)).identity
        return ToDial(kept.telephone, kept.holder)
    if number is not None:
        look = Look(entry.person or entry.id, Relation.UNIT)
        await record(tx, looking.reader, [look])
    return ToDial(number)


async def masked_number(tx: Tx, entry: PendingCall, looking: Looking) -> str | None:
    """The end of the number from which they called."""
    number = await store.pending.number_of(tx, entry, looking.ring)
    return number and number[-3:]


async def candidates(tx: Tx, entry: PendingCall, looking: Looking) -> Found:
    """Who has the number from which they called, masked; each a recorded look; ask last.

    Any of them may have called, or none. Raises ``NothingAsked`` where the number is not known.
    """
    number = await store.pending.number_of(tx, entry, looking.ring)
    if number is None:
        raise NothingAsked
    return await search(tx, Asked(telephone=number), looking)


async def message(tx: Tx, entry: PendingCall, looking: Looking) -> Words:
    """The words of a message and its answer; of somebody named, a recorded look; ask last.

    Raises ``NotFound`` for whoever may not know of the person, as if there were no words.
    """
    if entry.person is not None and not await is_there(tx, entry.person, looking.reader.who):
        raise NotFound
    words = await store.messages.words(tx, entry.id, looking.ring)
    if entry.answer_at is None:  # none was written, or it was taken back
        words = replace(words, answer=None)
    if entry.person is not None:
        await record(tx, looking.reader, [Look(entry.person, Relation.UNIT)])
    return words
