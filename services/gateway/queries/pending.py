"""Who is to be called back at a unit, as one list; one of them; what is due to somebody here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from services.gateway.domain import access_to_calls, attempts, passing, pending
from services.gateway.domain.access_to_calls import PendingFacts
from services.gateway.domain.pending import PendingCall
from services.gateway.queries.pending_ended import EndedAsked, EndedPage, ended_page
from services.gateway.queries.pending_listed import LISTED, Listed, listed_of
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound
from shared.identity import Principal, Role
from shared.widening import as_the_service

MOST = 500
"""How many of a unit a list has at most: those that are due first."""
OPEN = f"""
SELECT listed.* FROM unnest($1::text[]) AS here (unit) CROSS JOIN LATERAL (
  {LISTED} WHERE p.unit = here.unit AND p.state IN ('open', 'passed')
  ORDER BY p.due_at, p.first_at, p.id LIMIT {MOST}
) AS listed ORDER BY listed.unit, listed.due_at, listed.first_at, listed.id
"""


class Shown(StrEnum):
    """Which of them a list shows."""

    ALL = "all"
    MINE = "mine"
    OVERDUE = "overdue"
    UNOWNED = "unowned"
    MESSAGES = "messages"
    ENDED = "ended"
    """Of one day, those that ended last first."""


@dataclass(frozen=True)
class PendingList:
    """A unit's open pending calls, those that are due first; equal as long as screens are."""

    unit: str
    minute: datetime
    all: tuple[Listed, ...]
    city: City = field(repr=False, compare=False)
    at: datetime = field(repr=False, compare=False)
    ended: EndedPage | None = None
    """Those that ended on the day that was asked about; none: nobody asked."""

    def for_reader(self, who: Principal) -> "PendingList":
        """The list as it is to somebody: what they may not know of is not there."""
        known = (each for each in self.all if may_know(self.city, each.facts, who, self.at))
        return replace(self, all=tuple(known))

    def is_late(self, each: Listed) -> bool:
        """Whether its time has passed."""
        return each.entry.due_at < self.at

    def calling(self, each: Listed) -> UUID | None:
        """Who is calling them at this moment."""
        return pending.is_calling(each.entry, self.at)

    def proposes_closing(self, each: Listed, who: Principal) -> bool:
        """Whether it was tried in vain, and closing it is theirs to decide."""
        cares = Role.PROFESSIONAL in who.roles
        return attempts.may_give_up(self.city, each.entry, cares=cares)

    def is_nobodys_yet(self, each: Listed) -> bool:
        """Whether it has passed, and is still to be given to a centre's professionals."""
        return passing.is_nobodys_yet(self.city, each.entry)

    def in_vain(self, each: Listed) -> tuple[int, int] | None:
        """How often nobody answered, and on how many days; none at a wrong number."""
        times = attempts.in_vain(self.city, each.entry)
        days = {time.date() for time in times}
        return None if attempts.wrong_number(each.entry) else (len(times), len(days))

    def shown(
        self, which: Shown, who: Principal, origin: PendingOrigin | None = None
    ) -> tuple[Listed, ...]:
        """Those of a kind, and of an origin if one is named.

        Equal numbers are together at the place of the first of them, unless they ended.
        """
        if which is Shown.ENDED:
            return self.ended.calls if self.ended else ()
        fits = [each for each in self.all if self._fits(which, each, who)]
        return _together([each for each in fits if origin in (None, each.entry.origin)])

    def _fits(self, which: Shown, each: Listed, who: Principal) -> bool:
        match which:
            case Shown.MINE:
                return each.seen_to_by == who.id
            case Shown.OVERDUE:
                return self.is_late(each)
            case Shown.UNOWNED:
                return each.seen_to_by is None
            case Shown.MESSAGES:
                return each.entry.origin is PendingOrigin.MESSAGE
            case _:
                return True

    def count(self, which: Shown, who: Principal, origin: PendingOrigin | None = None) -> int:
        """How many of a kind and an origin there are."""
        return len(self.shown(which, who, origin))

    def alike(self, each: Listed) -> tuple[Listed, ...]:
        """The others of the same number."""
        if each.number is None:
            return ()
        return tuple(o for o in self.all if o.number == each.number and o is not each)


def _together(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    first = {each.number: place for place, each in reversed(list(enumerate(listed)))}
    order = {
        each.entry.id: (place if each.number is None else first[each.number], place)
        for place, each in enumerate(listed)
    }
    return tuple(sorted(listed, key=lambda each: order[each.entry.id]))


def may_know(here: City, facts: PendingFacts, who: Principal, at: datetime) -> bool:
    """Whether there is such a pending call to somebody."""
    return access_to_calls.may_know_call(here, facts, who, at)


async def is_still_theirs(tx: Tx, entry: PendingCall, who: Principal, at: datetime) -> bool:
    """Whether what they have just acted on is there to them still: it may have passed."""
    return who.sees(entry.unit) and may_know(await current(tx, at), PendingFacts(entry), who, at)


async def pending_list(
    tx: Tx, unit: str, who: Principal, at: datetime, ended: EndedAsked | None = None
) -> PendingList:
    """One unit's list, to somebody, with a page of those that ended on a day, if one is asked for.

    Raises ``NotFound`` for no unit of the city, or of theirs.
    """
    here = await current(tx, at)
    if here.unit(unit) is None:
        raise NotFound
    who.require(unit)
    found = (await _lists(tx, [unit], at))[unit]
    if ended is not None:
        found = replace(found, ended=await ended_page(tx, here, unit, ended, who, at))
    return found.for_reader(who)


async def pending_lists(
    pool: Pool, units: Collection[str], at: datetime
) -> Mapping[str, PendingList]:
    """Several units' lists by one statement, for all who watch: ask each ``for_reader``."""
    async with transaction(pool, Scope.of(units)) as tx:
        return await _lists(tx, list(units), at)


async def _lists(tx: Tx, units: list[str], at: datetime) -> Mapping[str, PendingList]:
    city, minute = await current(tx, at), at.replace(second=0, microsecond=0)
    async with as_the_service(tx):  # these units' alone; how to reach them, wherever they said it
        rows = await tx.fetch(OPEN, units, at)
    by_unit = {
        unit: tuple(listed_of(row) for row in here)
        for unit, here in groupby(rows, lambda row: row["unit"])
    }
    return {unit: PendingList(unit, minute, by_unit.get(unit, ()), city, at) for unit in units}
