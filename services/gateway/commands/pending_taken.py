"""Which pending call a command is about, for whoever may act on it."""

from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.domain import Contact, access, pending, pending_acts
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_refusals import NotOfThisKind
from services.gateway.domain.reaching import begin
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed
from shared.widening import as_the_service, widen


async def taken_call(tx: Tx, entry_id: UUID, by: By, came: Contact | None = None) -> PendingCall:
    """The pending call, locked; with who ``came`` also theirs at the city's telephone.

    Raises ``NotFound`` for what they may not know of.
    """
    here = await current(tx, by.at)
    if came is not None and came.person is not None:
        await widen(tx, pending.telephones(here))
    facts = await store.pending.take_pending(tx, entry_id)
    if facts is None:
        raise NotFound
    own = by.who.sees(facts.entry.unit)
    known = access.may_know_call(facts, here.restricts(facts.entry.reason), by.who, by.at)
    theirs = came is not None and access.may_settle_from_elsewhere(facts, here, came.person, by.who)
    if not ((own and known) or theirs):
        raise NotFound
    if by.seen is not None and by.seen != facts.entry.version:
        raise PreconditionFailed
    return facts.entry


def called(entry: PendingCall) -> PendingCall:
    """It, if it is one that is called. Raises ``NotOfThisKind`` for a message."""
    if entry.origin is PendingOrigin.MESSAGE:
        raise NotOfThisKind
    return entry


async def to_be_called(tx: Tx, entry_id: UUID, by: By) -> PendingCall:
    """The pending call, locked, if they may be called or written to.

    Raises ``NoContactWanted`` where the page offers nobody to begin, and as ``taken_call`` and
    ``called`` do.
    """
    entry = called(await taken_call(tx, entry_id, by))
    async with as_the_service(tx):  # wherever they said it
        how = await store.reaching.how_to_reach(tx, entry)
    pending_acts.require_reachable(entry, begin(*how))
    return entry
