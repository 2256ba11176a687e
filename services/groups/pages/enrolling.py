"""A session of the catalogue, and enrolling oneself in it."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from services.groups import commands, queries
from services.groups.api.asked import Name
from services.groups.commands import Attendee, Enrolling
from services.groups.pages.words import NEEDS
from services.groups.policy import POLICY
from shared.city.store import current
from shared.contracts.groups import PlaceState
from shared.errors import NotFound
from shared.pages import render
from shared.pages.rendering import language_of
from shared.web import Keys, Now, Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/open")
DONE = {"enrolled", "waiting"}
MOST_TOGETHER = 6
"""So many of a household enrol without speaking to anybody."""


class EnrolForm(BaseModel):
    """Who wants to come, and how they are told."""

    model_config = ConfigDict(extra="ignore")

    name: Name
    mail: Annotated[str, Field(max_length=254)] = ""
    telephone: Annotated[str, Field(max_length=40)] = ""
    places: Annotated[int, Field(ge=1, le=MOST_TOGETHER)] = 1


@pages.get("/{session_id}")
async def open_page(
    request: Request, tx: Tx, now: Now, session_id: UUID, done: str = "", by: str = ""
) -> Response:
    """What it is, when and where, what is left, and the form; ``done`` says what came of it."""
    here = await current(tx, now)
    try:
        found = await queries.open_session(tx, session_id)
    except NotFound:
        return render(request, "open.html", status=404, found=None, here=here)
    return render(
        request,
        "open.html",
        found=found,
        here=here,
        needs=NEEDS,
        programme=here.programme(found.session.programme),
        place=here.unit(found.session.unit),
        takes=found.session.is_open(now),
        done=done if done in DONE else "",
        by_mail=by == "mail",
    )


@pages.post("/{session_id}")
async def open_page_enrol(
    request: Request,
    tx: Tx,
    now: Now,
    keys: Keys,
    session_id: UUID,
    form: Annotated[EnrolForm, Form()],
) -> Response:
    """A place, or the waiting list; nothing that is kept of the answer says who it was."""
    who = Attendee(form.name, form.mail, form.telephone)
    said = Enrolling(who, form.places, language_of(request))
    made = await commands.enrol_publicly(tx, session_id, said, keys, now)
    done = "enrolled" if made.state is PlaceState.ENROLLED else "waiting"
    way = "mail" if form.mail.strip() else "telephone"
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/open/{session_id}?done={done}&by={way}", 303)
