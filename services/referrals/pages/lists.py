"""What a centre has to answer, and what a partner has sent and been sent."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from services.referrals import queries
from services.referrals.api.asking import Asking
from services.referrals.api.fields import Code
from services.referrals.pages.words import WORDS, named, reason_said
from services.referrals.policy import POLICY
from services.referrals.queries import Box, Stretch
from shared.city.store import current
from shared.errors import NotFound
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Tx, router
from shared.web.paging import After, Page

pages = router(POLICY, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _OfUnit:
    """Which referrals of a unit, and which stretch of each of its two lists."""

    box: Box
    received: Stretch
    sent: Stretch


async def _of_unit(page: Page, box: Box = Box.OPEN, sent_after: After = 0) -> _OfUnit:
    return _OfUnit(box, Stretch(page.limit, page.after), Stretch(page.limit, sent_after))


WhichOfUnit = Annotated[_OfUnit, Depends(_of_unit)]


@pages.get("/units/{unit}")
async def worklist_page(
    request: Request, tx: Tx, by: Asking, unit: Code, asked: WhichOfUnit
) -> Response:
    """What was sent to a centre: the next to be late first, then what is worked on.

    Below what it sent itself to other centres, what came back first.
    """
    here = await current(tx, by.at)
    place = here.unit(unit)
    if place is None:
        raise NotFound
    found = await queries.received(tx, unit, asked.box, by.who, by.at, asked.received)
    language = language_of(request)
    return render(
        request,
        "worklist.html",
        place=place,
        places=[each for each in here.centres if by.who.sees(each.code)],
        found=found,
        sent=await queries.sent_within(tx, unit, asked.box, by.who, by.at, asked.sent),
        tally=await queries.tally(tx, unit, by.who, by.at),
        offers=await queries.offers(tx, unit, by.who, by.at),
        box=asked.box,
        at=by.at,
        call=lambda code: named(here, code, language),
        reason=lambda code: reason_said(here, code, language),
        **WORDS,
    )


@pages.get("/sent")
async def sent_page(
    request: Request, tx: Tx, by: Asking, page: Page, box: Box = Box.OPEN
) -> Response:
    """What a partner has sent, the newest news first; what it was sent itself above."""
    here = await current(tx, by.at)
    whose = by.who.organisation or ""
    stretch = Stretch(page.limit, page.after)
    partner = here.partner(whose)
    receives = partner is not None and partner.receives
    theirs = None
    if receives:
        theirs = await queries.received(tx, whose, Box.OPEN, by.who, by.at, Stretch(50, 0))
    language = language_of(request)
    return render(
        request,
        "sent.html",
        organisation=named(here, whose, language),
        found=await queries.sent(tx, whose, box, by.who, by.at, stretch),
        theirs=theirs,
        box=box,
        at=by.at,
        call=lambda code: named(here, code, language),
        reason=lambda code: reason_said(here, code, language),
        **WORDS,
    )
