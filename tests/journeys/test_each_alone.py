"""Each of the services stops in turn: the others work on, say what they do not know, catch up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import httpx2
import pytest

from deploy.cli.city.folder import BARCELONA, checked
from tests.fixtures.instances import Running, wait_for
from tests.journeys.test_open_sessions import CAPACITY, UNIT, opened, places_left, post

HERE = checked(BARCELONA)
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


def a_morning() -> date:
    """Some days from now, a day on which the centre is open at ten."""
    centre, soon = HERE.unit(ELSEWHERE), datetime.now(UTC).date() + timedelta(days=5)
    assert centre
    days = (soon + timedelta(days=ahead) for ahead in range(30))
    return next(
        day
        for day in days
        if any(open_.opens <= time(10) < open_.closes for open_ in HERE.hours(centre, day))
    )


def a_free_time(answering: httpx2.Client) -> str:
    """A first visit at the centre some days from now, once the referrals have heard of it."""
    day = a_morning().isoformat()
    said = {"kind": "first_visit", "minutes": 30, "opens": "10:00", "closes": "10:30"}
    path = f"/gateway/api/units/{ELSEWHERE}/agenda/slots"
    [slot] = post(answering, path, first=day, until=day, **said)["slots"]
    wait_for(lambda: slot["id"] in {each["slot"] for each in openings(answering)["times"]})
    return str(slot["id"])


def openings(answering: httpx2.Client) -> dict[str, Any]:
    """What the referrals know of the centre's free times."""
    told: dict[str, Any] = answering.get(f"/referrals/api/units/{ELSEWHERE}/openings").json()
    return told


def visit_of(answering: httpx2.Client, referral: str) -> str:
    """How the first visit of a referral stands."""
    told = answering.get(f"/referrals/api/referrals/{referral}").json()
    return str(told["visit"]["state"])


def newest_at(answering: httpx2.Client, unit: str) -> str:
    """The referral that was sent there last."""
    told = answering.get(f"/referrals/api/units/{unit}/referrals?limit=200").json()["referrals"]
    return str(max(told, key=lambda each: each["sent_at"])["id"])


def groups_on_board(leading: httpx2.Client) -> dict[str, Any] | None:
    """What the centre's board says of groups now; none: it does not know, or does not answer."""
    answer = leading.get(f"/indicators/api/areas/{UNIT}/board")
    now: dict[str, Any] | None = answer.json()["groups"]["now"] if answer.is_success else None
    return now


@dataclass(frozen=True)
class People:
    """Who works on, and the session that all of them see."""

    running: Running
    desk: httpx2.Client
    holding: httpx2.Client
    answering: httpx2.Client
    leading: httpx2.Client
    session: str


def without_groups(of: People) -> None:
    """The desk asks for a place, and says that it does not know; the groups give it later."""
    with away(of.running, "groups"):
        place = served(of.desk, "group-place", session=of.session, places=1)["id"]
        assert stands(of.desk, place) is None
        wait_for(lambda: places_left(of.desk, of.session) is None, SILENT_SECONDS)
    wait_for(lambda: stands(of.desk, place) == "enrolled")
    wait_for(lambda: places_left(of.desk, of.session) == CAPACITY - 1)


def without_the_gateway(of: People) -> str:
    """People enrol, a centre accepts with a first visit; the visit is booked later.

    A session that was opened meanwhile.
    """
    served(of.desk, "refer", unit=ELSEWHERE)
    wait_for(lambda: referred_to(of.answering, ELSEWHERE) > 0)
    referral, slot = newest_at(of.answering, ELSEWHERE), a_free_time(of.answering)
    with away(of.running, "gateway"):
        post(of.answering, f"/referrals/api/referrals/{referral}/acts/accept", slot=slot)
        assert visit_of(of.answering, referral) == "asked"
        post(of.holding, f"/groups/api/sessions/{of.session}/places", name="Persona inventada")
        later = opened(of.holding, days=4)
        post(of.holding, f"/groups/api/sessions/{later}/publish")
        wait_for(lambda: openings(of.answering)["times_known"] is False, SILENT_SECONDS)
    wait_for(lambda: places_left(of.desk, of.session) == CAPACITY - 2)
    wait_for(lambda: places_left(of.desk, later) == CAPACITY)
    wait_for(lambda: visit_of(of.answering, referral) == "booked")
    return later


def without_referrals(of: People) -> None:
    """The desk hands somebody on; the centre finds them later."""
    before = referred_to(of.answering, ELSEWHERE)
    with away(of.running, "referrals"):
        served(of.desk, "refer", unit=ELSEWHERE)
        assert of.answering.get("/referrals/api/partners").status_code == 502
    wait_for(lambda: referred_to(of.answering, ELSEWHERE) == before + 1)


def without_indicators(of: People, later: str) -> None:
    """Places are given at two doors; the board has them later."""
    was = groups_on_board(of.leading)
    assert was is not None
    with away(of.running, "indicators"):
        served(of.desk, "group-place", session=later, places=1)
        post(of.holding, f"/groups/api/sessions/{of.session}/places", name="Persona inventada")
        wait_for(lambda: places_left(of.desk, of.session) == CAPACITY - 3)
    wait_for(lambda: (groups_on_board(of.leading) or was)["left"] == was["left"] - 2)


def test_each_service_works_on_while_another_is_away_and_catches_up(running: Running) -> None:
    with (
        running.signed_in("reception") as desk,
        running.signed_in("facilitator") as holding,
        running.signed_in("professional") as answering,
        running.signed_in("manager") as leading,
    ):
        post(desk, f"/gateway/api/units/{UNIT}/desks/1/open")
        session = opened(holding)
        post(holding, f"/groups/api/sessions/{session}/publish")
        wait_for(lambda: places_left(desk, session) == CAPACITY)
        of = People(running, desk, holding, answering, leading, session)
        without_groups(of)
        later = without_the_gateway(of)
        without_referrals(of)
        without_indicators(of, later)
