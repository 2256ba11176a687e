"""What is done on the sheet of a session."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.groups import commands, queries
from services.groups.api.asked import Capacity, Facilitators, Household, Name
from services.groups.api.asking import Asking
from services.groups.api.facilitators import require_leading
from services.groups.commands import Attendee, Coming, Enrolling
from services.groups.domain.sessions import Session
from services.groups.policy import POLICY
from shared.contracts.groups import Attendance, PlaceAnswer
from shared.errors import NotFound
from shared.pages.rendering import language_of
from shared.web import Keys, Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/sessions/{session_id}")


class Act(StrEnum):
    """What may be done with a session."""

    PUBLISH = "publish"
    CANCEL = "cancel"
    CAPACITY = "capacity"
    FACILITATORS = "facilitators"
    EVERYBODY = "everybody"
    COUNT = "count"
    CLOSE = "close"


class Reply(StrEnum):
    """What may be said for somebody's place."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    AGAIN = "again"


class ActForm(BaseModel):
    """An act, and its number or who holds it where it has one."""

    model_config = ConfigDict(extra="ignore")

    act: Act
    capacity: Capacity = 1
    uncounted: Annotated[int, Field(ge=0, le=2000)] = 0
    facilitators: Facilitators = []


class MarkForm(BaseModel):
    """Whether a household came; empty: it is not known after all."""

    model_config = ConfigDict(extra="ignore")

    place: UUID
    attendance: Attendance | None = None
    present: Household | None = None


class ReplyForm(BaseModel):
    """What is said for a place."""

    model_config = ConfigDict(extra="ignore")

    place: UUID
    answer: Reply


class EnrolForm(BaseModel):
    """Who is enrolled by a professional."""

    model_config = ConfigDict(extra="ignore")

    name: Name
    mail: Annotated[str, Field(max_length=254)] = ""
    telephone: Annotated[str, Field(max_length=40)] = ""
    places: Household = 1


@pages.post("/act")
async def sheet_page_act(
    request: Request,
    tx: Tx,
    by: Asking,
    session_id: UUID,
    form: Annotated[ActForm, Form()],
) -> Response:
    """Publish, change the places or who holds it, cancel; all are here, so many more, the end."""
    found = await _within(request, tx, session_id, by)
    if form.act is Act.FACILITATORS:
        await require_leading(request, found.unit, form.facilitators, found.facilitators)
        await commands.change_facilitators(tx, session_id, form.facilitators, by)
        if found.restricted and by.who.id not in form.facilitators:
            return _back_to_all(request)
    elif form.act is Act.CAPACITY:
        await commands.change_capacity(tx, session_id, form.capacity, by)
    elif form.act is Act.COUNT:
        await commands.count(tx, session_id, form.uncounted, by)
    else:
        await ACTS[form.act](tx, session_id, by)
    return _back(request, session_id)


ACTS = {
    Act.PUBLISH: commands.publish,
    Act.CANCEL: commands.cancel,
    Act.EVERYBODY: commands.mark_all,
    Act.CLOSE: commands.close_sheet,
}


@pages.post("/mark")
async def sheet_page_mark(
    request: Request,
    tx: Tx,
    by: Asking,
    session_id: UUID,
    form: Annotated[MarkForm, Form()],
) -> Response:
    """Whether somebody came; pressed again otherwise it is corrected."""
    await _within(request, tx, session_id, by)
    await commands.mark(tx, form.place, Coming(form.attendance, form.present), by)
    return _back(request, session_id)


@pages.post("/answer")
async def sheet_page_answer(
    request: Request,
    tx: Tx,
    by: Asking,
    session_id: UUID,
    form: Annotated[ReplyForm, Form()],
) -> Response:
    """What somebody said on the telephone."""
    await _within(request, tx, session_id, by)
    if form.answer is Reply.AGAIN:
        await commands.wait_again(tx, form.place, by)
    else:
        await commands.answer(tx, form.place, PlaceAnswer(form.answer.value), by)
    return _back(request, session_id)


@pages.post("/enrol")
async def sheet_page_enrol(
    request: Request,
    tx: Tx,
    by: Asking,
    keys: Keys,
    session_id: UUID,
    form: Annotated[EnrolForm, Form()],
) -> Response:
    """A professional enrols somebody."""
    await _within(request, tx, session_id, by)
    who = Attendee(form.name, form.mail, form.telephone)
    said = Enrolling(who, form.places, language_of(request))
    await commands.enrol(tx, session_id, said, keys, by)
    return _back(request, session_id)


async def _within(request: Request, tx: Tx, session_id: UUID, by: Asking) -> Session:
    """The session. Raises ``NotFound`` for a session of another unit than the address says."""
    found = await queries.session(tx, session_id, by.who)
    if found.unit != request.path_params["unit"]:
        raise NotFound
    return found


def _back_to_all(request: Request) -> Response:
    """To the unit's sessions, for whoever may not see the sheet any more."""
    root, unit = request.scope.get("root_path", ""), request.path_params["unit"]
    return RedirectResponse(f"{root}/units/{unit}/sessions", 303)


def _back(request: Request, session_id: UUID) -> Response:
    unit = request.path_params["unit"]
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/units/{unit}/sessions/{session_id}", 303)
