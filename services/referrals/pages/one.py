"""A referral: where it stands, what each side may do now, its history; and what it says."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.referrals import commands, queries
from services.referrals.api.asking import Asking, Ring
from services.referrals.commands import Act, By, Choice, Said
from services.referrals.domain import Part, Party, Referral, State, who_may
from services.referrals.domain.why import Failure, Pause, Refusal
from services.referrals.pages.form import MayCode
from services.referrals.pages.words import WORDS, named, reason_said
from services.referrals.policy import POLICY, STAFF
from services.referrals.queries import Opened, Openings, Shown
from shared.city import City
from shared.city.store import current
from shared.contracts.groups import PlaceAnswer
from shared.db import Tx as Connection
from shared.identity import Role
from shared.identity.colleagues import names_of
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Reading, Tx, around, asking_router, router

pages = router(POLICY, include_in_schema=False, prefix="/referral")
questions = asking_router(POLICY, include_in_schema=False, prefix="/referral")
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


def _split(text: object) -> object:
    return None if text == "" else text


Chosen = Annotated[str, Field(max_length=60)]
Why = Annotated[str, Field(max_length=40)]


class ActForm(BaseModel):
    """What belongs to an act."""

    model_config = ConfigDict(extra="ignore")

    refusal: Annotated[Refusal | None, BeforeValidator(_split)] = None
    pause: Annotated[Pause | None, BeforeValidator(_split)] = None
    failure: Annotated[Failure | None, BeforeValidator(_split)] = None
    missing: list[Part] = []
    elsewhere: MayCode = None
    recognised: bool = False
    slot: Annotated[UUID | None, BeforeValidator(_split)] = None
    session: Annotated[UUID | None, BeforeValidator(_split)] = None
    places: Annotated[int, Field(ge=1, le=20)] = 1
    seen: Annotated[int, Field(ge=1, lt=2**31)] | None = None

    def choice(self) -> Choice | None:
        """A time or a session, if one was chosen."""
        if self.slot is None and self.session is None:
            return None
        return Choice(self.slot, self.session, self.places)

    def said(self) -> Said:
        """What the command takes."""
        return Said(
            refusal=self.refusal,
            pause=self.pause,
            failure=self.failure,
            missing=tuple(self.missing),
            elsewhere=self.elsewhere,
            recognised=self.recognised,
            choice=self.choice(),
        )


class AnswerForm(BaseModel):
    """What they say to a place."""

    model_config = ConfigDict(extra="ignore")

    answer: PlaceAnswer


@pages.get("/{referral_id}")
async def referral_page(request: Request, tx: Tx, by: Asking, referral_id: UUID) -> Response:
    """Where it stands; what it says is read by another act, which is noted."""
    found = await queries.shown(tx, referral_id, by.who)
    return await _page(request, tx, by, found, None)


@questions.post("/{referral_id}/open")
async def referral_page_open(
    request: Request, tx: Tx, by: Asking, ring: Ring, reader: Reading, referral_id: UUID
) -> Response:
    """The same with what it says: that somebody read it, and when, stays."""
    referral, side = await commands.open_referral(tx, referral_id, by)
    found = await queries.shown(tx, referral_id, by.who)
    context = await _context(request, tx, by, found)
    opened = await queries.opened(tx, referral, side, reader, ring)  # last: others wait from here
    return render(request, "referral.html", **context, opened=opened)


@pages.post("/{referral_id}/acts/{act}")
async def referral_page_act(
    request: Request,
    tx: Tx,
    by: Asking,
    referral_id: UUID,
    act: Act,
    form: Annotated[ActForm, Form()],
) -> Response:
    """Do it, and show what it made."""
    done = await commands.do(tx, referral_id, act, form.said(), By(by.who, by.at, form.seen))
    root = request.scope.get("root_path", "")
    gone = done.state is State.CANCELLED and by.who.organisation is None and not done.internal
    return RedirectResponse(f"{root}/" if gone else f"{root}/referral/{referral_id}", 303)


@pages.post("/{referral_id}/openings")
async def referral_page_choose(
    request: Request, tx: Tx, by: Asking, referral_id: UUID, form: Annotated[ActForm, Form()]
) -> Response:
    """Another time for the first visit, or a session."""
    chosen = form.choice() or Choice()
    await commands.choose_for(tx, referral_id, chosen, by)
    return _back(request, referral_id)


@pages.post("/{referral_id}/places/{place_id}")
async def referral_page_answer(
    request: Request,
    tx: Tx,
    by: Asking,
    referral_id: UUID,
    place_id: UUID,
    form: Annotated[AnswerForm, Form()],
) -> Response:
    """What they say to a place."""
    await commands.answer_place(tx, referral_id, place_id, form.answer, by)
    return _back(request, referral_id)


def _back(request: Request, referral_id: UUID) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/referral/{referral_id}", 303)


async def _page(
    request: Request, tx: Connection, by: By, found: Shown, opened: Opened | None
) -> Response:
    context = await _context(request, tx, by, found)
    return render(request, "referral.html", **context, opened=opened)


async def _context(request: Request, tx: Connection, by: By, found: Shown) -> dict[str, Any]:
    here = await current(tx, by.at)
    one, language = found.referral, language_of(request)
    people = {each.reader for each in found.readers if found.side is Party.RECEIVER}
    return {
        "one": one,
        "side": found.side,
        "may": _may(one, found.side, by),
        "shown": found,
        "at": by.at,
        "here": here,
        "openings": await _openings(tx, found, by),
        "doors": _doors(here, one, language),
        "names": await names_of(around(request).identity, people) if people else {},
        "call": lambda code: named(here, code, language),
        "reason": reason_said(here, one.reason, language),
        "programme": lambda session: session,
        "spent": _spent(one, by.at),
        "readable": found.side is Party.SENDER or one.readable_by_receiver,
        "reads": bool(by.who.roles & (STAFF | {Role.PARTNER})),
        **WORDS,
    }


def _may(one: Referral, side: Party, by: By) -> frozenset[Act]:
    """What this side may do now; a manager looks on."""
    if Role.PARTNER not in by.who.roles and not by.who.roles & STAFF:
        return frozenset()
    acts = {act for act, to in TO.items() if who_may(one.state, to) is side}
    if side is Party.RECEIVER and one.owed and one.acknowledged_at is None:
        acts.add(Act.ACKNOWLEDGE)
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
    partners = [(each.code, each.name.said(language)) for each in here.partners]
    owners = [(each.code, each.name.said(language)) for each in here.owners if not each.ours]
    known = {code for code, _ in [*units, *partners]}
    return [*units, *partners, *(each for each in owners if each[0] not in known)]


def _spent(one: Referral, at: datetime) -> int | None:
    """How much of the time to answer is over, in hundredths of the time until then."""
    if not one.owed or one.sent_at is None or one.answer_by is None:
        return None
    whole = (one.answer_by - one.sent_at).total_seconds()
    return max(0, min(100, round(100 * (at - one.sent_at).total_seconds() / whole))) if whole else 0
