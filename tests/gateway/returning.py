"""Calls that are to be returned, in these tests."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from services.gateway import commands
from services.gateway.commands import Told
from services.gateway.domain import CallEvent, Identity, Known, Person
from services.gateway.domain.pending import PendingCall, pending_id, tell
from services.gateway.store.pending import COLUMNS, entry_of
from shared.contracts.gateway import PendingCallChanged, contact_id
from shared.db import Tx
from shared.encryption import KeySource
from shared.identity import Principal, Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC
from tests.fixtures.web import KEYS
from tests.gateway.scene import Staff, after, hear, told

RANG, QUEUED, ANSWERED, HUNG_UP = CallEvent
SOURCE = KeySource(KEYS, None)
RING = SOURCE.ring()
MINUTES = {RANG: 0, QUEUED: 1, ANSWERED: 4, HUNG_UP: 5}


def said(call: str, *events: CallEvent, minute: float = 0, number: str | None = None) -> list[Told]:
    """What an exchange tells of a call that began in that minute."""
    return [
        Told(call, event, Known(after(minute + MINUTES[event]), DATC), number) for event in events
    ]


async def lost(tx: Tx, minute: float = 0, *, waited: bool = True) -> PendingCall:
    """Somebody called the telephone service and hung up before anybody answered."""
    call = f"c-{uuid4()}"
    events = (RANG, QUEUED, HUNG_UP) if waited else (RANG, HUNG_UP)
    await hear(tx, said(call, *events, minute=minute))
    return await of_call(tx, call)


async def entries(tx: Tx) -> list[PendingCall]:
    """All there are, first come first."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM pending_call ORDER BY first_at, id")
    return [entry_of(row) for row in rows]


async def kept(tx: Tx, entry: UUID) -> PendingCall:
    """It as the database has it, which must be what was told last."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM pending_call WHERE id = $1", entry)
    [found] = [entry_of(row) for row in rows]
    events = await changes(tx, entry)
    assert [event.version for event in events] == list(range(1, found.version + 1))
    newest = events[-1]
    assert newest == tell(found, newest.at).model_copy(update={"undone": newest.undone})
    return found


async def of_call(tx: Tx, call: str) -> PendingCall:
    """The pending call of an exchange's call."""
    return await kept(tx, pending_id(contact_id(call)))


async def changes(tx: Tx, entry: UUID) -> Sequence[PendingCallChanged]:
    """What was told of it."""
    return [event for event in await told(tx, entry) if isinstance(event, PendingCallChanged)]


def caring(minutes: float = 0) -> commands.By:
    """A professional, so many minutes after nine."""
    who = Principal(uuid4(), "Laia", frozenset({Role.PROFESSIONAL}), None)
    return commands.By(who, after(minutes))


async def maria(tx: Tx, unit: str = DATC) -> Person:
    """Maria, as this unit knows her."""
    new = Identity(MARIA.name, MARIA.called)
    return await commands.new_person(tx, new, unit, Staff().by(), RING)
