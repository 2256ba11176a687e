"""A referral as one side sees it: the same history on both, its content only when it is opened."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.referrals import store
from services.referrals.domain import Content, Party, Referral, State
from services.referrals.domain.access import sends, side_of, sides_of
from services.referrals.domain.refusals import MovedOn
from services.referrals.store.acts import Act, Read
from services.referrals.store.messages import Message
from services.referrals.store.places import Place
from services.referrals.store.sessions import Session
from services.referrals.store.visits import Visit
from shared.audit import Look, Reader, Relation, record
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound
from shared.identity import Principal

MOST = 30
OWN_FACT = "duplicates"


@dataclass(frozen=True, slots=True)
class Shown:
    """A referral as it stands."""

    referral: Referral
    side: Party
    both: bool
    """Whether they are of both sides, and could choose the other."""
    history: tuple[Act, ...]
    readers: tuple[Read, ...]
    """Who of the receiver's has read it; for the other side only that somebody has."""
    visit: Visit | None
    places: tuple[Place, ...]


async def shown(tx: Tx, referral_id: UUID, who: Principal, chosen: Party | None = None) -> Shown:
    """The referral without what it says of anybody, to their side. Raises ``NotFound``."""
    referral = await store.referrals.one(tx, referral_id)
    side = side_of(referral, who, chosen) if referral else None
    if referral is None or side is None:
        raise NotFound
    readers = await store.acts.readers(tx, referral.id)
    return Shown(
        referral,
        side,
        len(sides_of(referral, who)) > 1,
        tuple(_seen(each, referral, side) for each in await store.acts.history(tx, referral.id)),
        tuple(each for each in readers if each.side is Party.RECEIVER),
        await store.visits.of_referral(tx, referral.id),
        tuple(await store.places.of_referral(tx, referral.id)),
    )


def _seen(act: Act, referral: Referral, side: Party) -> Act:
    """An act as a side sees it: what else the sender has open is the sender's own business.

    Of one that was sent by mistake the receiver keeps what was done, not what the check said.
    """
    if side is Party.SENDER or act.act != "sent":
        return act
    mistaken = referral.state is State.ENTERED_IN_ERROR
    kept = {} if mistaken else {k: v for k, v in act.facts.items() if k != OWN_FACT}
    return replace(act, facts=kept)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a referral says, to who may read it."""

    content: Content
    others: int | None
    """For the receiver alone: how many other organisations have the same open there."""
    messages: tuple[Message, ...] = ()
    """What the two sides wrote to each other, oldest first."""


async def opened(tx: Tx, referral: Referral, side: Party, reader: Reader, ring: Keyring) -> Opened:
    """What it says, after the look is in the trace: call it last."""
    content = await store.referrals.content(tx, referral.id, ring)
    others = None
    if side is Party.RECEIVER:
        others = await store.referrals.alike_of_others(tx, referral, content, ring)
    messages = await store.messages.of_referral(tx, referral.id, ring)
    look = Look(referral.person or referral.id, Relation.REFERRAL)
    await record(tx, reader, [look])
    return Opened(content, others, tuple(messages))


@dataclass(frozen=True, slots=True)
class Openings:
    """What the receiver may choose when it accepts."""

    times: tuple[tuple[UUID, datetime, str], ...]
    """Free times, first visits first: id, start and kind."""
    sessions: tuple[Session, ...]
    times_known: bool
    """Whether the times are how things are now; else the gateway is silent."""
    sessions_known: bool
    """The same of the sessions and the groups."""


TIMES = f"""
SELECT slot, starts_at, kind FROM free_time WHERE unit = $1 AND starts_at > $2 AND free
ORDER BY kind <> 'first_visit', starts_at, slot LIMIT {MOST}
"""
SESSIONS = f"""
SELECT {store.sessions.COLUMNS} FROM open_session
WHERE unit = $1 AND starts_at > $2 AND open AND (NOT restricted OR $3)
ORDER BY starts_at, session LIMIT {MOST}
"""


async def openings(tx: Tx, unit: str, at: datetime, *, restricted: bool) -> Openings:
    """Free times and open sessions of a unit; ``restricted``: those too that few may know of."""
    times = await tx.fetch(TIMES, unit, at)
    sessions = await tx.fetch(SESSIONS, unit, at, restricted)
    heard = await store.feeds.heard(tx)
    return Openings(
        tuple((row["slot"], row["starts_at"], row["kind"]) for row in times),
        tuple(store.sessions.session_of(row) for row in sessions),
        times_known="gateway" in heard,
        sessions_known="groups" in heard,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """One of somebody's own that may be written on."""

    referral: Referral
    side: Party
    draft: bool
    """Else it came back with a no, and another one is written instead of it."""


async def instead_of(tx: Tx, found: Shown) -> Referral | None:
    """To the sender: what it writes or has sent in place of one that came back with a no."""
    came_back = found.side is Party.SENDER and found.referral.no is not None
    return await store.referrals.instead_of(tx, found.referral.id) if came_back else None


async def own(tx: Tx, referral_id: UUID, who: Principal) -> Own:
    """A draft, or one that came back with a no. Raises ``NotFound``, ``MovedOn`` once replaced."""
    found = await shown(tx, referral_id, who)
    one = found.referral
    if not sends(one, who) or one.internal:
        raise NotFound
    if one.state is not State.DRAFT and (one.no is None or await instead_of(tx, found)):
        raise MovedOn
    return Own(one, Party.SENDER, one.state is State.DRAFT)
