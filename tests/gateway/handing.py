"""What the other doors tell the gateway, and somebody whom it hands on to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from services.gateway import commands
from services.gateway.commands import Wanted
from services.gateway.domain.places import Place
from services.gateway.reactions import REACTIONS
from shared import contracts
from shared.city import City, Programme, ProgrammeKind
from shared.consumer import Told
from shared.contracts import Event
from shared.contracts.groups import PlaceChanged, SessionChanged, SessionMode
from shared.contracts.heartbeat import GroupsHeartbeat
from shared.db import Tx
from tests.fixtures.cities import NORD, a_city, same
from tests.gateway.appointing import FOOD, served
from tests.gateway.scene import NINE, Staff, after

E = TypeVar("E", bound=Event)
EXAMPLES = Path(contracts.__file__).parent / "examples"
THURSDAY = datetime(2026, 3, 5, 16, 0, tzinfo=NINE.tzinfo)


@cache
def city() -> City:
    """The test city, with a programme that answers food and one that answers nothing."""
    return a_city().model_copy(update={"programmes": (_programme("cook", FOOD), _programme("sew"))})


def _programme(code: str, *reasons: str) -> Programme:
    return Programme(
        code=code,
        kind=ProgrammeKind.WORKSHOP,
        mode=SessionMode.COMPLEMENT,
        minutes=90,
        size=10,
        restricted=False,
        public=True,
        reasons=reasons,
        languages=("ca",),
        title=same(f"El {code}"),
        aim=same("Fer."),
        audience=same("Tothom."),
    )


def frozen(event: type[E], **differs: Any) -> E:
    """The frozen example of a type, but for what differs."""
    example = event.model_validate_json((EXAMPLES / f"{event.type}.json").read_text())
    return event.model_validate(example.model_dump() | differs)


def a_session(programme: str = "cook", **differs: Any) -> SessionChanged:
    """A session of Thursday at the centre, ten places of which none is taken."""
    free = {"capacity": 10, "taken": 0, "offered": 0, "waiting": 0, "version": 1}
    of = {"session_id": uuid4(), "programme": programme, "unit": NORD, "starts_at": THURSDAY}
    return frozen(SessionChanged, **free | of | differs)


def becomes(place: Place, state: str, version: int = 1, **differs: Any) -> PlaceChanged:
    """What the groups tell of a place."""
    of = {
        "place_id": place.id,
        "session_id": place.session,
        "programme": place.programme,
        "unit": place.held_at,
        "starts_at": place.starts_at,
        "places": place.places,
        "contact_id": place.contact,
        "asked_at": place.asked_at,
        "offered_at": None,
        "offered_until": None,
    }
    return frozen(PlaceChanged, **of | {"state": state, "version": version} | differs)


def as_told(events: Iterable[Event], time: datetime = NINE) -> list[Told[Any]]:
    """Events as they come out of a topic."""
    return [Told(UUID(str(uuid7())), event, "/groups", "e", time, 0, 0) for event in events]


async def hear(tx: Tx, *events: Event) -> None:
    """Let the gateway hear of these, in one batch of each type."""
    for kind in dict.fromkeys(type(event) for event in events):
        await REACTIONS[kind](tx, as_told(each for each in events if type(each) is kind))


async def alive(tx: Tx, seconds_ago: float = 0) -> None:
    """A sign of life of the groups, published so long ago in real time."""
    real: datetime = await tx.fetchval("SELECT clock_timestamp()")
    beat = GroupsHeartbeat(at=NINE, version=1)
    told = as_told([beat], real - timedelta(seconds=seconds_ago))
    await REACTIONS[GroupsHeartbeat](tx, told)


async def asked(tx: Tx, session: SessionChanged, places: int = 1) -> tuple[Staff, Place]:
    """Somebody at a desk whose reason has just ended with places in this session."""
    anna, contact = await served(tx)
    wanted = Wanted(session.session_id, places)
    return anna, await commands.ask_place(tx, contact, FOOD, wanted, anna.at(after(5)))
