"""Drafts: written and changed by one organisation, and nobody else's affair until they are sent."""

from dataclasses import dataclass, replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.referrals import store
from services.referrals.commands.asking import By, Done, kept, taken
from services.referrals.domain import Content, Party, Referral, State
from services.referrals.domain.refusals import MovedOn, NoSuchReason, NoSuchReceiver
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import Level
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote."""

    unit: str
    """To whom it goes: a unit, or a partner that receives."""
    reason: str
    level: Level | None
    content: Content
    replaces: UUID | None = None


async def write(tx: Tx, written: Written, ring: Keyring, by: By) -> Referral:
    """Begin a draft.

    Raises ``NoSuchReceiver``, ``NoSuchReason``; of ``replaces`` ``NotFound``, and ``MovedOn`` if
    something is there in its place already.
    """
    if by.who.organisation is None:
        raise Forbidden  # a unit's own come of contacts, by the gateway
    here = await current(tx, by.at)
    require_receiver(here, written.unit, by.who.organisation)
    reason = _reason(here, written.reason)
    instead = await _own(tx, written.replaces, by) if written.replaces else None
    draft = Referral(
        id=uuid7(),
        version=1,
        organisation=by.who.organisation,
        unit=written.unit,
        reason=reason,
        state=State.DRAFT,
        written_at=by.at,
        replaces=written.replaces,
        code=await store.referrals.next_code(tx),
        outside=here.unit(written.unit) is None,
        level=written.level,
        restricted=here.restricts(reason),
        first_at=(instead.first_at or instead.sent_at) if instead else None,
    )
    await kept(tx, None, draft, Done("written", Party.SENDER), by)
    await store.referrals.keep_content(tx, draft.id, written.content, ring)
    return draft


async def rewrite(tx: Tx, referral_id: UUID, written: Written, ring: Keyring, by: By) -> Referral:
    """Change a draft. Raises ``MovedOn`` once it was sent, else as ``write`` does."""
    before, _ = await taken(tx, referral_id, by)
    if before.state is not State.DRAFT:
        raise MovedOn
    here = await current(tx, by.at)
    require_receiver(here, written.unit, before.organisation)
    reason = _reason(here, written.reason)
    after = replace(
        before,
        version=before.version + 1,
        unit=written.unit,
        reason=reason,
        outside=here.unit(written.unit) is None,
        level=written.level,
        restricted=here.restricts(reason),
    )
    await kept(tx, before, after, Done("rewritten", Party.SENDER), by)
    await store.referrals.keep_content(tx, after.id, written.content, ring)
    return after


def require_receiver(here: City, code: str, sender: str) -> None:
    """Raises ``NoSuchReceiver`` unless a referral may be sent there."""
    if not may_receive(here, code, sender):
        raise NoSuchReceiver


def may_receive(here: City, code: str, sender: str) -> bool:
    """Whether the sender may send a referral there."""
    partner = here.partner(code)
    centre = any(code == each.code for each in here.centres)
    return code != sender and (centre or (partner is not None and partner.receives))


def _reason(here: City, code: str) -> str:
    if here.reason(code) is None:
        raise NoSuchReason
    return code


async def _own(tx: Tx, referral_id: UUID, by: By) -> Referral:
    before = await store.referrals.take(tx, referral_id)  # whoever writes at once waits
    if before is None or before.organisation != by.who.organisation or before.no is None:
        raise NotFound
    if await store.referrals.instead_of(tx, referral_id) is not None:
        raise MovedOn
    return before
