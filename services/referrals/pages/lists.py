"""What a centre has to answer, and what a partner has sent and been sent."""

from fastapi import Request, Response

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
from shared.web.paging import Page

pages = router(POLICY, include_in_schema=False)


@pages.get("/units/{unit}")
async def worklist_page(
    request: Request, tx: Tx, by: Asking, unit: Code, page: Page, box: Box = Box.OPEN
) -> Response:
    """What was sent to a centre: the next to be late first, then what is worked on."""
    here = await current(tx, by.at)
    place = here.unit(unit)
    if place is None:
        raise NotFound
    stretch = Stretch(page.limit, page.after)
    found = await queries.received(tx, unit, box, by.who, by.at, stretch)
    language = language_of(request)
    return render(
        request,
        "worklist.html",
        place=place,
        places=[each for each in here.centres if by.who.sees(each.code)],
        found=found,
        tally=await queries.tally(tx, unit, by.who, by.at),
        offers=await queries.offers(tx, unit, by.who, by.at),
        box=box,
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
