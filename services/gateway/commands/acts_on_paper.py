"""What outcomes that stand on paper do besides: a time of the agenda, a number to call back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.gateway import store
from services.gateway.commands.appointing import Given, free_slot, give
from services.gateway.commands.asking import By
from services.gateway.domain import Contact
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import SlotTaken, UnknownOwner
from services.gateway.domain.slots import Slot
from services.gateway.domain.written import TrueEnd, Written
from shared.city import City
from shared.contracts.gateway import Outcome
from shared.db import Tx
from shared.encryption import Keyring, KeySource
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours on paper of a unit into which something is entered, and the keys for numbers."""

    unit: str
    gap: UUID
    keys: KeySource


@dataclass(frozen=True, slots=True)
class Prepared:
    """What outcomes need to do their act, found before anything is changed."""

    slot: Slot | None
    number: str | None
    ring: Keyring | None


async def prepared(
    tx: Tx, city: City, hours: Hours, said: Written | TrueEnd, contact: UUID | None = None
) -> tuple[Prepared, dict[str, Mistake]]:
    """The free time, locked, and the keys; or that it is not free.

    Raises ``UnknownOwner``, ``KeysMissing``.
    """
    act = said.act
    if act.owner is not None and city.owner(act.owner) is None:
        raise UnknownOwner
    ring = hours.keys.ring() if act.number else None
    if act.slot is None:
        return Prepared(None, act.number, ring), {}
    kept_from = await store.agenda.staff_kept_from(tx, contact)
    try:
        slot = await free_slot(tx, act.slot, hours.unit, kept_from)
    except (SlotTaken, NotFound):
        return Prepared(None, None, None), {"slot": Mistake.TAKEN}
    over = said.ended_at is not None and slot.starts_at <= said.ended_at
    taken_or_over = slot.closed_at is not None or over
    return Prepared(slot, act.number, ring), {"slot": Mistake.TAKEN} if taken_or_over else {}


async def do(
    tx: Tx, contact: Contact, ended: Mapping[str, Outcome | None], acts: Prepared, by: By
) -> None:
    """What the outcomes do besides: a time in the agenda, the number to call back.

    ``ended``: the reasons that ended on paper.
    """
    outcomes = set(ended.values()) or {contact.outcome}
    if acts.slot is not None and Outcome.APPOINTMENT in outcomes:
        language = contact.ways.language or "ca"
        reasons = [each for each, outcome in ended.items() if outcome is Outcome.APPOINTMENT]
        # one visit may be for several reasons: then it is the whole contact's
        reason = reasons[0] if len(reasons) == 1 else None
        whose = Given(contact, acts.slot, reason, language)
        await give(tx, whose, booked_at=contact.ended_at or by.at, at=by.at)
    if acts.number and acts.ring and Outcome.CALL_BACK in outcomes:
        number = (acts.number, acts.ring, by.at)
        await store.pending.keep_number(tx, contact.id, contact.unit, *number)
