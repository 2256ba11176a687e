"""What the page of a referral shows: where it stands, and what each side may do now."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from services.referrals import queries
from services.referrals.commands import Act, By
from services.referrals.domain import Party, Referral, State, who_may
from services.referrals.pages.answer_time import answer_time
from services.referrals.pages.words import WORDS, named, programme_said, reason_said
from services.referrals.policy import STAFF
from services.referrals.queries import Openings, Shown, Tally
from shared.city import City
from shared.city.store import current
from shared.db import Tx as Connection
from shared.identity import Role
from shared.identity.colleagues import names_of
from shared.pages.rendering import language_of
from shared.web import around

TO = {
    Act.ACCEPT: State.ACCEPTED,
    Act.GIVE_BACK: State.REJECTED,
    Act.REDIRECT: State.REJECTED,
    Act.REFUSE: State.REJECTED,
    Act.WORK_ON: State.IN_PROGRESS,
    Act.HOLD: State.ON_HOLD,
    Act.COMPLETE: State.COMPLETED,
    Act.FAIL: State.FAILED,
    Act.TAKE_BACK: State.CANCELLED,
    Act.CALL_ERROR: State.ENTERED_IN_ERROR,
}
TAKEN_ON = {State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD}


async def standing(request: Request, tx: Connection, by: By, found: Shown) -> dict[str, Any]:
    """All that the template needs, except what the referral says."""
    here = await current(tx, by.at)
    one, language = found.referral, language_of(request)
    people = {each.reader for each in found.readers if found.side is Party.RECEIVER}
    return {
        "one": one,
        "side": found.side,
        "both": found.both,
        "may": _may(one, found.side, by),
        "shown": found,
        "at": by.at,
        "here": here,
        "lost": await queries.lost(tx, one.id, by.at),
        "openings": await _openings(tx, found, by),
        "doors": _doors(here, one, language),
        "names": await names_of(around(request).identity, people) if people else {},
        "call": lambda code: named(here, code, language),
        "reason": reason_said(here, one.reason, language),
        "programme": lambda code: programme_said(here, code, language),
        "time": answer_time(here, one, by.at),
        "checked": _checked(found),
        "instead": await queries.instead_of(tx, found),
        "readable": found.side is Party.SENDER or one.readable_by_receiver,
        "tally": await _tally(tx, found, by),
        "reads": bool(by.who.roles & (STAFF | {Role.PARTNER})),
        **WORDS,
    }


async def _tally(tx: Connection, found: Shown, by: By) -> Tally | None:
    """What waits at the reader's own centre; a partner's bar has no such number."""
    one, receives = found.referral, found.side is Party.RECEIVER
    unit = one.unit if receives else one.organisation
    if by.who.organisation or not by.who.sees(unit):
        return None
    return await queries.tally(tx, unit, by.who, by.at)


def _may(one: Referral, side: Party, by: By) -> frozenset[Act]:
    """What this side may do now; a manager looks on."""
    if Role.PARTNER not in by.who.roles and not by.who.roles & STAFF:
        return frozenset()
    acts = {act for act, to in TO.items() if who_may(one.state, to) is side}
    if side is Party.RECEIVER and one.owed and one.acknowledged_at is None:
        acts.add(Act.ACKNOWLEDGE)
    if side is Party.SENDER and one.came_back:
        acts.add(Act.TAKE_UP)
    if one.state is State.DRAFT:
        acts.discard(Act.CALL_ERROR)
    return frozenset(acts)


async def _openings(tx: Connection, found: Shown, by: By) -> Openings | None:
    """What the receiver may choose, while it decides or has taken it on."""
    one = found.referral
    if found.side is not Party.RECEIVER or one.outside or not by.who.roles & STAFF:
        return None
    if not one.owed and one.state not in TAKEN_ON:
        return None
    restricted = Role.PROFESSIONAL in by.who.roles
    return await queries.openings(tx, one.unit, by.at, restricted=restricted)


def _doors(here: City, one: Referral, language: str) -> list[tuple[str, str]]:
    """Where it may be directed to instead."""
    units = [(unit.code, unit.said(language)) for unit in here.centres if unit.code != one.unit]
    partners = [
        (each.code, each.name.said(language)) for each in here.partners if each.code != one.unit
    ]
    owners = [(each.code, each.name.said(language)) for each in here.owners if not each.ours]
    known = {code for code, _ in [*units, *partners]}
    return [*units, *partners, *(each for each in owners if each[0] not in known)]


def _checked(found: Shown) -> Mapping[str, Any] | None:
    """What the pre-check said when it was sent; none where nobody checked, as of internal ones."""
    sent = (each.facts for each in found.history if each.act == "sent")
    return next((facts for facts in sent if "competence" in facts), None)
