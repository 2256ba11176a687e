"""What is answered, with examples."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.groups.domain.sessions import Need, Stage
from shared.contracts.groups import Attendance, PlaceDoor, PlaceState, SessionMode

SESSION: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c55",
    "version": 3,
    "series": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c56",
    "unit": "raval-sud",
    "programme": "energy",
    "language": "ca",
    "mode": "substitute",
    "room": "Aula 2",
    "starts_at": "2026-03-16T09:00:00Z",
    "minutes": 90,
    "capacity": 15,
    "facilitators": ["019cadb5-2a17-7c42-8f3e-6b1d0e9a4c66"],
    "needs": ["step-free"],
    "public": True,
    "restricted": False,
    "walk_in": False,
    "state": "published",
    "published_at": "2026-03-02T08:00:00Z",
    "ended_at": None,
    "uncounted": None,
}
PLACE: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c77",
    "version": 1,
    "session": SESSION["id"],
    "unit": "raval-sud",
    "code": "402 913",
    "door": "gateway",
    "places": 2,
    "state": "enrolled",
    "asked_at": "2026-03-02T08:05:10Z",
    "offered_at": None,
    "offered_until": None,
    "enrolled_at": "2026-03-02T08:05:10Z",
    "ended_at": None,
    "attendance": None,
    "present": None,
    "minutes": None,
    "organisation": None,
    "told_at": None,
}
PROGRAMME: dict[str, Any] = {
    "code": "energy",
    "kind": "informative",
    "mode": "substitute",
    "title": "Llum, aigua i gas: drets i ajuts",
    "minutes": 90,
    "size": 15,
    "restricted": False,
    "public": True,
    "reasons": ["energy-advice"],
    "languages": ["ca", "es"],
}


def example(*shown: Any, sent: bool = False) -> ConfigDict:
    """How a shape is read, with examples of it; nothing unknown may be ``sent``."""
    extra: Any = "forbid" if sent else "ignore"
    return ConfigDict(
        extra=extra, from_attributes=True, json_schema_extra={"examples": list(shown)}
    )


class SessionShown(BaseModel):
    """A session as it stands; times are UTC."""

    model_config = example(SESSION)

    id: UUID
    version: int
    series: UUID
    unit: str
    programme: str
    language: str
    mode: SessionMode
    room: str
    starts_at: datetime
    minutes: int
    capacity: int
    facilitators: tuple[UUID, ...]
    needs: tuple[Need, ...]
    public: bool
    restricted: bool
    walk_in: bool
    state: Stage
    published_at: datetime | None
    ended_at: datetime | None
    uncounted: int | None


class OfUnitShown(BaseModel):
    """A session with the sums of its places."""

    model_config = example({"session": SESSION, "taken": 12, "offered": 1, "waiting": 2})

    session: SessionShown
    taken: int
    offered: int
    waiting: int


class SessionsShown(BaseModel):
    """A page of sessions: to come the soonest first, past the newest."""

    model_config = example(
        {"sessions": [{"session": SESSION, "taken": 12, "offered": 1, "waiting": 2}]}
    )

    sessions: list[OfUnitShown]


class SeriesShown(BaseModel):
    """Sessions that were made as drafts, and the days left out because the unit is shut."""

    model_config = example({"sessions": [SESSION], "shut": ["2026-12-08"]})

    sessions: list[SessionShown]
    shut: list[date]


class PlaceShown(BaseModel):
    """A place as it stands; it does not say whose."""

    model_config = example(PLACE)

    id: UUID
    version: int
    session: UUID
    unit: str
    code: str
    door: PlaceDoor
    places: int
    state: PlaceState
    asked_at: datetime
    offered_at: datetime | None
    offered_until: datetime | None
    enrolled_at: datetime | None
    ended_at: datetime | None
    attendance: Attendance | None
    present: int | None
    minutes: int | None
    organisation: str | None
    told_at: datetime | None


class PlacesShown(BaseModel):
    """Everybody who asked, in the order in which they did."""

    model_config = example({"session": SESSION, "places": [PLACE]})

    session: SessionShown
    places: list[PlaceShown]


class ProgrammeShown(BaseModel):
    """A programme of the city folder."""

    model_config = example(PROGRAMME)

    code: str
    kind: str
    mode: SessionMode
    title: str
    minutes: int
    size: int
    restricted: bool
    public: bool
    reasons: tuple[str, ...]
    languages: tuple[str, ...]


class ProgrammesShown(BaseModel):
    """All of them, in the folder's order."""

    model_config = example({"programmes": [PROGRAMME]})

    programmes: list[ProgrammeShown]
