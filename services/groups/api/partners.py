"""The partners' door by machine: whom an organisation enrolled, and enrolling and answering."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field

from services.groups import commands, queries
from services.groups.api.asked import AnswerAsked, Code, Household, Name, SessionId, Spoken
from services.groups.api.asking import Asking, Looks
from services.groups.api.calls import WhoShown
from services.groups.api.places import PlaceId
from services.groups.api.shapes import PLACE, SESSION, example
from services.groups.commands import Attendee, Enrolling
from services.groups.policy import POLICY
from shared.contracts.groups import PlaceState
from shared.web import Keys, Tx, router
from shared.web.paging import NextLink, Page

api = router(POLICY, prefix="/api/organisations/{organisation}", tags=["partners"])
Organisation = Annotated[Code, Path(description="The partner's own organisation.")]
OF_SESSION = ("id", "unit", "programme", "language", "starts_at", "minutes")
OURS = {"door", "attendance", "present", "minutes", "organisation"}
"""Of a place what is not told: of the door it is the partner's own."""
THEIR_PLACE = {name: said for name, said in PLACE.items() if name not in OURS}
THEIR_SESSION = {name: SESSION[name] for name in OF_SESSION}


class TheirSessionShown(BaseModel):
    """Of a session what the catalogue tells: who else comes is not a partner's affair."""

    model_config = example(THEIR_SESSION)

    id: UUID
    unit: str
    programme: str
    language: str
    starts_at: datetime
    minutes: int


class TheirPlaceShown(BaseModel):
    """A place as it stands; who came is the centre's affair."""

    model_config = example(THEIR_PLACE)

    id: UUID
    version: int
    session: UUID
    unit: str
    code: str
    places: int
    state: PlaceState
    asked_at: datetime
    offered_at: datetime | None
    offered_until: datetime | None
    enrolled_at: datetime | None
    ended_at: datetime | None
    told_at: datetime | None


class TheirsShown(BaseModel):
    """A place of the organisation's person, and in which session."""

    model_config = example({"place": THEIR_PLACE, "session": THEIR_SESSION})

    place: TheirPlaceShown
    session: TheirSessionShown


class TheirsListed(BaseModel):
    """A page of them: of sessions to come the offers first; of past ones the newest first."""

    model_config = example({"places": [{"place": THEIR_PLACE, "session": THEIR_SESSION}]})

    places: list[TheirsShown]


class NamedShown(TheirsShown):
    """The same, and how the person is called; none where it cannot be opened."""

    model_config = example(
        {
            "place": THEIR_PLACE,
            "session": THEIR_SESSION,
            "who": {"name": "Rosa", "telephone": "+34600000000"},
        }
    )

    who: WhoShown | None


class TheirsAsked(BaseModel):
    """Who is enrolled, and that they agree; an address is for letters about the place alone."""

    model_config = example({"name": "Rosa", "places": 2, "consent": True}, sent=True)

    name: Name
    mail: Annotated[str, Field(max_length=254)] | None = None
    telephone: Annotated[str, Field(max_length=40)] | None = None
    places: Household = 1
    language: Spoken = Field("ca", description="Of the letters.")
    consent: bool = Field(False, description="Whether the person agrees to be named to the centre.")

    def enrolling(self) -> Enrolling:
        """What is asked for."""
        who = Attendee(self.name, self.mail or None, self.telephone or None)
        return Enrolling(who, self.places, self.language)


@api.get("/places", response_model=TheirsListed)
async def partner_places(
    tx: Tx, by: Asking, organisation: Organisation, page: Page, link: NextLink, past: bool = False
) -> Any:
    """Whom an organisation has in sessions to come, or in those that are past, without names."""
    found, further = await queries.theirs(
        tx, organisation, by.at, past=past, after=page.after, limit=page.limit
    )
    link(further)
    return {"places": found}


@api.get("/places/{place_id}", response_model=NamedShown)
async def partner_place(tx: Tx, looks: Looks, organisation: Organisation, place_id: PlaceId) -> Any:
    """A place and whose it is: that somebody looked is noted."""
    return await queries.one_of_theirs(tx, organisation, place_id, looks)


@api.post("/sessions/{session_id}/places", status_code=201, response_model=TheirPlaceShown)
async def partner_enrol(
    tx: Tx,
    by: Asking,
    keys: Keys,
    organisation: Organisation,
    session_id: SessionId,
    body: TheirsAsked,
) -> Any:
    """Enrol somebody in a session of the catalogue, who waits where it is full."""
    return await commands.enrol_theirs(tx, session_id, body.enrolling(), body.consent, keys, by)


@api.post("/places/{place_id}/answer", response_model=TheirPlaceShown)
async def partner_answer(
    tx: Tx, by: Asking, organisation: Organisation, place_id: PlaceId, body: AnswerAsked
) -> Any:
    """What the person says to an offer, or to a place that they have."""
    return await commands.answer_theirs(tx, place_id, body.answer, by)


@api.post("/places/{place_id}/told", response_model=TheirPlaceShown)
async def partner_told(tx: Tx, by: Asking, organisation: Organisation, place_id: PlaceId) -> Any:
    """You said to the person that their place or offer is lost."""
    return await commands.told_theirs(tx, place_id, by)


@api.post("/places/{place_id}/told/undo", response_model=TheirPlaceShown)
async def partner_undo_told(
    tx: Tx, by: Asking, organisation: Organisation, place_id: PlaceId
) -> Any:
    """The person was not told after all, which may be said for ten minutes."""
    return await commands.untold_theirs(tx, place_id, by)
