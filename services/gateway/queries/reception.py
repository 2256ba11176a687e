"""What the reception of a unit has before it: desks, those who wait, are served or parked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from uuid import UUID

from services.gateway.domain import (
    Contact,
    ContactFacts,
    Desk,
    QueueOrder,
    Why,
    access,
    on_the_line,
    queue,
)
from services.gateway.queries.numbered import numbered
from services.gateway.queries.paper import on_paper
from services.gateway.queries.texts import Texted, texted
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.desks import desk_from
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import ContactState, DeskState
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound
from shared.identity import Principal

PRESENT = f"""
{KNOWN}
WHERE unit = ANY($1) AND state IN ('ringing', 'waiting', 'called', 'serving', 'parked')
  OR unit = ANY($1) AND exchange_call IS NOT NULL AND desk IS NOT NULL
ORDER BY unit
"""
SERVES = "SELECT EXISTS (SELECT FROM desk WHERE staff = $1 AND contact IS NOT NULL)"
DESKS = "SELECT * FROM desk WHERE unit = ANY($1) AND state <> 'closed' ORDER BY unit, number"

MAY_BE_ASKED = frozenset({ContactState.WAITING, ContactState.SERVING})
"""Where staff may say to call them by text, or back."""


@dataclass(frozen=True, slots=True)
class Desks:
    """The desks of a unit that are not closed."""

    all: tuple[Desk, ...]

    def of(self, staff: UUID) -> Desk | None:
        """Where this person works."""
        return next((desk for desk in self.all if desk.staff == staff), None)

    @property
    def open(self) -> int:
        """How many call now."""
        return sum(desk.state is DeskState.OPEN for desk in self.all)


@dataclass(frozen=True)
class Reception:
    """A unit's reception; equal to another as long as nothing on the screens differs."""

    unit: str
    minute: datetime
    """``at``, to the minute: waits are shown in minutes."""
    facts: tuple[ContactFacts, ...]
    desks: Desks
    city: City = field(repr=False, compare=False)
    at: datetime = field(repr=False, compare=False)
    on_paper: bool = False
    """The unit works on paper now."""
    texts: Mapping[UUID, Texted] = field(default_factory=dict)
    """How the messages stand that call somebody; nobody else is called by one."""
    numbered: frozenset[UUID] = frozenset()
    """Of those who are served or wait: of whom a number is known."""

    def for_reader(self, who: Principal) -> "Reception":
        """The reception as it is to somebody: what they may not know of is not there."""
        known = tuple(
            ContactFacts(access.to_be_called(each))
            for each in self.facts
            if access.may_know(each, access.is_restricted(self.city, each.contact), who, self.at)
        )
        ids = {each.contact.id for each in known}
        desks = (
            desk if desk.contact in ids else replace(desk, contact=None) for desk in self.desks.all
        )
        return replace(self, facts=known, desks=Desks(tuple(desks)))

    @cached_property
    def present(self) -> tuple[Contact, ...]:
        """Those who wait, are called, served or parked, and calls of which not all is said."""
        return tuple(each.contact for each in self.facts)

    @cached_property
    def order(self) -> QueueOrder:
        """The city's rules of the queue."""
        rules = self.city.rules.queue
        return QueueOrder({level: rules.bound(level) for level in queue.RANK}, rules.untriaged)

    @cached_property
    def waiting(self) -> list[Contact]:
        """Those that desks may call, next first."""
        here = [c for c in self.present if c.state is ContactState.WAITING and not c.exchange_call]
        return queue.ordered(here, self.order, self.at)

    def on_the_line(self, *states: ContactState) -> int:
        """How many calls of the exchange are in these states; nobody calls them from here."""
        return sum(c.exchange_call is not None and c.state in states for c in self.present)

    @property
    def answered(self) -> list[Contact]:
        """Answered calls of which nobody has said that they are on them, longest first."""
        here = [c for c in self.present if on_the_line.awaits_somebody(c)]
        return sorted(here, key=lambda c: c.started_at or c.opened_at)

    @property
    def parked(self) -> list[Contact]:
        """Those whose service pauses, longest first."""
        here = [c for c in self.present if c.state is ContactState.PARKED]
        return sorted(here, key=lambda c: c.spans[-1].at)

    def for_desk(self, number: int) -> list[Contact]:
        """Whom this desk calls, next first."""
        return queue.for_desk(self.waiting, number)

    def why(self, contact: Contact, others: Collection[Contact]) -> Why:
        """Why this contact stands where it stands."""
        return queue.why(contact, others, self.order, self.at)

    def waited(self, contact: Contact) -> float:
        """Seconds since its clock started."""
        return max(0.0, (self.at - queue.arrived(contact)).total_seconds())

    def share_of_bound(self, contact: Contact) -> float:
        """How much of its level's bound has passed; 1 is all of it."""
        bound = self.order.bounds[contact.level or self.order.untriaged]
        passed = (self.at - queue.due(contact)) / bound
        return min(1.0, max(0.0, passed))

    def find(self, contact_id: UUID | None) -> Contact | None:
        """A present contact."""
        return next((c for c in self.present if c.id == contact_id), None)


async def reception(tx: Tx, unit: str, who: Principal, at: datetime) -> Reception:
    """One unit's reception, to somebody. Raises ``NotFound`` when the city has no such unit."""
    if (await current(tx, at)).unit(unit) is None:
        raise NotFound
    return (await _receptions(tx, [unit], at))[unit].for_reader(who)


async def receptions(pool: Pool, units: Collection[str], at: datetime) -> Mapping[str, Reception]:
    """Several units' receptions by three statements, for all who watch: ask each ``for_reader``."""
    async with transaction(pool, Scope.of(units)) as tx:
        return await _receptions(tx, list(units), at)


async def serves(tx: Tx, who: Principal) -> bool:
    """Whether this person's desk has a contact, called or being served."""
    found: bool = await tx.fetchval(SERVES, who.id)
    return found


async def _receptions(tx: Tx, units: list[str], at: datetime) -> Mapping[str, Reception]:
    city = await current(tx, at)
    rows = [facts_of(row) for row in await tx.fetch(PRESENT, units)]
    present = {unit: tuple(here) for unit, here in groupby(rows, lambda each: each.contact.unit)}
    found = [desk_from(row) for row in await tx.fetch(DESKS, units)]
    desks = {unit: tuple(here) for unit, here in groupby(found, lambda desk: desk.unit)}
    paper = await on_paper(tx, units)
    contacts = [each.contact for each in rows]
    asked = [each for each in contacts if each.state in MAY_BE_ASKED or each.on_call]
    texts, known = await texted(tx, contacts), await numbered(tx, asked)
    minute = at.replace(second=0, microsecond=0)
    return {
        unit: Reception(
            unit,
            minute,
            present.get(unit, ()),
            Desks(desks.get(unit, ())),
            city,
            at,
            unit in paper,
            {
                each.contact.id: texts[each.contact.id]
                for each in present.get(unit, ())
                if each.contact.id in texts
            },
            known.intersection(each.contact.id for each in present.get(unit, ())),
        )
        for unit in units
    }
