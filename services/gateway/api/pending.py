"""Pending calls for machines and other screens: the list, one, and what is done with it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Comparing, Looks
from services.gateway.api.pending_asked import (
    NO_CENTRE,
    GivingUp,
    HandingOver,
    NamingCall,
    Reached,
    Settling,
    Trying,
)
from services.gateway.api.pending_elsewhere import PendingSeen, as_seen
from services.gateway.api.pending_shapes import (
    CallShown,
    CandidatesShown,
    NumberShown,
    PendingListShown,
    PendingShown,
    WordsShown,
)
from services.gateway.api.people import shown as person_shown
from services.gateway.api.places_shapes import Answering as AnsweringPlace
from services.gateway.api.shapes import Code, ContactShown
from services.gateway.policy import POLICY
from services.gateway.queries import PendingList, Shown
from services.gateway.queries.pending_ended import GOES_ON, EndedAsked, goes_on
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin
from shared.web import Now, Tx, Who, asking_router, router
from shared.web.civil import Day
from shared.web.paging import Page, link_next

api = router(POLICY, prefix="/api", tags=["pending calls"])
questions = asking_router(POLICY, prefix="/api", tags=["pending calls"])
Id = Annotated[UUID, Path(description="The pending call.")]
Which = Annotated[Shown, Query(description="Which of them.")]
Origin = Annotated[PendingOrigin | None, Query(description="Only those that come of this.")]
EndedOn = Annotated[Day | None, Query(description="Of those that ended; without it, today.")]
Beyond = Annotated[str | None, Query(pattern=GOES_ON, description="After which that ended.")]


class _List:
    """A unit's list, for whoever asks."""

    def __init__(
        self, tx: Tx, who: Who, now: Now, unit: Code, day: EndedOn = None, beyond: Beyond = None
    ) -> None:
        self.tx, self.who, self.now, self.unit = tx, who, now, unit
        self.day, self.beyond = day, goes_on(beyond)

    async def found(self, which: Shown, origin: PendingOrigin | None, limit: int) -> PendingList:
        """It, with a page of those that ended where they are asked for."""
        ended = None
        if which is Shown.ENDED:
            today = (await current(self.tx, self.now)).day(self.now)
            ended = EndedAsked(self.day or today, limit, origin, self.beyond)
        return await queries.pending_list(self.tx, self.unit, self.who, self.now, ended)


@api.get("/units/{unit}/pending", response_model=PendingListShown)
async def pending_calls(
    request: Request,
    response: Response,
    asked: Annotated[_List, Depends(_List)],
    page: Page,
    which: Which = Shown.ALL,
    origin: Origin = None,
) -> Any:
    """Who is to be called back at a unit, due first; equal numbers together, never merged.

    With ``which=ended`` those that ended on a day, the last first; pages go on by ``beyond``.
    """
    here = await asked.found(which, origin, page.limit)
    rows = here.shown(which, asked.who, origin)
    if here.ended is not None:
        link_next(request, response, here.ended.more, "beyond")
    else:
        link_next(request, response, page.end if len(rows) > page.end else None)
        rows = rows[page.after : page.end]
    return {
        "overdue": here.count(Shown.OVERDUE, asked.who),
        "calls": [
            {
                "call": each.entry,
                "code": each.code,
                "late": here.is_late(each),
                "safe_contact": each.safe,
                "reach": each.reach,
                "begin": each.begin,
                "alike": [other.entry.id for other in here.alike(each)],
            }
            for each in rows
        ],
    }


@api.get("/pending/{call_id}", response_model=CallShown)
async def pending_call(tx: Tx, who: Who, now: Now, call_id: Id) -> Any:
    """One, with every attempt and what is still to be tried."""
    one = await queries.one_call(tx, call_id, who, now)
    return {
        "call": one.entry,
        "safe_contact": one.safe,
        "reach": one.reach,
        "begin": one.begin,
        "missing_attempts": one.missing.attempts,
        "another_day": one.missing.another_day,
        "half": one.missing.half,
        "grave": one.grave,
    }


