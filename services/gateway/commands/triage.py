"""Triage: reasons, what the rules ask about, and the level, which a person decides."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from uuid import UUID

from services.gateway.commands import following
from services.gateway.commands.asking import By, kept, taken
from services.gateway.commands.offers import withdrawn_with
from services.gateway.commands.opening import proposed
from services.gateway.commands.outcomes import require_plain
from services.gateway.commands.referring import taken_back_with
from services.gateway.domain import Contact, Ending, Triage, follow_up, matters
from services.gateway.domain.matters import Matters
from services.gateway.domain.refusals import SayWhy, UnknownCircumstance, UnknownPlace
from services.gateway.domain.triage import follows, proposed_level
from shared.city import City, UnitKind
from shared.city.store import current
from shared.contracts.gateway import Level, Matter, Outcome
from shared.db import Tx

Change = Callable[[City, Contact], Contact]


async def triage(tx: Tx, contact_id: UUID, said: Triage, by: By) -> Contact:
    """Set level and main reason; a contact of the telephone service may get its centre.

    Raises ``SayWhy`` for another level than the rules propose without a reason of the city's list.
    """
    here = await current(tx, by.at)
    proposed(here, said.reason)
    before = await taken(tx, contact_id, by)
    if said.centre not in (None, before.unit):
        _require_choice(here, before.unit, said.centre)
    about = before.matters if said.keeps_reason else _about(before.matters, said.reason)
    after = _said(here, replace(before, centre=said.centre or before.centre), about)
    after = _decided(here, after, said.level, said.why)
    return await kept(tx, before, matters.triaged(before, after, at=by.at), by)


async def choose_centre(tx: Tx, contact_id: UUID, centre: str | None, by: By) -> Contact:
    """To which centre somebody who telephones belongs; none: it is not known.

    Raises ``UnknownPlace`` for what is no centre, and where the contact is a centre's own.
    """

    def chosen(here: City, contact: Contact) -> Contact:
        _require_choice(here, contact.unit, centre)
        return replace(contact, centre=centre)

    return await _changed(tx, contact_id, chosen, by)


async def add_reason(tx: Tx, contact_id: UUID, reason: str, by: By) -> Contact:
    """They come for this too. Raises ``UnknownReason``, ``ReasonThere``."""

    def added(here: City, contact: Contact) -> Contact:
        proposed(here, reason)
        return _said(here, contact, matters.add(contact.matters, reason))

    return await _changed(tx, contact_id, added, by)


async def drop_reason(tx: Tx, contact_id: UUID, reason: str, by: By) -> Contact:
    """They did not come for this; where each other reason has its outcome, service ends."""
    return await _with(tx, contact_id, partial(matters.drop, reason=reason), by)


async def lead_with(tx: Tx, contact_id: UUID, reason: str, by: By) -> Contact:
    """Another of its reasons is the main one, unless the main one is restricted."""
    return await _with(tx, contact_id, partial(matters.lead, reason=reason), by)


async def reopen_reason(tx: Tx, contact_id: UUID, reason: str, by: By) -> Contact:
    """It has not ended after all."""
    reopened = await _with(tx, contact_id, partial(matters.reopen, reason=reason), by)
    await following.follow(tx, reopened, by.at)
    await withdrawn_with(tx, reopened, by.at)
    await taken_back_with(tx, reopened, by.at)
    return reopened


async def end_reason(tx: Tx, contact_id: UUID, reason: str, outcome: Outcome, by: By) -> Contact:
    """One of its reasons ends with its own outcome; with the last one service does.

    Raises as ``close`` does.
    """
    require_plain(outcome)
    before = await taken(tx, contact_id, by)
    return await kept(tx, before, matters.end(before, reason, Ending(outcome), at=by.at), by)


async def say_circumstances(tx: Tx, contact_id: UUID, codes: Collection[str], by: By) -> Contact:
    """What the rules ask about and holds; what is not said does not.

    Raises ``UnknownCircumstance``.
    """

    def held(here: City, contact: Contact) -> Contact:
        known = [each.code for each in here.triage.circumstances]
        if not set(codes) <= set(known):
            raise UnknownCircumstance
        return replace(contact, circumstances=tuple(code for code in known if code in codes))

    return await _changed(tx, contact_id, held, by)


async def no_danger(tx: Tx, contact_id: UUID, by: By) -> Contact:
    """The danger questions were asked, and nothing of them holds."""

    def asked(_: City, contact: Contact) -> Contact:
        return replace(contact, danger_asked=True)

    return await _changed(tx, contact_id, asked, by)


async def _with(tx: Tx, contact_id: UUID, become: Callable[[Matters], Matters], by: By) -> Contact:
    def became(here: City, contact: Contact) -> Contact:
        return _said(here, contact, become(contact.matters))

    return await _changed(tx, contact_id, became, by)


async def _changed(tx: Tx, contact_id: UUID, change: Change, by: By) -> Contact:
    """A level that followed the rules so far follows them further."""
    here = await current(tx, by.at)
    before = await taken(tx, contact_id, by)
    after = change(here, before)
    said, says = proposed_level(here, before), proposed_level(here, after)
    if says is not None and follows(before, said, says):
        after = replace(after, level=says, level_why=None, level_against=None)
    after = follow_up.dated(here, after)
    return await kept(tx, before, matters.triaged(before, after, at=by.at), by)


def _said(here: City, contact: Contact, about: Matters) -> Contact:
    """With these reasons; a restricted one is always the main one, so that it hides the contact."""
    ordered = sorted(about, key=lambda each: not here.restricts(each.reason))
    return matters.said(contact, tuple(ordered))


def _decided(here: City, contact: Contact, level: Level, why: str | None) -> Contact:
    known = {each.code for each in here.triage.other_level}
    says = proposed_level(here, contact)
    if not known or says in (None, level):
        return replace(contact, level=level, level_why=None, level_against=None)
    if why not in known:
        raise SayWhy
    return replace(contact, level=level, level_why=why, level_against=says)


def _about(before: Matters, reason: str | None) -> Matters:
    """The main reason is this one now; what it was before was not meant, unless it has ended."""
    rest = before if before and before[0].outcome else before[1:]
    if reason is None:
        return rest
    kept_as = next((each for each in before if each.reason == reason), Matter(reason=reason))
    return (kept_as, *(each for each in rest if each.reason != reason))


def _require_choice(here: City, unit: str, centre: str | None) -> None:
    """Raises ``UnknownPlace`` unless a contact of the unit may have that centre, or none."""
    at, chosen = here.unit(unit), here.unit(centre) if centre else None
    known = centre is None or (chosen is not None and chosen.kind is UnitKind.CENTRE)
    if at is None or at.kind is not UnitKind.TELEPHONE or not known:
        raise UnknownPlace
