"""A session that the groups publish is seen in the gateway's triage within two seconds."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.fixtures.instances import Running, wait_for

WITHIN_SECONDS = 2.0
UNIT = "raval-sud"
CAPACITY = 10
pytestmark = pytest.mark.timeout(600)


def post(client: httpx2.Client, path: str, **said: object) -> dict[str, Any]:
    """Ask for something, once."""
    answer = client.post(path, json=said, headers={"idempotency-key": str(uuid4())})
    assert answer.is_success, answer.text
    told: dict[str, Any] = answer.json()
    return told


def opened(client: httpx2.Client, days: int = 3) -> str:
    """A session on energy in so many days, which nobody else knows of yet."""
    first = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    said = {"programme": "energy", "first": first, "clock": "10:00", "capacity": CAPACITY}
    path = f"/groups/api/units/{UNIT}/series"
    [session] = post(client, path, room=f"Aula {uuid4().hex[:6]}", **said)["sessions"]
    return str(session["id"])


def places_left(client: httpx2.Client, session: str) -> int | None:
    """As the triage shows them; none: it does not show the session, or does not know."""
    told = client.get(f"/gateway/api/units/{UNIT}/sessions?reason=utility-cut&limit=200").json()
    found = {each["session"]: each["left"] for each in told["sessions"]}
    return found.get(session)


def seen(client: httpx2.Client, session: str, left: int) -> float:
    """How many seconds it takes from now on until so many are left."""
    began = time.monotonic()
    wait_for(lambda: places_left(client, session) == left)
    return time.monotonic() - began


def test_a_published_session_and_its_places_reach_the_triage_within_two_seconds(
    running: Running,
) -> None:
    with running.signed_in("reception") as desk, running.signed_in("facilitator") as holding:
        wait_for(lambda: desk.get(f"/gateway/api/units/{UNIT}/sessions").json()["known"], 60)
        session = opened(holding)
        of = f"/groups/api/sessions/{session}"
        assert places_left(desk, session) is None
        post(holding, f"{of}/publish")
        assert seen(desk, session, CAPACITY) < WITHIN_SECONDS
        for taken in (1, 2):
            post(holding, f"{of}/places", name=f"Persona {taken}")
            assert seen(desk, session, CAPACITY - taken) < WITHIN_SECONDS