@questions.post("/pending/{call_id}/number", response_model=NumberShown)
async def call_number(tx: Tx, looks: Looks, call_id: Id) -> Any:
    """The number to call; a recorded look."""
    one = await queries.one_call(tx, call_id, looks.reader.who, looks.at)
    return await queries.number_to_call(tx, one.entry, looks)


@questions.post("/pending/{call_id}/candidates", response_model=CandidatesShown)
async def call_candidates(tx: Tx, looks: Looks, call_id: Id) -> Any:
    """Who has the number, masked; each a recorded look. Never read them out: ask for the name."""
    one = await queries.one_call(tx, call_id, looks.reader.who, looks.at)
    found = await queries.candidates(tx, one.entry, looks)
    return {"people": [person_shown(each, masked=True) for each in found.people]}


@questions.post("/pending/{call_id}/words", response_model=WordsShown)
async def call_words(tx: Tx, looks: Looks, call_id: Id) -> Any:
    """A message and its answer."""
    one = await queries.one_call(tx, call_id, looks.reader.who, looks.at)
    return await queries.message(tx, one.entry, looks)


@api.post("/pending/{call_id}/call", response_model=PendingShown)
async def begin_call(tx: Tx, by: Asking, call_id: Id) -> Any:
    """Say that one is about to call; for ten minutes nobody else does."""
    return await commands.begin_call(tx, call_id, by)


@api.post("/pending/{call_id}/attempts", response_model=PendingSeen)
async def note_attempt(tx: Tx, by: Asking, call_id: Id, body: Trying) -> Any:
    """They were called and not reached."""
    return as_seen(await commands.note_attempt(tx, call_id, body.result, by), by.who, call_id)


@api.post("/pending/{call_id}/reached", response_model=ContactShown)
async def reach_call(tx: Tx, by: Comparing, call_id: Id, body: Reached) -> Any:
    """They were reached: a contact that waited since the first call; from no desk it has ended."""
    return await commands.reach(tx, call_id, by, body.ended)


@api.post("/pending/{call_id}/settle", response_model=PendingSeen)
async def settle_call(tx: Tx, by: Comparing, call_id: Id, body: Settling) -> Any:
    """They came, were told the answer, want no call, or it was a mistake."""
    return as_seen(await commands.settle(tx, call_id, body.how, by, body.contact), by.who, call_id)


@api.post("/pending/{call_id}/offer", response_model=PendingShown)
async def answer_offer(tx: Tx, by: Asking, call_id: Id, body: AnsweringPlace) -> Any:
    """They say yes or no to the place that is offered: the groups hear it, the call is settled."""
    return await commands.answer_offer(tx, call_id, body.answer, by)


@api.post("/pending/{call_id}/give-up", response_model=PendingShown)
async def give_up_call(tx: Tx, by: Asking, call_id: Id, body: GivingUp) -> Any:
    """Close it after attempts in vain, saying why; of a grave one a professional decides."""
    return await commands.give_up(tx, call_id, body.why, by)


@api.post("/pending/{call_id}/hand-over", response_model=PendingSeen)
async def hand_over_call(tx: Tx, by: Asking, call_id: Id, body: HandingOver = NO_CENTRE) -> Any:
    """Leave to a professional whom nobody may dial; to a centre's what the telephone cannot end."""
    return as_seen(await commands.hand_over(tx, call_id, by, body.centre), by.who, call_id)


@api.post("/pending/{call_id}/own", response_model=PendingShown)
async def own_call(tx: Tx, by: Asking, call_id: Id) -> Any:
    """See to it oneself."""
    return await commands.own(tx, call_id, by)


@api.post("/pending/{call_id}/undo", response_model=PendingSeen)
async def undo_call(tx: Tx, by: Asking, call_id: Id) -> Any:
    """Take the last act on it back within ten minutes, if nothing has happened with it since."""
    return as_seen(await commands.undo_call(tx, call_id, by), by.who, call_id)


@api.post("/pending/{call_id}/person", response_model=PendingShown)
async def name_call(tx: Tx, by: Comparing, call_id: Id, body: NamingCall) -> Any:
    """Say whose it is; with an open one of theirs at the unit it becomes one, which is answered."""
    return await commands.name_call(tx, call_id, body.person, by)
