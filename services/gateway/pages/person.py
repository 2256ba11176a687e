"""A person: masked until somebody asks for the data, which are masked again after a minute."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.gateway import commands, queries
from services.gateway.api.asking import Asking, Looks
from services.gateway.api.shapes import Code
from services.gateway.domain import Kind, people
from services.gateway.domain.sealing import LONGEST_NOTE, TO_OPEN, TO_SEAL
from services.gateway.domain.timeline import Stretch
from services.gateway.pages.person_forms import PersonFields
from services.gateway.pages.timeline import said
from services.gateway.pages.trace_words import SEAL_REASONS
from services.gateway.policy import POLICY
from services.gateway.queries import Looking
from shared.city.store import current
from shared.db import Tx as Connection
from shared.errors import NotFound
from shared.identity import colleagues
from shared.pages import N_, render
from shared.web import Keys, Tx, around, asking_router, router
from shared.web.paging import After

PERSON_PREFIX = "/units/{unit}/people/{person_id}"
pages = router(POLICY, include_in_schema=False, prefix=PERSON_PREFIX)
questions = asking_router(POLICY, include_in_schema=False, prefix=PERSON_PREFIX)
SHOWN_SECONDS = 60
LINES = 20
"""Of the timeline at once."""
KINDS = {Kind.HOUSEHOLD: N_("Lives with them"), Kind.FAMILY: N_("Family")}


class CorrectionForm(PersonFields):
    """What is right; an empty field stays as it is, unless it is said that there is none."""

    without: frozenset[str] = frozenset()

    def said(self) -> dict[str, str | None]:
        """The fields to put right."""
        written = {name: getattr(self, name) for name in people.FIELDS}
        none: dict[str, str | None] = {name: None for name in REMOVABLE if name in self.without}
        return none | {name: text for name, text in written.items() if text}


@dataclass(frozen=True, slots=True)
class _Where:
    """At which unit, which person, and the address of their page."""

    unit: str
    person: UUID
    address: str


async def _where(request: Request, unit: Code, person_id: UUID) -> _Where:
    return _Where(unit, person_id, address_of(request, unit, person_id))


class _Asked:
    """From where the timeline goes on, and whether something was just noted."""

    def __init__(self, after: After = 0, noted: bool = False) -> None:
        self.after, self.noted = after, noted


Where = Annotated[_Where, Depends(_where)]
REMOVABLE = ("telephone", "document")


@pages.get("")
async def person_page(
    request: Request, tx: Tx, looks: Looks, where: Where, asked: Annotated[_Asked, Depends(_Asked)]
) -> Response:
    """The person, masked, and what happened at this unit."""
    context = await shown_person(request, tx, looks, where.unit, where.person, asked.after)
    noted = asked.noted
    return render(request, "person.html", **context | {"noted": noted}, open=False)


@questions.post("/data")
async def person_page_data(
    request: Request, tx: Tx, looks: Looks, unit: Code, person_id: UUID
) -> Response:
    """The same with the data; a browser without scripts goes back to the masked page by itself."""
    answer = render(
        request, "person.html", **await shown_person(request, tx, looks, unit, person_id), open=True
    )
    answer.headers["refresh"] = f"{SHOWN_SECONDS}; url={address_of(request, unit, person_id)}"
    return answer


@pages.get("/data")
async def person_page_again(request: Request, unit: Code, person_id: UUID) -> Response:
    """The data are not at an address: back to the masked page."""
    return RedirectResponse(address_of(request, unit, person_id), 303)


@pages.post("/correct")
async def person_page_correct(
    tx: Tx, by: Asking, keys: Keys, where: Where, form: Annotated[CorrectionForm, Form()]
) -> Response:
    """Put fields right, and come back to the person."""
    await commands.correct_person(tx, where.person, form.said(), by, keys.ring())
    return RedirectResponse(where.address, 303)


async def shown_person(
    request: Request,
    tx: Connection,
    looking: Looking,
    unit: str,
    person_id: UUID,
    after: int = 0,
) -> dict[str, Any]:
    """What the page says of a person; ask last, since it records the looks."""
    city = await current(tx, looking.at)
    here = city.unit(unit)
    if here is None:
        raise NotFound
    told = await queries.timeline(tx, person_id, Stretch(unit, LINES, after), looking)
    context = {
        "place": here,
        "city": city,
        "noted": False,
        "colleagues": await colleagues.at_unit(around(request).identity, unit),
        "reasons": SEAL_REASONS,
        "to_seal": TO_SEAL,
        "to_open": TO_OPEN,
        "longest": LONGEST_NOTE,
        "tongues": city.languages,
        "happened": [said(each) for each in told.happened],
        "older": told.older,
        "glass": await queries.open_glass(tx, person_id, looking),
        "kinds": KINDS,
        "found": None,
    }
    home = await queries.household(tx, person_id, looking)  # last: it records the looks
    return context | {"person": home.person, "members": home.members}


def address_of(request: Request, unit: str, person_id: UUID) -> str:
    """Of the person's page."""
    return f"{request.scope.get('root_path', '')}/units/{unit}/people/{person_id}"
