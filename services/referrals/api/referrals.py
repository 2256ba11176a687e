"""Referrals for partners' systems and for the centres."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path

from services.referrals import commands, queries
from services.referrals.api.acts_asked import Answering, Choosing, Saying, Sending, Writing
from services.referrals.api.asking import Asking, AskingForSide, Ring
from services.referrals.api.check_shapes import CheckShown
from services.referrals.api.content_shapes import ContentShown, MessageShown, ReferralWritten
from services.referrals.api.fields import Code, OfBox
from services.referrals.api.openings_shapes import OpeningsShown, SessionShown, TimeShown
from services.referrals.api.partners_shapes import PartnerShown, PartnersShown
from services.referrals.api.referrals_shapes import (
    ReferralShown,
    ReferralsListed,
    ReferralsShown,
    ReferralStands,
)
from services.referrals.commands import Act, Choice
from services.referrals.domain import Party
from services.referrals.domain.access import side_of
from services.referrals.policy import POLICY
from services.referrals.queries import Asked, Box, Stretch
from shared.city.store import current
from shared.identity import Role
from shared.web import Reading, Tx, asking_router, router
from shared.web.paging import NextLink, Page

questions = asking_router(POLICY, prefix="/api", tags=["referrals"])
api = router(POLICY, prefix="/api", tags=["referrals"])
Id = Annotated[UUID, Path(description="The referral.")]


@api.get("/partners", response_model=PartnersShown)
async def partner_list(tx: Tx, by: Asking) -> Any:
    """The partner services of the city, with whom each takes itself."""
    here = await current(tx, by.at)
    return PartnersShown(
        partners=[
            PartnerShown(
                code=each.code,
                name=each.name.model_dump(),
                receives=each.receives,
                takes=list(each.takes),
                districts=list(each.districts),
                youngest=each.youngest,
                oldest=each.oldest,
            )
            for each in here.partners
        ]
    )


@questions.post("/referrals/check", response_model=CheckShown)
async def check_referral(tx: Tx, by: Asking, ring: Ring, body: ReferralWritten) -> Any:
    """Whether it belongs there, before anything is written; it advises and never blocks."""
    written = body.written()
    asked = Asked(by.who.organisation or "", written.unit, written.reason, written.content)
    return CheckShown.of(await queries.check(tx, asked, ring, by.at))


@api.post("/referrals", status_code=201, response_model=ReferralStands)
async def write_referral(tx: Tx, by: Asking, ring: Ring, body: ReferralWritten) -> Any:
    """Begin a draft; nobody else knows of it."""
    draft = await commands.write(tx, body.written(), ring, by)
    return ReferralStands.of(draft, Party.SENDER, by.at)


@api.put("/referrals/{referral_id}", response_model=ReferralStands)
async def rewrite_referral(
    tx: Tx, by: Asking, ring: Ring, referral_id: Id, body: ReferralWritten
) -> Any:
    """Change a draft."""
    draft = await commands.rewrite(tx, referral_id, body.written(), ring, by)
    return ReferralStands.of(draft, Party.SENDER, by.at)


@api.post("/referrals/{referral_id}/send", response_model=ReferralsShown)
async def send_referral(tx: Tx, by: Asking, ring: Ring, referral_id: Id, body: Sending) -> Any:
    """Send it, and the same to others too; of each what became."""
    made = await commands.send(tx, referral_id, body.also, ring, by, body.despite)
    return ReferralsShown(referrals=[ReferralStands.of(each, Party.SENDER, by.at) for each in made])


@api.get("/referrals", response_model=ReferralsListed)
async def sent_referrals(
    tx: Tx, by: Asking, page: Page, link: NextLink, box: OfBox = Box.OPEN
) -> Any:
    """What your organisation has sent, the newest news first."""
    stretch = Stretch(page.limit, page.after)
    found = await queries.sent(tx, by.who.organisation or "", box, by.who, by.at, stretch)
    link(found.more)
    return ReferralsListed.of(found, Party.SENDER, by.at)


@api.get("/units/{unit}/referrals", response_model=ReferralsListed)
async def unit_referrals(
    tx: Tx, by: Asking, unit: Code, page: Page, link: NextLink, box: OfBox = Box.OPEN
) -> Any:
    """What a centre was sent, the next to be late first."""
    stretch = Stretch(page.limit, page.after)
    found = await queries.received(tx, unit, box, by.who, by.at, stretch)
    link(found.more)
    tally = await queries.tally(tx, unit, by.who, by.at)
    return ReferralsListed.of(found, Party.RECEIVER, by.at, tally.withheld)


@api.get("/units/{unit}/openings", response_model=OpeningsShown)
async def referral_openings(tx: Tx, by: Asking, unit: Code) -> Any:
    """Free times and open sessions of a centre, as far as they were told."""
    restricted = Role.PROFESSIONAL in by.who.roles
    found = await queries.openings(tx, unit, by.at, restricted=restricted)
    return OpeningsShown(
        times=[TimeShown(slot=a, starts_at=b, kind=c) for a, b, c in found.times],
        sessions=[SessionShown.model_validate(each) for each in found.sessions],
        times_known=found.times_known,
        sessions_known=found.sessions_known,
    )


@api.get("/referrals/{referral_id}", response_model=ReferralShown)
async def one_referral(tx: Tx, by: AskingForSide, referral_id: Id) -> Any:
    """Where it stands, with its history; nothing in it says who it is."""
    return ReferralShown.shown(await queries.shown(tx, referral_id, by.who, by.side), by.at)


@questions.post("/referrals/{referral_id}/open", response_model=ContentShown)
async def open_referral(
    tx: Tx, by: AskingForSide, ring: Ring, reader: Reading, referral_id: Id
) -> Any:
    """Read what it says: that you did, and when first, stays."""
    referral, side = await commands.open_referral(tx, referral_id, replace(by, seen=None))
    found = await queries.opened(tx, referral, side, reader, ring)
    told = ContentShown.model_validate(found.content, from_attributes=True)
    messages = [MessageShown.model_validate(each) for each in found.messages]
    return told.model_copy(update={"others": found.others, "messages": messages})


@api.post("/referrals/{referral_id}/messages", status_code=201, response_model=ReferralStands)
async def say_in_referral(
    tx: Tx, by: AskingForSide, ring: Ring, referral_id: Id, body: Writing
) -> Any:
    """Write to the other side, as long as it is open or was returned; ``open`` reads the answers.

    Whoever writes counts as having read it. Where it stands does not change by it.
    """
    one = await commands.say(tx, referral_id, body.words, ring, by)
    return ReferralStands.of(one, side_of(one, by.who, by.side) or Party.SENDER, by.at)


@api.post("/referrals/{referral_id}/acts/{act}", response_model=ReferralStands)
async def act_on_referral(
    tx: Tx, by: AskingForSide, referral_id: Id, act: Act, body: Saying
) -> Any:
    """Do something with it, if it is your side's to do now.

    The sender may ``take_back``, ``take_up`` and ``call_error``; the rest is the receiver's.
    """
    done = await commands.do(tx, referral_id, act, body.said(), by)
    return ReferralStands.of(done, side_of(done, by.who, by.side) or Party.SENDER, by.at)


@api.post("/referrals/{referral_id}/openings", response_model=ReferralShown)
async def choose_opening(tx: Tx, by: AskingForSide, referral_id: Id, body: Choosing) -> Any:
    """Choose another time for the first visit, or a session, for one that was taken on."""
    choice = Choice(body.slot, body.session, body.places)
    await commands.choose_for(tx, referral_id, choice, by)
    return ReferralShown.shown(await queries.shown(tx, referral_id, by.who, by.side), by.at)


@api.post("/referrals/{referral_id}/places/{place_id}", response_model=ReferralShown)
async def answer_place(
    tx: Tx,
    by: AskingForSide,
    referral_id: Id,
    place_id: Annotated[UUID, Path(description="The place.")],
    body: Answering,
) -> Any:
    """Say for the person what they answer to an offered or taken place; either side may."""
    await commands.answer_place(tx, referral_id, place_id, body.answer, by)
    return ReferralShown.shown(await queries.shown(tx, referral_id, by.who, by.side), by.at)


@api.get("/mistaken-referrals", response_model=ReferralsShown)
async def mistaken_referrals(tx: Tx, by: Asking, page: Page, link: NextLink) -> Any:
    """For the officer: those sent by mistake whose content had been opened, the newest first."""
    found, more = await queries.mistakes(tx, Stretch(page.limit, page.after))
    link(more)
    return ReferralsShown(
        referrals=[ReferralStands.of(each, Party.SENDER, by.at) for each in found]
    )
