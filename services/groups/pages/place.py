"""A place by its link: whoever has it takes an offer, leaves it or withdraws, without an account.

Nothing that is kept of an answer holds the link: where it leads is told relative to it.
"""

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from services.groups import commands, queries
from services.groups.policy import POLICY
from shared import cookies
from shared.city.store import current
from shared.contracts.groups import PlaceAnswer
from shared.errors import NotFound
from shared.pages import render
from shared.web import Now, Tx, router

pages = router(POLICY, include_in_schema=False, prefix="/places")


class AnswerForm(BaseModel):
    """What they say."""

    model_config = ConfigDict(extra="ignore")

    answer: PlaceAnswer


@pages.get("/{token}")
async def place_page(request: Request, tx: Tx, now: Now, token: str) -> Response:
    """Where it stands; a wrong link is as one that is over."""
    try:
        place, listed = await queries.place_by_link(tx, token, now)
    except NotFound:
        return render(request, "place.html", status=404, place=None)
    here = await current(tx, now)
    session = listed.session
    return render(
        request,
        "place.html",
        tongue=cookies.kept(request, cookies.LANGUAGE) or place.language,
        place=place,
        session=session,
        unit=here.unit(session.unit),
        programme=here.programme(session.programme),
        takes=session.is_open(now),
        holds=place.entry.is_offered(now),
    )


@pages.post("/{token}")
async def place_page_answer(
    tx: Tx, now: Now, token: str, form: Annotated[AnswerForm, Form()]
) -> Response:
    """Take the place, leave it to others, or withdraw."""
    await commands.answer_by_link(tx, token, form.answer, now)
    return RedirectResponse("?", 303)
