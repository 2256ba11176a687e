"""One pending call as it stands beside the list: whose, what number, what words."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.gateway import queries
from services.gateway.domain import Asked, Person
from services.gateway.domain.pending import Tried
from services.gateway.domain.pending_undo import ActOnCall
from services.gateway.domain.places import Place
from services.gateway.domain.refusals import NothingAsked
from services.gateway.domain.ways import Speaker
from services.gateway.pages.whom import NOTHING, candidates
from services.gateway.queries import Found, Looking, OneCall, Undone, Words
from shared.contracts.gateway import PendingOrigin
from shared.encryption import CannotBeOpened, KeysMissing
from shared.errors import NotFound
from shared.web import Keys, Now, Reading, Tx

NO_WORDS = Words(None, None)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is shown of one: data only of whom the reader may know, and only after the look."""

    call: OneCall
    person: Person | None = None
    masked_number: str | None = None
    """The last digits."""
    number: str | None = None
    """The whole number, after somebody asked."""
    found: Found | None = None
    """Who has that number or what was typed, after somebody asked."""
    typed: Asked = NOTHING
    """What was searched for; nothing: the number of the call."""
    words: Words = NO_WORDS
    undone: tuple[Undone, ...] = ()
    """What was done by mistake."""
    last: ActOnCall | None = None
    """What may be undone, whoever did it."""
    place: Place | None = None
    """The place in a session that is offered to them."""
    readable: bool = True
    """Whether the keys for what is sealed are there."""

    @property
    def numberless(self) -> bool:
        """Whether there is no number to call, neither of the call nor of whose it is."""
        whose = self.person is not None and self.person.identity.telephone is None
        return self.call.listed.numberless or (whose and self.masked_number is None)

    @property
    def by_number(self) -> bool:
        """Whether what was found is by the number of the call."""
        return self.found is not None and self.typed == NOTHING

    @property
    def nameable(self) -> bool:
        """Whether it is to be said whose it is: nobody is named yet, and people can be read."""
        entry = self.call.entry
        return entry.is_open and entry.person is None and self.readable

    @property
    def telephone_of(self) -> Speaker | None:
        """Who has the telephone that is dialled, where it is the person's that is kept."""
        kept = self.person if self.masked_number is None else None
        return kept.identity.holder if kept else None

    @property
    def asks_number(self) -> bool:
        """Whether who asks for another call says where: no number is known that is theirs."""
        speaker = self.call.reach.speaker or Speaker.SELF
        return self.numberless or self.telephone_of not in (None, speaker)

    @property
    def history(self) -> list[Tried | Undone]:
        """What was tried, and what was done by mistake, the first first."""
        return sorted((*self.call.entry.attempts, *self.undone), key=lambda each: each.at)


class _Drawer:
    """The entry of the address, for whoever asks."""

    def __init__(self, tx: Tx, reader: Reading, now: Now, keys: Keys, entry_id: UUID) -> None:
        self._tx, self._reader, self._now, self._keys = tx, reader, now, keys
        self._entry = entry_id

    async def opened(self, unit: str) -> Opened:
        """It, with whom it concerns masked. Raises ``NotFound`` also for another unit's."""
        call = await queries.one_call(self._tx, self._entry, self._reader.who, self._now)
        if call.entry.unit != unit:
            raise NotFound
        undone = tuple(await queries.undone_of_call(self._tx, call.entry))
        last = await queries.last_of_call(self._tx, call.listed, self._reader.who, self._now)
        place = await queries.place_of_call(self._tx, call.entry)
        opened = Opened(call, undone=undone, last=last, place=place)
        try:
            looking = self._looking()
            masked = await queries.masked_number(self._tx, call.entry, looking)
            words = NO_WORDS
            if call.entry.origin is PendingOrigin.MESSAGE and call.may_settle:
                words = await queries.message(self._tx, call.entry, looking)
            person = await self._person(call, looking)
            return replace(opened, person=person, masked_number=masked, words=words)
        except (KeysMissing, CannotBeOpened):
            return replace(opened, readable=False)

    async def with_number(self, unit: str) -> Opened:
        """The same with the whole number."""
        opened = await self.opened(unit)
        dial = await queries.number_to_call(self._tx, opened.call.entry, self._looking())
        return replace(opened, number=dial.number)

    async def with_candidates(self, unit: str) -> Opened:
        """The same with those who have that number."""
        opened = await self.opened(unit)
        if opened.masked_number is None:
            raise NothingAsked
        found = await queries.candidates(self._tx, opened.call.entry, self._looking())
        return replace(opened, found=found)

    async def searched(self, unit: str, typed: Asked) -> Opened:
        """The same with whom it may be of those who have what was typed, where nobody is named.

        Raises ``OnlyPractice``, ``TooManyPeople``.
        """
        await queries.require_real(self._tx, unit, self._now)
        opened = await self.opened(unit)
        if not opened.nameable:
            return opened
        found = await candidates(self._tx, typed, self._looking())
        return replace(opened, found=found, typed=typed)

    def _looking(self) -> Looking:
        return Looking(self._reader, self._now, self._keys.ring())

    async def _person(self, call: OneCall, looking: Looking) -> Person | None:
        if call.entry.person is None:
            return None
        try:
            return await queries.person(self._tx, call.entry.person, looking)
        except NotFound:
            return None


Drawer = Annotated[_Drawer, Depends(_Drawer)]
