"""What is still to be returned to whoever is here for an appointment, as a desk would offer it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.gateway import store
from services.gateway.domain import access, access_to_calls, pending
from services.gateway.domain.access_to_calls import Came
from services.gateway.domain.pending import PendingCall
from services.gateway.queries.pending_listed import OF_ENTRY
from services.gateway.queries.to_settle import OFFERED, Asking, is_known
from services.gateway.store.asked_at import ASKED_AT
from services.gateway.store.contacts import KNOWN, facts_of
from services.gateway.store.pending import facts_of_call
from services.gateway.store.people import Sealed
from shared.city import City
from shared.db import Tx
from shared.encryption import CannotBeOpened, Keyring, KeysMissing, KeySource
from shared.widening import everywhere

ARRIVED = f"{KNOWN} WHERE id = ANY($1) AND person IS NOT NULL"
CALLS = f"""
SELECT {OF_ENTRY}, n.number_index, {ASKED_AT} AS asked_at,
  CASE WHEN p.person IS NULL THEN '{{}}' ELSE kept_from(p.person) END AS kept_from
FROM pending_call AS p LEFT JOIN caller_number AS n ON n.id = coalesce(p.contact, p.id)
WHERE p.state IN ('open', 'passed') AND p.origin NOT IN ('message', 'offer') AND p.unit = ANY($1)
  AND (p.person = ANY($2) OR (p.person IS NULL AND n.number_index = ANY($3)))
ORDER BY p.first_at, p.id LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class _Here:
    """Who has arrived, as calls are compared with them."""

    arrival: UUID
    unit: str
    person: UUID
    asked: bool
    """They are here still: also what is the city's telephone's may be settled."""
    numbers: tuple[bytes, ...]

    def may_have_called(self, entry: PendingCall, number: bytes | None) -> bool:
        """Whether it is named as theirs, or nobody's yet and from their number."""
        if entry.person is None:
            return number in self.numbers
        return entry.person == self.person


async def calls_to_return(
    tx: Tx, here: City, arrivals: Sequence[UUID], asking: Asking, keys: KeySource | None
) -> dict[UUID | None, list[PendingCall]]:
    """By the contact that is here, what ``settle`` takes by it, the first calls first.

    Numbers are compared where there are keys; nothing of whom they are is shown.
    """
    found: dict[UUID | None, list[PendingCall]] = defaultdict(list)
    people = await _arrived(tx, arrivals, asking, keys) if arrivals else []
    units = {unit for each in people for unit in pending.may_end_at(here, each.unit)}
    numbers = [number for each in people for number in each.numbers]
    async with everywhere(tx):  # these units alone, as the statement says
        whose = [each.person for each in people]
        rows = await tx.fetch(CALLS, list(units), whose, numbers) if people else []
    for row in rows:
        call = replace(facts_of_call(row), same_number=row["person"] is None)
        for each in people:
            at_hand = call.entry.unit in pending.may_end_at(here, each.unit)
            asked_here = each.arrival in row["asked_at"]
            theirs = each.may_have_called(call.entry, row["number_index"])
            if asked_here or not at_hand or not theirs:
                continue
            if is_known(here, call, Came(each.unit, each.person if each.asked else None), asking):
                found[each.arrival].append(call.entry)
    return defaultdict(list, {arrival: calls[:OFFERED] for arrival, calls in found.items()})


async def _arrived(
    tx: Tx, arrivals: Sequence[UUID], asking: Asking, keys: KeySource | None
) -> list[_Here]:
    """Those who are somebody to whoever asks."""
    came = [facts_of(row).contact for row in await tx.fetch(ARRIVED, arrivals)]
    people = [each.person for each in came if each.person]
    async with everywhere(tx):  # a seal holds wherever they are known
        found = await store.people.sealed_of(tx, people, asking.who.id)
    ring = _ring(keys)
    there = {each.facts.id: each for each in found if access.is_there(each.facts, asking.who)}
    return [
        _Here(
            each.id,
            each.unit,
            each.person,
            access_to_calls.may_be_asked(each),
            _numbers(there[each.person], ring),
        )
        for each in came
        if each.person in there
    ]


def _ring(keys: KeySource | None) -> Keyring | None:
    try:
        return keys.ring() if keys else None
    except KeysMissing:
        return None


def _numbers(person: Sealed, ring: Keyring | None) -> tuple[bytes, ...]:
    try:
        telephone = person.opened(ring).identity.telephone if ring else None
    except CannotBeOpened:
        return ()
    return tuple(store.pending.number_digests(telephone, ring)) if telephone and ring else ()
