"""A referral: where it stands, what each side may do now, its history; and what it says."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from services.referrals import commands, queries
from services.referrals.api.asking import AskingForSide, Ring
from services.referrals.commands import Act, By, Choice
from services.referrals.domain import State
from services.referrals.pages.acts_form import ActForm, AnswerForm, MessageForm
from services.referrals.pages.standing import standing
from services.referrals.policy import POLICY
from shared.identity.colleagues import names_of
from shared.pages import render
from shared.web import Reading, Tx, around, asking_router, router

pages = router(POLICY, include_in_schema=False, prefix="/referral")
questions = asking_router(POLICY, include_in_schema=False, prefix="/referral")


@pages.get("/{referral_id}")
async def referral_page(request: Request, tx: Tx, by: AskingForSide, referral_id: UUID) -> Response:
    """Where it stands; what it says is read by another act, which is noted.

    Whoever has just written a message has read it: their page asks for it again by itself,
    which a link to it never makes anybody do.
    """
    found = await queries.shown(tx, referral_id, by.who, by.side)
    context = await standing(request, tx, by, found)
    again = "hx-request" in request.headers and "again" in request.query_params
    return render(request, "referral.html", **context, opened=None, again=again)


@questions.post("/{referral_id}/open")
async def referral_page_open(
    request: Request, tx: Tx, by: AskingForSide, ring: Ring, reader: Reading, referral_id: UUID
) -> Response:
    """The same with what it says: that somebody read it, and when, stays."""
    referral, side = await commands.open_referral(tx, referral_id, by)
    found = await queries.shown(tx, referral_id, by.who, by.side)
    context = await standing(request, tx, by, found)
    opened = await queries.opened(tx, referral, side, reader, ring)  # last: others wait from here
    writers = await names_of(around(request).identity, {each.staff for each in opened.messages})
    return render(request, "referral.html", **context, opened=opened, writers=writers)


@pages.post("/{referral_id}/messages")
async def referral_page_say(
    request: Request,
    tx: Tx,
    by: AskingForSide,
    ring: Ring,
    referral_id: UUID,
    form: Annotated[MessageForm, Form()],
) -> Response:
    """Write to the other side; whoever has read what it says reads on."""
    await commands.say(tx, referral_id, form.words, ring, by)
    root = request.scope.get("root_path", "")
    side = f"&side={by.side}" if by.side else ""
    return RedirectResponse(f"{root}/referral/{referral_id}?again=1{side}", 303)


@pages.post("/{referral_id}/acts/{act}")
async def referral_page_act(
    request: Request,
    tx: Tx,
    by: AskingForSide,
    referral_id: UUID,
    act: Act,
    form: Annotated[ActForm, Form()],
) -> Response:
    """Do it, and show what it made."""
    done = await commands.do(tx, referral_id, act, form.said(), replace(by, seen=form.seen))
    gone = done.state is State.CANCELLED and by.who.organisation is None and not done.internal
    if gone:
        return RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
    return _back(request, referral_id, by)


@pages.post("/{referral_id}/openings")
async def referral_page_choose(
    request: Request, tx: Tx, by: AskingForSide, referral_id: UUID, form: Annotated[ActForm, Form()]
) -> Response:
    """Another time for the first visit, or a session."""
    chosen = form.choice() or Choice()
    await commands.choose_for(tx, referral_id, chosen, by)
    return _back(request, referral_id, by)


@pages.post("/{referral_id}/places/{place_id}")
async def referral_page_answer(
    request: Request,
    tx: Tx,
    by: AskingForSide,
    referral_id: UUID,
    place_id: UUID,
    form: Annotated[AnswerForm, Form()],
) -> Response:
    """What they say to a place."""
    await commands.answer_place(tx, referral_id, place_id, form.answer, by)
    return _back(request, referral_id, by)


def _back(request: Request, referral_id: UUID, by: By) -> Response:
    side = f"?side={by.side}" if by.side else ""
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/referral/{referral_id}{side}", 303)
