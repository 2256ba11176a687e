"""What every command needs: who asks, when, and which version they had before them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referrals import store
from services.referrals.domain import Party, Referral
from services.referrals.domain.access import side_of, sides_of
from services.referrals.domain.refusals import SideUnclear
from services.referrals.store.acts import Act
from shared.city.store import current
from shared.contracts.gateway import RESTRICTED
from shared.contracts.referrals import ReferralChanged, ReferralNo, ReferralParty, ReferralState
from shared.db import Tx
from shared.errors import NotFound, PreconditionFailed
from shared.identity import Principal
from shared.outbox import put


@dataclass(frozen=True, slots=True)
class By:
    """Who asks, at what time of the business."""

    who: Principal
    at: datetime
    seen: int | None = None
    """The version that they looked at."""
    side: Party | None = None
    """For which side whoever is of both acts; nobody else chooses."""


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did: the act's name, their side, and what belongs to it, in codes."""

    act: str
    side: Party
    facts: dict[str, Any] = field(default_factory=dict)


async def taken(tx: Tx, referral_id: UUID, by: By) -> tuple[Referral, Party]:
    """The referral, locked, and on which side they stand.

    Raises ``NotFound`` for what they may not know of; ``PreconditionFailed`` if it moved on.
    """
    referral = await store.referrals.take(tx, referral_id)
    side = side_of(referral, by.who, by.side) if referral else None
    if referral is None or side is None:
        raise NotFound
    if by.seen is not None and by.seen != referral.version:
        raise PreconditionFailed
    return referral, side


async def taken_to_read(tx: Tx, referral_id: UUID, by: By) -> tuple[Referral, Party]:
    """The same, for what one side does without the other: reading and writing.

    Raises ``SideUnclear`` besides, where they are of both and do not say for which.
    """
    referral, side = await taken(tx, referral_id, by)
    if by.side is None and len(sides_of(referral, by.who)) > 1:
        raise SideUnclear
    return referral, side


async def kept(tx: Tx, before: Referral | None, after: Referral, done: Done, by: By) -> Referral:
    """Keep what an act made of it, write it into the history, and tell; drafts are never told."""
    if before is not None and before.version == after.version:
        return before
    await store.referrals.keep(tx, after)
    staff = by.who.id
    act = Act(after.version, done.act, done.side, staff, by.at, done.facts)
    await store.acts.add(tx, after.id, act)
    if after.sent_at is not None:
        await put(tx, await told(tx, after, by.at))
    return after


async def told(tx: Tx, referral: Referral, at: datetime) -> ReferralChanged:
    """The referral as others hear of it: of a restricted one not even the reason.

    Nor the right door, which would say what it is, nor what it lacks.
    """
    here = await current(tx, at)
    restricted = referral.restricted or here.restricts(referral.reason)
    sent, acknowledge, answer, warn = _instants(referral)
    return ReferralChanged(
        at=at,
        version=referral.version,
        referral_id=referral.id,
        code=referral.code,
        organisation=referral.organisation,
        internal=referral.internal,
        unit=referral.unit,
        reason=RESTRICTED if restricted else referral.reason,
        level=referral.level,
        restricted=restricted,
        state=ReferralState(referral.state),
        responsible=ReferralParty(referral.responsible),
        sent_at=sent,
        acknowledge_by=acknowledge,
        answer_by=answer,
        warn_at=warn,
        acknowledge_warn_at=referral.acknowledge_warn_at,
        opened_at=referral.opened_at,
        acknowledged_at=referral.acknowledged_at,
        answered_at=referral.answered_at,
        ended_at=referral.ended_at,
        taken_up_at=referral.taken_up_at,
        no=ReferralNo(referral.no) if referral.no else None,
        why=referral.why,
        missing=() if restricted else referral.missing,
        elsewhere=None if restricted else referral.elsewhere,
        replaces=referral.replaces,
        contact_id=referral.contact,
        person_id=referral.person,
        recognised=referral.recognised,
    )


def _instants(referral: Referral) -> tuple[datetime, datetime, datetime, datetime]:
    """Of one that was sent."""
    sent = referral.sent_at or referral.written_at
    answer = referral.answer_by or sent
    return sent, referral.acknowledge_by or sent, answer, referral.warn_at or answer
