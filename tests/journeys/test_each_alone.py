"""Each of the services stops in turn: the others work on, say what they do not know, catch up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from tests.fixtures.instances import Running, wait_for
from tests.journeys.test_open_sessions import CAPACITY, UNIT, opened, places_left, post

ELSEWHERE = "casc-antic"
REASON = "utility-cut"
SILENT_SECONDS = 40
"""Long enough for a desk to notice that a service has said nothing for twelve seconds."""
pytestmark = pytest.mark.timeout(600)


@contextmanager
def away(running: Running, service: str) -> Iterator[None]:
    """The service answers nobody, hears nothing and tells nothing."""
    for part in ("web", "worker"):
        running.portes("stop", f"{service}-{part}")
    try:
        yield
    finally:
        for part in ("web", "worker"):
            running.portes("start", f"{service}-{part}")


def served(desk: httpx2.Client, outcome: str, **said: object) -> dict[str, Any]:
    """Somebody comes to the desk and leaves with this outcome; what was answered."""
    api = "/gateway/api"
    post(desk, f"{api}/units/{UNIT}/contacts", door="desk", reason=REASON)
    contact = post(desk, f"{api}/units/{UNIT}/desks/1/call-next")["contact"]
    of = f"{api}/contacts/{contact['id']}"
    post(desk, f"{of}/start")
    return post(desk, f"{of}/reasons/{contact['reason']}/{outcome}", **said)


def stands(desk: httpx2.Client, place: str) -> str | None:
    """How a place is, as the desk knows it; none: it does not know."""
    state: str | None = desk.get(f"/gateway/api/places/{place}").json()["state"]
    return state


def referred_to(client: httpx2.Client, unit: str) -> int:
    """How many referrals a centre has to answer."""
    told = client.get(f"/referrals/api/units/{unit}/referrals?limit=200").json()
    return len(told["referrals"])


def test_each_service_works_on_while_another_is_away_and_catches_up(running: Running) -> None:
    with (
        running.signed_in("reception") as desk,
        running.signed_in("facilitator") as holding,
        running.signed_in("professional") as answering,
    ):
        post(desk, f"/gateway/api/units/{UNIT}/desks/1/open")
        session = opened(holding)
        post(holding, f"/groups/api/sessions/{session}/publish")
        wait_for(lambda: places_left(desk, session) == CAPACITY)

        with away(running, "groups"):
            place = served(desk, "group-place", session=session, places=1)["id"]
            assert stands(desk, place) is None
            wait_for(lambda: places_left(desk, session) is None, SILENT_SECONDS)
        wait_for(lambda: stands(desk, place) == "enrolled")
        wait_for(lambda: places_left(desk, session) == CAPACITY - 1)

        with away(running, "gateway"):
            post(holding, f"/groups/api/sessions/{session}/places", name="Persona inventada")
            later = opened(holding, days=4)
            post(holding, f"/groups/api/sessions/{later}/publish")
        wait_for(lambda: places_left(desk, session) == CAPACITY - 2)
        wait_for(lambda: places_left(desk, later) == CAPACITY)

        before = referred_to(answering, ELSEWHERE)
        with away(running, "referrals"):
            served(desk, "refer", unit=ELSEWHERE)
            assert answering.get("/referrals/api/partners").status_code == 502
        wait_for(lambda: referred_to(answering, ELSEWHERE) == before + 1)
