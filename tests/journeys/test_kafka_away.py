"""Kafka stops: the desk works as before; Kafka comes back: nothing is missing."""

import os
import time
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx2
import pytest

from tests.fixtures.instances import Instances, Running, wait_for

AWAY_SECONDS = float(os.environ.get("PORTES_TEST_KAFKA_AWAY_SECONDS", "8"))
"""How long Kafka stays away; ten minutes were tried by hand."""
SLOW_SECONDS = 2.0
MADRID = ZoneInfo("Europe/Madrid")
pytestmark = pytest.mark.timeout(900)


def serve_somebody(client: httpx2.Client, unit: str) -> float:
    """Open, call, begin and close; the slowest answer in seconds."""
    slowest = 0.0

    def post(path: str, body: dict | None = None) -> dict:
        nonlocal slowest
        began = time.monotonic()
        answer = client.post(
            f"/gateway/api/{path}", json=body or {}, headers={"idempotency-key": str(uuid4())}
        )
        slowest = max(slowest, time.monotonic() - began)
        assert answer.is_success, answer.text
        return answer.json()

    post(f"units/{unit}/contacts", {"door": "desk"})
    contact = post(f"units/{unit}/desks/1/call-next")["contact"]["id"]
    post(f"contacts/{contact}/start")
    post(f"contacts/{contact}/close", {"outcome": "informed"})
    return slowest


def served_on_board(client: httpx2.Client, unit: str) -> tuple[int, int]:
    day = datetime.now(MADRID).date().isoformat()
    told = client.get(f"/indicators/api/areas/{unit}/figures?from={day}&grain=day").json()
    return told["total"]["offered"], told["total"]["answered"]


def freshness(client: httpx2.Client, unit: str) -> str:
    return str(client.get(f"/indicators/api/areas/{unit}/board").json()["freshness"])


def test_the_desk_feels_nothing_while_kafka_is_away_and_afterwards_nothing_is_missing(
    instance_of: Instances,
) -> None:
    running: Running = instance_of(kafka=False)
    unit = "raval-sud"
    with running.signed_in("reception") as client:
        key = {"idempotency-key": str(uuid4())}
        client.post(f"/gateway/api/units/{unit}/desks/1/open", json={}, headers=key)
        serve_somebody(client, unit)
        wait_for(lambda: served_on_board(client, unit) == (1, 1))
        assert freshness(client, unit) == "live"

        running.portes("stop", "kafka")
        served, until = 1, time.monotonic() + AWAY_SECONDS
        while time.monotonic() < until:
            assert serve_somebody(client, unit) < SLOW_SECONDS
            served += 1
            time.sleep(0.5)
        wait_for(lambda: freshness(client, unit) == "stale", seconds=20)
        assert served_on_board(client, unit) == (1, 1)
        states = {part["name"]: part["state"] for part in running.status()["parts"]}
        assert states["gateway-web"] == "ready"

        running.portes("start", "kafka")
        wait_for(lambda: served_on_board(client, unit) == (served, served), seconds=60)
        wait_for(lambda: freshness(client, unit) == "live")
