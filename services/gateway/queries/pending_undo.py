"""What was done with pending calls last and may be undone, and what was undone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.gateway import store
from services.gateway.domain import access_to_calls, pending
from services.gateway.domain.acts import UNDO_WITHIN
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_undo import ActOnCall, PendingAct
from services.gateway.queries.pending_listed import ONE, Listed, listed_of
from services.gateway.store.pending_acts import act_of
from shared.city.store import current
from shared.db import Tx
from shared.identity import Principal
from shared.widening import everywhere

COLUMNS = store.pending_acts.COLUMNS
NEWEST = f"""
SELECT {COLUMNS} FROM pending_act
WHERE staff = $1 AND unit = ANY($2) AND at > $3 AND undone_at IS NULL
ORDER BY at DESC, version DESC LIMIT 1
"""
WENT_ON = """
SELECT EXISTS (
    SELECT FROM pending_call AS p JOIN contact_act AS later ON later.contact = p.answered_by
    WHERE p.id = $1 AND later.at > $2 AND NOT later.undone
)
"""
UNDONE = """
SELECT act, staff, at, undone_at FROM pending_act
WHERE pending_call = $1 AND undone_at IS NOT NULL ORDER BY version
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was done by mistake, and when that was said."""

    act: PendingAct
    staff: UUID
    at: datetime
    undone_at: datetime


@dataclass(frozen=True, slots=True)
class LastOfCall:
    """An act on a pending call that may still be undone."""

    call: Listed
    act: ActOnCall


async def last_of_calls(tx: Tx, unit: str, who: Principal, at: datetime) -> LastOfCall | None:
    """Somebody's newest act on what is to be returned from a unit; none once more happened.

    Of the unit, and of those whose calls are settled here too.
    """
    units = list(pending.may_end_at(await current(tx, at), unit))
    async with everywhere(tx):  # these units alone, as the statement says
        row = await tx.fetchrow(NEWEST, who.id, units, at - UNDO_WITHIN)
        act = None if row is None else act_of(row)
        one = None if act is None else await tx.fetchrow(ONE, [act.entry], at)
        found = None if act is None or one is None else LastOfCall(listed_of(one), act)
        return found if found and await _may_undo(tx, found, who, at) else None


async def undone_of_call(tx: Tx, entry: PendingCall) -> list[Undone]:
    """What was done with it by mistake, the first first."""
    return [Undone(**dict(row)) for row in await tx.fetch(UNDONE, entry.id)]


async def last_of_call(tx: Tx, call: Listed, who: Principal, at: datetime) -> ActOnCall | None:
    """The last act on one, whoever's, if it may be undone."""
    act = await store.pending_acts.last_act(tx, call.entry.id)
    return act if act and await _may_undo(tx, LastOfCall(call, act), who, at) else None


async def _may_undo(tx: Tx, found: LastOfCall, who: Principal, at: datetime) -> bool:
    act, facts = found.act, found.call.facts
    here = await current(tx, at)
    stands = act.stands == facts.entry.version and at - act.at <= UNDO_WITHIN
    if not stands or not access_to_calls.may_undo_call(here, facts, act, who, at):
        return False
    return act.act is not PendingAct.REACHED or not await tx.fetchval(WENT_ON, act.entry, act.at)
